"""`youzhang anchor`: sign now where every chain stands."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.ledger.background import seal_chains


class Command(BaseCommand):
    """Writes a seal for each chain that moved since its last one, to `YOUZHANG_ANCHORS`."""

    help = "Sign where every chain stands and write it to the anchors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        sealed = seal_chains()
        self.stdout.write(json.dumps({"sealed": sealed}) if options["json"] else f"{sealed} chains sealed.")
