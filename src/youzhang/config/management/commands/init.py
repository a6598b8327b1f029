"""`youzhang init`: a real installation from nothing."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from youzhang.accounts import actions
from youzhang.config import installation
from youzhang.kit.refused import Refused


class Command(BaseCommand):
    help = "Make the data folder, the keys, the database and the first administrator's one-time link."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        made = [str(path) for path in installation.make_keys()]
        call_command("migrate", verbosity=0, interactive=False)
        said = {"made": made, "link": _first_link(), "next": ["youzhang check", "youzhang serve"]}
        self.stdout.write(json.dumps(said) if options["json"] else "\n".join(_lines(made, said["link"])))


def _first_link() -> str | None:
    """The first administrator's, once; nothing where somebody can sign in already."""
    try:
        return f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=[actions.invite_first_administrator()])}"
    except Refused:
        return None


def _lines(made: list[str], link: object) -> Iterator[str]:
    for path in made:
        yield f"Made {path}. Keep a copy away from the database and its backups."
    yield "The database is up to date."
    yield (
        f"First administrator, once: {link}" if link else "Somebody can sign in already, so no link is made."
    )
    yield "Next: youzhang check, then youzhang serve."
