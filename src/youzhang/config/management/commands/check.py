"""`youzhang check`: is this installation sound? Django's deployment checks and our own."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core import checks
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, connections


class Command(BaseCommand):
    """Replaces Django's own command of that name; what Django checks before other commands is untouched."""

    help = "Check settings, database, keys, disk, clock, mail. Exit 1 when something must be mended."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object on stdout")

    def handle(self, *, as_json: bool = False, **options: Any) -> None:
        closed = _closed_databases()
        open_ = [alias for alias in connections if alias not in closed]
        found = checks.run_checks(include_deployment_checks=True, databases=open_)
        found += [checks.Error(fault, hint="A new installation: youzhang init.") for fault in closed.values()]
        messages = [message for message in found if not message.is_silenced()]
        sound = not any(message.is_serious() for message in messages)
        if as_json:
            self.stdout.write(json.dumps({"sound": sound, "messages": [_row(m) for m in messages]}))
        else:
            for message in messages:
                row = _row(message)
                self.stdout.write(f"{row['level']:<8} {row['what']}\n         {row['do']}".rstrip())
            self.stdout.write("Sound." if sound else "Mend what is marked ERROR, then check again.")
        if not sound:
            sys.exit(1)


def _closed_databases() -> dict[str, str]:
    """Databases that do not open, and why; Django's own checks would stop at them without an answer."""
    closed = {}
    for alias in connections:
        try:
            connections[alias].ensure_connection()
        except DatabaseError as fault:
            closed[alias] = f"The database {alias} does not open: {fault}"
    return closed


def _row(message: checks.CheckMessage) -> dict[str, str]:
    levels = ((checks.ERROR, "ERROR"), (checks.WARNING, "warning"), (checks.DEBUG, "note"))
    level = next(name for least, name in levels if message.level >= least)
    return {"level": level, "what": str(message.msg), "do": str(message.hint or ""), "id": message.id or ""}
