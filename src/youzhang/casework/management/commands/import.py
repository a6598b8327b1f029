# ruff: noqa: N999 (the file is named as the command is)
"""`youzhang import persons|cases FILE.xlsx`: registers of a centre that goes live."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from contextlib import closing
from typing import Any
from zipfile import BadZipFile

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import viewer_of
from youzhang.casework.actions.importing import import_rows
from youzhang.kit import clock
from youzhang.kit.refused import Refused


class Command(BaseCommand):
    """All or nothing; exit 1 when the sheet has faults."""

    help = "Import persons or running cases from a sheet; every fault by its row and column."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=["persons", "cases"])
        parser.add_argument("file", help="an .xlsx sheet whose first row holds the headings")
        parser.add_argument("--centre", required=True, help="the code of the centre")
        parser.add_argument("--by", required=True, help="the sign-in name of whoever answers for it")
        parser.add_argument("--dry-run", action="store_true", help="look for faults, change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = Centre.objects.select_related("organisation").filter(code=options["centre"]).first()
        user = User.objects.filter(username=options["by"]).first()
        if centre is None or user is None:
            raise CommandError(_("There is no such centre or nobody of this name."), returncode=2)
        rows = _rows_of(options["file"])
        acting: Any = {"by": viewer_of(user, clock.today()), "dry_run": options["dry_run"]}
        try:
            found = import_rows(options["kind"], rows, centre, **acting)
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from refused
        faults = [{"row": one.row, "column": one.column, "why": one.why} for one in found.faults]
        if options["json"]:
            self.stdout.write(json.dumps({"rows": found.rows, "faults": faults}, ensure_ascii=False))
        else:
            for one in found.faults:
                said = {"row": one.row, "column": one.column, "why": one.why}
                self.stdout.write(_("Row %(row)d, %(column)s: %(why)s") % said)
            ended = _("%(n)d rows would come in.") if options["dry_run"] else _("%(n)d rows came in.")
            self.stdout.write(ended % {"n": found.rows})
        if faults:
            raise SystemExit(1)


def _rows_of(file: str) -> list[tuple[Any, ...]]:
    """The first sheet of a workbook."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except (OSError, KeyError, ValueError, BadZipFile, InvalidFileException) as fault:
        said = _("%(file)s cannot be read as an .xlsx workbook.") % {"file": file}
        raise CommandError(said, returncode=2) from fault
    with closing(book):
        return list(book.worksheets[0].iter_rows(values_only=True))
