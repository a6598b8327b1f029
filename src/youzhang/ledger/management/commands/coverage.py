"""`youzhang coverage`: how many articles the product keeps."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.ledger import coverage


class Command(BaseCommand):
    """Counts against the two built-in rulebooks; needs no database."""

    help = "Count the articles that are kept: what they name exists, a test cites them, stories prove their rules."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument(
            "--write", action="store_true", help="bring the packaged list of cited articles up to date"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["write"]:
            coverage.write_cited()
        report = coverage.report()
        if options["json"]:
            self.stdout.write(json.dumps(report))
            return
        self.stdout.write(f"{report['kept']} of {report['articles']} articles kept.")
        for kind, count in sorted(report["by_kind"].items()):
            self.stdout.write(f"  {kind}: {count['kept']} of {count['articles']}")
        self.stdout.write(f"{len(report['dropped'])} are built and not proven:")
        for article, lacks in report["dropped"].items():
            self.stdout.write(f"  {article}: {'; '.join(lacks)}")
