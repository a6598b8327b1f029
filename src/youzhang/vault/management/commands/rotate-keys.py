# ruff: noqa: N999 (the file is named as the command is)
"""`youzhang rotate-keys`: wrap every data key under the newest root key. Sealed content stays as it is."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.vault import actions, keys


class Command(BaseCommand):
    """Goes in batches; stopped anywhere, everything stays readable and the next run goes on."""

    help = "Wrap every data key under the newest root key of the key file. Safe to stop and to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        rewrapped, last = actions.rewrap_batch()
        while last is not None:
            count, last = actions.rewrap_batch(after=last)
            rewrapped += count
        version = keys.newest_version()
        if options["json"]:
            self.stdout.write(json.dumps({"rewrapped": rewrapped, "version": version}))
        else:
            self.stdout.write(f"{rewrapped} keys wrapped anew under root key v{version}.")
