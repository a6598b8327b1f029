"""`youzhang verify`: facts, access log and rows entered: their chains, read from the first row."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from youzhang.kit import clock
from youzhang.ledger.verification import Window, examine_all, is_another_key
from youzhang.vault.seals import without_anchor


class Command(BaseCommand):
    """Exit 0 intact, 1 broken (first bad sequence number and kind), 4 cut off against an anchor, 3 unreadable."""

    help = "Verify the chains of facts, openings and rows entered against their heads, seals and anchors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--from", dest="first", type=date.fromisoformat, help="hash payloads again from this day on"
        )
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="… until this day")
        parser.add_argument(
            "--anchors", action="append", type=Path, help="a folder of anchors (may be repeated)"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        first, last = options["first"], options["last"]
        window = Window(first and clock.start_of(first), last and clock.end_of(last))
        try:
            places = settings.ANCHORS if options["anchors"] is None else _readable(options["anchors"])
            found = examine_all(window, places)
            lacking = [str(file) for name, _examined in found for file in without_anchor(name, places)]
        except (DatabaseError, OSError) as fault:
            self.stderr.write(
                f"The chains cannot be read: {fault}. Check DATABASE_URL and the anchors' folder."
            )
            sys.exit(3)
        if is_another_key(found):
            self.stderr.write(
                "Cannot verify: no row of any chain was linked under this root key. Bring back the key file of this "
                "installation, or set YOUZHANG_KEY_FILE."
            )
            sys.exit(3)
        findings = [examined.finding for _name, examined in found if examined.finding]
        report = {
            "intact": not findings,
            "rows": sum(examined.rows for _name, examined in found),
            "destroyed": sum(examined.destroyed for _name, examined in found) if window.whole else None,
            "anchors_missing": lacking,
            "broken": [{"chain": f.chain, "kind": f.kind, "seq": f.seq, "why": f.why} for f in findings],
        }
        self.stdout.write(json.dumps(report) if options["json"] else _words(report))
        if findings:
            sys.exit(max(finding.exit_code for finding in findings))


def _readable(folders: list[Path]) -> list[str]:
    """A folder that was named is there: else a chain that was cut would look intact."""
    for folder in folders:
        next(folder.iterdir(), None)
    return [str(folder) for folder in folders]


def _words(report: dict[str, Any]) -> str:
    lines = [f"{b['chain']}: {b['kind']} at {b['seq']}: {b['why']}" for b in report["broken"]]
    lines = lines or [f"Intact: {report['rows']} rows, {report['destroyed'] or 0} destroyed lawfully."]
    lines += [
        f"No anchor at {file}, though the chain was sealed: whoever cut it and mended its head would not be seen. "
        "Bring the file back, or run `youzhang anchor` and keep it elsewhere."
        for file in report["anchors_missing"]
    ]
    return "\n".join(lines)
