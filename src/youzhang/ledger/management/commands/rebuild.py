"""`youzhang rebuild`: derive all duties anew from facts, and put back what was entered beside them."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.ledger.comparing import Wrong
from youzhang.ledger.putting_right import Found, put_right
from youzhang.ledger.rebuilding import Change, State

LISTED = 1000
STOPPED = "Nothing was derived anew: rules or calendar are not as they were entered. Restore them from a backup first."


class Command(BaseCommand):
    """With `--check` nothing is written, and exit 1 says that something would change; without, that it cannot be."""

    help = (
        "Derive duties, holders and numbers anew from facts, and rows of sight and rules from their entries."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if something would change"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = put_right(keep=not options["check"])
        listed, rows = found.changes[:LISTED], found.wrong[:LISTED]
        if options["json"]:
            self.stdout.write(json.dumps(_report(found), default=str))
        else:
            told = (_row(wrong, checked=options["check"]) for wrong in rows)
            self.stdout.write("\n".join([_summary(found), *map(_line, listed), *told]))
        if found.left:
            sys.exit(1)


def _report(found: Found) -> dict[str, Any]:
    report: dict[str, Any] = {"duties": found.duties, "changed": found.changed}
    report |= {"counts": found.counts} if found.counts else {}
    report |= {"wrong": len(found.wrong)} if found.wrong else {}
    more = {
        "changes": [asdict(change) for change in found.changes[:LISTED]],
        "rows": [wrong._asdict() for wrong in found.wrong[:LISTED]],
    }
    return report | {name: rows for name, rows in more.items() if rows}


def _summary(found: Found) -> str:
    counts = f" {found.counts} numbers of the board were wrong." if found.counts else ""
    others = len(found.wrong) - found.counts
    rows = f" Rows not as they were derived or entered: {others}." if others else ""
    stopped = f" {STOPPED}" if found.stopped else ""
    return f"{found.duties} duties, {found.changed} changed.{counts}{rows}{stopped}"


def _row(wrong: Wrong, *, checked: bool) -> str:
    columns = f" ({', '.join(wrong.columns)})" if wrong.columns else ""
    left = "" if checked or wrong.mended else "; not mended: look into it, or restore it from a backup"
    return f"  {wrong.table} {wrong.row}: {wrong.what}{columns}{left}"


def _line(change: Change) -> str:
    what = f"  {change.article} {change.name}, {change.matter} ({change.duty})"
    return f"{what}: {_words(change.before)} → {_words(change.after)}"


def _words(state: State | None) -> str:
    if state is None:
        return "none"
    late = " late" if state.late else ""
    return f"{state.outcome}{late}, due {state.due:%Y-%m-%d %H:%M}" if state.due else f"{state.outcome}{late}"
