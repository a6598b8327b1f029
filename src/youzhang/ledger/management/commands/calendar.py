"""`youzhang calendar import FILE.csv`: the State Council's list of a year, and what it moved."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from youzhang.kit.refused import Refused
from youzhang.ledger import calendars
from youzhang.ledger.recalendar import import_years


class Command(BaseCommand):
    """The file has a header and lines `2027-02-06,work,Spring Festival`; it is taken whole or not at all."""

    help = "Import the official working and rest days of one or more years from a CSV file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["import"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            years = calendars.read_csv(options["file"].read_text("utf-8-sig"))
        except OSError as fault:
            raise CommandError(f"{options['file']} cannot be read: {fault.strerror}", returncode=2) from None
        except UnicodeDecodeError:
            raise CommandError(f"{options['file']} is not UTF-8: save it so.", returncode=2) from None
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from None
        moved = import_years(years, source=options["file"].name)
        if options["json"]:
            self.stdout.write(
                json.dumps({"years": sorted(years), "moved": [vars(move) for move in moved]}, default=str)
            )
            return
        self.stdout.write(f"{', '.join(map(str, sorted(years)))} official; {len(moved)} terms moved.")
        for move in moved:
            self.stdout.write(f"  {move.article} {move.matter}: {move.before} → {move.after}")
