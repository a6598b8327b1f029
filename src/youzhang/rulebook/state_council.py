"""The State Council's working days as the `holidays` library knows them: pure, read once a process."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from importlib import import_module

from youzhang.rulebook.calendar import Calendar

# The library knows the State Council's notices up to this year; later ones it guesses, without make-up days.
LAST_OFFICIAL = 2026
SEEDED = range(2020, LAST_OFFICIAL + 4)


def year_status(year: int) -> str:
    """Whether a year's list is the official one."""
    return "official" if year <= LAST_OFFICIAL else "estimated"


@cache
def library_days(year: int) -> list[tuple[date, bool, str]]:
    """The days of a year on which work and weekday part ways, as the library has them."""
    # Of all countries: not read at the start.
    table = import_module("holidays").country_holidays("CN", years=[year], language="zh_CN")
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        works = table.is_working_day(day)
        if works != (day.weekday() < 5):
            found.append((day, works, table.get(day, "") or ""))
        day += timedelta(days=1)
    return found


@cache
def seeded_calendar() -> Calendar:
    """The calendar of a centre that imported no list of its own."""
    days = {day: works for year in SEEDED for day, works, _name in library_days(year)}
    return Calendar(days, {year: year_status(year) for year in SEEDED})
