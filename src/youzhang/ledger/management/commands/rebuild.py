"""`youzhang rebuild`: derive all duties anew from facts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.ledger import counting
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.rebuilding import Change, State, rebuild

LISTED = 1000


class Command(BaseCommand):
    """With `--check` nothing is written, and exit 1 says that something would change."""

    help = "Derive every duty anew from the facts, update the rows that differ, and list what that changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if something would change"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        changed, listed = 0, list[Change]()
        ids = list(Matter.unscoped.order_by("opened_at", "pk").values_list("pk", flat=True))
        for rows, changes in rebuild(ids, keep=not options["check"]):
            changed += rows
            listed += changes[: LISTED - len(listed)]
        report: dict[str, Any] = {"duties": Duty.unscoped.count(), "changed": changed}
        if wrong := counting.wrong():
            report["counts"] = wrong
        if wrong and not options["check"]:
            counting.recount()
        if options["json"]:
            more = {"changes": [asdict(change) for change in listed]} if listed else {}
            self.stdout.write(json.dumps(report | more, default=str))
        else:
            self.stdout.write("\n".join([_summary(report), *map(_line, listed)]))
        if options["check"] and (changed or wrong):
            sys.exit(1)


def _summary(report: dict[str, Any]) -> str:
    counts = f" {report['counts']} numbers of the board were wrong." if "counts" in report else ""
    return f"{report['duties']} duties, {report['changed']} changed.{counts}"


def _line(change: Change) -> str:
    what = f"  {change.article} {change.name}, {change.matter} ({change.duty})"
    return f"{what}: {_words(change.before)} → {_words(change.after)}"


def _words(state: State | None) -> str:
    if state is None:
        return "none"
    late = " late" if state.late else ""
    return f"{state.outcome}{late}, due {state.due:%Y-%m-%d %H:%M}" if state.due else f"{state.outcome}{late}"
