# ruff: noqa: N999 (the file is named as the command is)
"""`youzhang minors-report`: who had access to minors' data in a year, in numbers."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from youzhang.accounts.models import Centre
from youzhang.casework.minors import report
from youzhang.casework.models import FileAccess
from youzhang.kit import clock
from youzhang.ledger.models import Matter


class Command(BaseCommand):
    """One line per centre; with `--json` one object."""

    help = "The yearly report on access to minors' data: numbers only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, default=None, help="the year; the last one unless told")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        year = options["year"] or clock.today().year - 1
        rows = [_of(centre, year) for centre in Centre.objects.order_by("code")]
        if options["json"]:
            self.stdout.write(json.dumps({"year": year, "centres": rows}))
            return
        for row in rows:
            self.stdout.write(", ".join(f"{name} {value}" for name, value in row.items()))


def _of(centre: Centre, year: int) -> dict[str, Any]:
    end = clock.start_of(date(year + 1, 1, 1))
    cases = Matter.unscoped.filter(centre=centre, kind="minor-case", opened_at__lt=end)
    within = Matter.unscoped.filter(parent__in=cases)
    matters = [*cases.values_list("pk", flat=True), *within.values_list("pk", flat=True)]
    asked = FileAccess.unscoped.filter(
        case__matter__in=cases, asked_at__gte=clock.start_of(date(year, 1, 1)), asked_at__lt=end
    )
    found = report(centre, year, matters, list(asked))
    return found | {"cases": cases.count()}
