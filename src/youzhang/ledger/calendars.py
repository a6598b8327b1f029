"""The calendar as rows: seeded from the library, official or estimated per year, importable."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.kit.refused import Refused
from youzhang.ledger import state
from youzhang.ledger.entering import enter, take_out, together
from youzhang.ledger.models import CalendarDay, CalendarYear
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.state_council import SEEDED, library_days, year_status


def calendar() -> Calendar:
    """The calendar in force; its days are kept in the process."""
    now = state.state()
    return _calendar(now.calendar_years, now.calendar_stamp)


@lru_cache(maxsize=4)
def _calendar(_years: int, _newest: str) -> Calendar:
    years = dict(CalendarYear.objects.values_list("year", "status"))
    days = dict(CalendarDay.objects.values_list("day", "works"))
    for year in SEEDED:
        if year not in years:
            years[year] = year_status(year)
            days |= {day: works for day, works, _name in library_days(year)}
    return Calendar(days, years)


def years() -> list[CalendarYear]:
    """Every known year, in order: its row, else as the library has it."""
    rows = {row.year: row for row in CalendarYear.objects.all()}
    for year in SEEDED:
        rows.setdefault(year, CalendarYear(year=year, status=year_status(year), source="holidays", moved=[]))
    return [rows[year] for year in sorted(rows)]


def days_of(year: CalendarYear) -> list[CalendarDay]:
    """The days off and made up of a year."""
    if not year._state.adding:
        return list(CalendarDay.objects.filter(day__year=year.year).order_by("day"))
    return [CalendarDay(day=day, works=works, name=name) for day, works, name in library_days(year.year)]


def seed(at: datetime) -> None:
    """Put the library's years in rows where a year has none."""
    present = set(CalendarYear.objects.values_list("year", flat=True))
    for year in SEEDED:
        if year not in present:
            replace(year, library_days(year), status=year_status(year), source="holidays", at=at)


@transaction.atomic
def replace(
    year: int, days: Iterable[tuple[date, bool, str]], *, status: str, source: str, at: datetime
) -> None:
    """Put a year's days in place of what was there."""
    rows = [CalendarDay(day=day, works=works, name=name[:60]) for day, works, name in days]
    with together():
        former = CalendarDay.objects.filter(day__year=year)
        for row in former:
            take_out(row)
        former.delete()
        for row in CalendarDay.objects.bulk_create(rows):
            enter(row)
        said = {"status": status, "source": source[:120], "imported_at": at, "moved": []}
        enter(CalendarYear.objects.update_or_create(year=year, defaults=said)[0])
    state.changed()


def keep_moved(years: Iterable[int], moved: list[list[str]]) -> None:
    """Keep with some years which terms their import moved."""
    with transaction.atomic(), together():
        for row in CalendarYear.objects.filter(year__in=years):
            row.moved = moved
            row.save(update_fields=["moved"])
            enter(row, None, "moved")


def read_csv(text: str) -> dict[int, list[tuple[date, bool, str]]]:
    """`day,works,name` lines with a header; refused with row and column when one is wrong."""
    head, *lines = text.splitlines() or [""]
    if head.strip().lower().split(",")[:2] != ["day", "works"]:
        raise _wrong(
            1, "day", _("the heading is missing."), _("Begin the file with the line day,works,name.")
        )
    years: dict[int, dict[date, tuple[date, bool, str]]] = {}
    for row, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        cells = [cell.strip() for cell in line.split(",")]
        day, works = _day(cells, row), _works(cells, row)
        days = years.setdefault(day.year, {})
        if day in days:
            raise _wrong(row, "day", _("this day stands above already."), _("Name each day once."))
        days[day] = (day, works, cells[2] if len(cells) > 2 else "")
    if not years:
        raise _wrong(2, "day", _("there is no day."), _("Write one line for each day, as 2027-02-06,work,"))
    return {year: list(days.values()) for year, days in years.items()}


def _wrong(row: int, column: str, why: str, way_on: str) -> Refused:
    place = _("Row %(row)s, column %(column)s: ") % {"row": row, "column": column}
    return Refused("rule:calendar_file", f"{place}{why}", way_on)


def _day(cells: list[str], row: int) -> date:
    try:
        return date.fromisoformat(cells[0])
    except ValueError:
        raise _wrong(row, "day", _("no date."), _("Write it as 2027-02-06.")) from None


def _works(cells: list[str], row: int) -> bool:
    value = cells[1].lower() if len(cells) > 1 else ""
    if value not in {"work", "rest"}:
        way_on = _("Write work for a make-up working day, rest for a day off.")
        raise _wrong(row, "works", _("neither work nor rest."), way_on)
    return value == "work"
