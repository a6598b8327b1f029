"""The month as the working calendar has it, for the card beside My duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.dates import MONTHS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.rulebook.calendar import Calendar
from youzhang.web.wording import weekday

WEEK = 7


@dataclass(frozen=True)
class Day:
    """One square. `mark`: its class; `words`: what the colour says."""

    number: int
    mark: str = ""
    words: str = ""
    special: bool = False


@dataclass(frozen=True, eq=False)
class Month:
    """Weeks from Monday to Sunday, with None outside the month."""

    first: date
    weeks: Sequence[Sequence[Day | None]]
    estimated: bool

    @property
    def name(self) -> str:
        """`November`."""
        return str(MONTHS[self.first.month])

    @property
    def weekdays(self) -> list[str]:
        """Monday to Sunday, short."""
        return [weekday(date(2024, 1, n)) for n in range(1, WEEK + 1)]  # that Monday was the 1st

    @property
    def named(self) -> list[Day]:
        """The days that break the rule of weekdays, to be told in words."""
        return [day for week in self.weeks for day in week if day and day.special]


def month_of(today: date, calendar: Calendar, due: frozenset[date] = frozenset()) -> Month:
    """The month of a day; `due`: the days on which something falls due."""
    return _month_of(today, calendar, due, get_language())


@lru_cache(maxsize=256)
def _month_of(today: date, calendar: Calendar, due: frozenset[date], _language: str | None) -> Month:
    first = today.replace(day=1)
    blank: list[Day | None] = [None] * first.weekday()
    squares = blank + [_day(day, today, calendar, due) for day in _days(first)]
    squares += [None] * (-len(squares) % WEEK)
    weeks = tuple(tuple(squares[n : n + WEEK]) for n in range(0, len(squares), WEEK))
    return Month(first, weeks, calendar.years.get(first.year) != "official")


def _days(first: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range(31))
    return [day for day in days if day.month == first.month]


def _day(day: date, today: date, calendar: Calendar, due: frozenset[date]) -> Day:
    works = calendar.is_working(day)
    special = works != (day.weekday() < 5)
    words = "" if not special else _("make-up working day") if works else _("holiday")
    if day == today:
        return Day(day.day, "today", words or _("today"), special)
    if day in due:
        return Day(day.day, "due", words or _("something is due"), special)
    return Day(day.day, "" if works else "rest", words, special)
