"""The working calendar: which years are official, their days, and what moved when one came in."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger import calendars
from youzhang.ledger.models import CalendarYear, Duty
from youzhang.ledger.openness import still_open
from youzhang.web.fields import parse_date
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Row, lines, rows
from youzhang.workbench.words import Moment

SHOWN = 40


class Moved(NamedTuple):
    """A term that an import moved, with its last day before and after."""

    row: Row
    before: date | None
    after: date | None


@staff
@require_safe
def working_days(request: StaffRequest) -> HttpResponse:
    """A year's days off and made up; the terms of one's own that it moved or may still move."""
    centre, viewer = current_centre(request), request.viewer
    years = calendars.years()
    known = [one.year for one in years if one.year <= clock.today().year]
    asked = request.GET.get("year", str(known[-1]))
    year = next((one for one in years if str(one.year) == asked), None)
    if year is None:
        raise Http404
    books = Books(centre)
    open_ones = Duty.objects.visible_to(viewer).filter(still_open(), centre=centre, provisional=True)
    context = {
        "centre": centre, "years": years, "year": year,
        "days": calendars.days_of(year),
        "moved": _moved(viewer, books, year),
        "provisional": _rows(viewer, books, open_ones.order_by("due", "pk")[:SHOWN]),
    }  # fmt: skip
    return render(request, "workbench/working_days.html", context)


def _moved(viewer: Viewer, books: Books, year: CalendarYear) -> list[Moved]:
    days = {pk: (before, after) for pk, before, after in year.moved}
    found = Duty.objects.visible_to(viewer).filter(centre=books.centre, pk__in=list(days)[:500])
    shown = _rows(viewer, books, found.order_by("due", "pk")[:SHOWN])
    moves = [(row, *days[str(row.line.pk)]) for row in shown]
    return [Moved(row, parse_date(before), parse_date(after)) for row, before, after in moves]


def _rows(viewer: Viewer, books: Books, duties: QuerySet[Duty]) -> list[Row]:
    found = lines(duties)
    return rows(found, viewer, books, Moment(clock.now(), calendars.calendar())) if found else []
