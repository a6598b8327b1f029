"""`youzhang simulate --centres N --months M --seed S`: a plausible life of centres, deterministic, through actions."""

from __future__ import annotations

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.life.cast import cast
from youzhang.life.living import live


class Command(BaseCommand):
    """Fills an empty database; a used one is refused."""

    help = "Let a number of centres live some months in an empty database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centres", type=int, default=3)
        parser.add_argument("--months", type=int, default=6)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        if Centre.objects.exists():
            raise CommandError("The database is not empty. Name an empty one in DATABASE_URL.", returncode=2)
        copies = -(-options["centres"] // len(cast()["centre"]))
        password = f"life-{secrets.token_hex(6)}"
        live(options["months"], options["seed"], clock.today(), password, copies=copies, tell=self._tell)
        self.stdout.write(f"\nPassword of every account: {password}")

    def _tell(self, month: str) -> None:
        self.stdout.write(month, ending=" ")
        self.stdout.flush()
