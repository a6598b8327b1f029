"""Terms ("3 working days") and date expressions ("21 days before matter.starts_on"), and when they end.

Minutes and hours run exactly. A term in days starts the next day and ends 24:00 of its last day in China;
a month that has no such day ends on its last one.
"""

from __future__ import annotations

import calendar as gregorian
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from youzhang.kit.clock import day_of, end_of, start_of
from youzhang.rulebook.calendar import Calendar

Side = Literal["after", "before", "on"]
Scope = Literal["opening", "matter", "parent", "nearest", "period"]
UNITS = ("minute", "hour", "day", "working day", "week", "month", "year")
TERM_EXAMPLE = '"30 minutes", "24 hours", "3 days", "3 working days", "2 weeks", "1 month" or "1 year"'
DUE_EXAMPLE = f'"at once", {TERM_EXAMPLE}, "21 days before matter.starts_on" or "on opening.improve_by"'

_TERM = re.compile(r"([1-9]\d{0,2}) (minute|hour|day|working day|week|month|year)(s?)")
_SCOPES: dict[str, Scope] = {
    "opening": "opening",
    "matter": "matter",
    "parent": "parent",
    "nearest": "nearest",
}
_MINUTES = {
    "minute": 1,
    "hour": 60,
    "day": 1440,
    "working day": 2016,
    "week": 10080,
    "month": 43200,
    "year": 525600,
}


class BadTerm(ValueError):
    """A term or date expression that cannot be read."""


@dataclass(frozen=True)
class Term:
    """A length of time as the regulation says it."""

    count: int
    unit: str

    @classmethod
    def parse(cls, text: str) -> Term:
        """Read `3 working days`; one is singular, all else plural."""
        found = _TERM.fullmatch(text)
        if not found or (found[3] == "s") == (int(found[1]) == 1):
            raise BadTerm(f"{text!r} is not a term")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def exact(self) -> bool:
        """Whether it runs by the clock instead of by days."""
        return self.unit in ("minute", "hour")

    @property
    def length(self) -> timedelta:
        """Its length: exact for minutes and hours, a rough one (for comparing terms only) for the rest."""
        return timedelta(minutes=self.count * _MINUTES[self.unit])

    def from_day(self, day: date, calendar: Calendar, sign: int = 1) -> date:
        """The day this many days, weeks … after a day (before it with sign -1)."""
        steps = sign * self.count
        if self.unit == "working day":
            return calendar.add_working_days(day, steps)
        if self.unit in ("month", "year"):
            return _add_months(day, steps * (12 if self.unit == "year" else 1))
        return day + timedelta(days=steps * (7 if self.unit == "week" else 1))


@dataclass(frozen=True)
class DateName:
    """A base date: `opening.improve_by`, `matter.starts_on`, `parent.closes_on`, or the period itself.

    `nearest.starts_on`: the matter's own, or its parent's while it has none of its own.
    """

    scope: Scope
    field: str = ""

    @classmethod
    def parse(cls, text: str) -> DateName:
        """Read `matter.starts_on`, or `period`."""
        if text == "period":
            return cls("period")
        found = re.fullmatch(r"(opening|matter|parent|nearest)\.([a-z][a-z0-9_]*)", text)
        if not found:
            raise BadTerm(f"{text!r} is not a date: opening.x, matter.x, parent.x or nearest.x")
        return cls(_SCOPES[found[1]], found[2])

    def __str__(self) -> str:
        return f"{self.scope}.{self.field}" if self.field else self.scope


@dataclass(frozen=True)
class Due:
    """When something is due. `term` None means the base itself; `base` None means the opening."""

    term: Term | None = None
    side: Side = "after"
    base: DateName | None = None

    @classmethod
    def parse(cls, text: str) -> Due:
        """Read `at once`, `TERM`, `TERM before|after DATE` or `on DATE`."""
        if text == "at once":
            return cls()
        if text.startswith("on "):
            return cls(None, "on", DateName.parse(text[3:]))
        for side in ("before", "after"):
            term, found, name = text.partition(f" {side} ")
            if found:
                return cls(Term.parse(term), "before" if side == "before" else "after", DateName.parse(name))
        return cls(Term.parse(text))

    def __str__(self) -> str:
        if self.base is None:
            return str(self.term or "at once")
        return f"{self.term} {self.side} {self.base}" if self.term else f"on {self.base}"

    @property
    def at_once(self) -> bool:
        """Due at the opening instant."""
        return self.term is None and self.base is None


@dataclass(frozen=True)
class Span:
    """A term laid on the calendar: its last day (None when it runs by the clock) and the instant it ends."""

    end: datetime
    last_day: date | None = None
    provisional: bool = False

    @property
    def start_of_last_day(self) -> datetime:
        """From when a 后 ("after that long") is reached."""
        return start_of(self.last_day) if self.last_day else self.end


def lay(due: Due, base: date | datetime, calendar: Calendar) -> Span:
    """Lay a date expression on the calendar, from its base date or instant."""
    if due.term is None:
        return Span(base) if isinstance(base, datetime) and due.side != "on" else _day_end(_day(base))
    if due.side == "before":
        return before(base, due.term, calendar)
    return after(base, due.term, calendar)


def after(base: date | datetime, term: Term, calendar: Calendar) -> Span:
    """A term that begins at an instant, or the day after a day."""
    if term.exact:
        return Span((base if isinstance(base, datetime) else end_of(base)) + term.length)
    return _days(_day(base), term, calendar, 1)


def before(base: date | datetime, term: Term, calendar: Calendar) -> Span:
    """The end of the day that lies a term before a date (or the exact instant for hours)."""
    if term.exact:
        return Span((base if isinstance(base, datetime) else start_of(base)) - term.length)
    return _days(_day(base), term, calendar, -1)


def due_after(instant: datetime, term: Term, calendar: Calendar) -> datetime:
    """The instant a term ends that begins at an instant."""
    return after(instant, term, calendar).end


def last_day_of(end: datetime) -> date:
    """The day that an end belongs to: 24:00 is still the day before."""
    return day_of(end - timedelta(microseconds=1))


def _days(day: date, term: Term, calendar: Calendar, sign: int) -> Span:
    last = term.from_day(day, calendar, sign)
    shaky = term.unit == "working day" and calendar.provisional(min(day, last), max(day, last))
    return _day_end(last, shaky)


def _day_end(day: date, provisional: bool = False) -> Span:
    return Span(end_of(day), day, provisional)


def _day(base: date | datetime) -> date:
    return day_of(base) if isinstance(base, datetime) else base


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))
