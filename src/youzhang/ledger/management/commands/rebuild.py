"""`youzhang rebuild`: derive all duties anew from facts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.refresh import refresh

BATCH = 200


class Command(BaseCommand):
    """With `--check` nothing is written, and exit 1 says that something would change."""

    help = "Derive every duty anew from the facts and update the rows that differ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if something would change"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        changed = 0
        ids = list(Matter.unscoped.order_by("opened_at", "pk").values_list("pk", flat=True))
        for start in range(0, len(ids), BATCH):
            with transaction.atomic():
                rows = Matter.unscoped.select_for_update(of=("self",)).select_related(
                    "centre", "parent__centre"
                )
                changed += sum(refresh(matter) for matter in rows.filter(pk__in=ids[start : start + BATCH]))
                if options["check"]:
                    transaction.set_rollback(True)
        duties = Duty.unscoped.count()
        report = {"duties": duties, "changed": changed}
        text = f"{duties} duties, {changed} changed."
        self.stdout.write(json.dumps(report) if options["json"] else text)
        if options["check"] and changed:
            sys.exit(1)
