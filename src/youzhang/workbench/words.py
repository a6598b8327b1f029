"""When something is due, in words: pure, with the moment and the calendar given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.utils.dates import MONTHS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.terms import last_day_of
from youzhang.web.wording import hour, iso, short_day

SOON = 3  # working days ahead
FAR = 60  # beyond this many days nobody counts working days
NOTHING, MINUTE = timedelta(0), timedelta(minutes=1)
DAY = timedelta(days=1)


class DueWords(NamedTuple):
    """`tone` and `shape` for the mark; `due`: how much is left; `when`: by which day; `moment`: for `<time>`."""

    tone: str
    due: str
    when: str
    moment: str
    shape: str = ""


@dataclass(frozen=True)
class Moment:
    """Now, and how days are counted."""

    now: datetime
    calendar: Calendar

    @cached_property
    def today(self) -> date:
        """The day in China."""
        return clock.day_of(self.now)

    @cached_property
    def language(self) -> str | None:
        """The language of the page, asked for once."""
        return get_language()

    @cached_property
    def bounds(self) -> tuple[datetime, datetime, datetime]:
        """Until when something is now, today, or within the next working days."""
        return self.now, clock.end_of(self.today), soon_until(self.today, self.calendar)


@lru_cache(maxsize=8)
def soon_until(today: date, calendar: Calendar) -> datetime:
    """The end of the next working days."""
    return clock.end_of(calendar.add_working_days(today, SOON))


def working_days(calendar: Calendar, first: date, last: date) -> int:
    """The working days after `first` up to and with `last`."""
    days = ((first + DAY * n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working(day) for day in days)


def due_words(duty: Any, moment: Moment, *, in_working_days: bool = False) -> DueWords:
    """How an open duty stands. `in_working_days`: its term is counted in them."""
    due = duty.due
    if due is None:
        return _undated(duty, moment)
    gap = due - moment.now
    term = Term(due, duty.provisional, duty.strength == "must", due == duty.opened_at, in_working_days)
    minutes = abs(gap) // MINUTE if abs(gap) < DAY else None
    return _dated(term, gap > NOTHING, minutes, moment.today, moment.calendar, moment.language)


class Term(NamedTuple):
    """When a duty is due, and how this is meant."""

    due: datetime
    provisional: bool
    must: bool
    at_once: bool
    in_working_days: bool


@lru_cache(maxsize=4096)
def _dated(
    term: Term, ahead: bool, minutes: int | None, today: date, calendar: Calendar, _language: str | None
) -> DueWords:
    """`minutes`: until it is due or since, where that is less than a day; beyond it only days count."""
    when, stamp = _by_when(term.due, term.provisional, today.year), iso(term.due)
    if ahead:
        tone = "soon" if term.due <= soon_until(today, calendar) else "none"
        return DueWords(tone, _left(term, minutes, today, calendar), when, stamp)
    if not term.must:
        return DueWords("soon", _("past, in principle"), when, stamp)
    if term.at_once:
        return DueWords("crisis", _("at once"), _since(term.due, today), stamp, "now")
    return DueWords("late", _overdue(term, minutes, today, calendar), when, stamp)


def group_of(due: datetime | None, moment: Moment) -> str:
    """now, today, soon or later."""
    names = zip(("now", "today", "soon"), moment.bounds, strict=True)
    return next((name for name, bound in names if due is not None and due <= bound), "later")


def _by_when(due: datetime, provisional: bool, this_year: int) -> str:
    """`24 November, 24:00`; marked when the calendar of its year is only estimated."""
    day = last_day_of(due)
    # Translators: {month} is the number, {month_name} the English name
    said = _("{day} {month_name}, {time}")
    if day.year != this_year:
        said = _("{day} {month_name} {year}, {time}")
    parts = {"day": day.day, "month": day.month, "month_name": MONTHS[day.month], "year": day.year}
    words = said.format(time=_end(due), **parts)
    return _("%(when)s · provisional") % {"when": words} if provisional else words


def _undated(duty: Any, moment: Moment) -> DueWords:
    days = (moment.today - clock.day_of(duty.opened_at)).days
    due = (
        ngettext("waiting %(n)d day", "waiting %(n)d days", days) % {"n": days}
        if days > 0
        else _("since today")
    )
    when = _("no term") if not duty.undated_because else _("waits for a date")
    return DueWords("wait", due, when, iso(duty.opened_at))


def _since(opened: datetime, today: date) -> str:
    day = clock.day_of(opened)
    return _("since %(time)s") % {"time": hour(opened) if day == today else short_day(day)}


def _overdue(term: Term, minutes: int | None, today: date, calendar: Calendar) -> str:
    last = last_day_of(term.due)
    days = (today - last).days
    if days == 0 and minutes is not None:
        return _hours_over(minutes)
    working = working_days(calendar, last, today) if term.in_working_days and days <= FAR else 0
    if working:
        return ngettext("overdue by %(n)d working day", "overdue by %(n)d working days", working) % {
            "n": working
        }
    return ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}


def _hours_over(minutes: int) -> str:
    if minutes < 60:
        n = max(1, minutes)
        return ngettext("overdue by %(n)d minute", "overdue by %(n)d minutes", n) % {"n": n}
    n = minutes // 60
    return ngettext("overdue by %(n)d hour", "overdue by %(n)d hours", n) % {"n": n}


def _left(term: Term, minutes: int | None, today: date, calendar: Calendar) -> str:
    last = last_day_of(term.due)
    days = (last - today).days
    if minutes is not None and minutes < 60:
        n = max(1, minutes)
        return ngettext("%(n)d minute left", "%(n)d minutes left", n) % {"n": n}
    if days == 0:
        return _("today until %(time)s") % {"time": _end(term.due)}
    working = working_days(calendar, today, last) if term.in_working_days and days <= FAR else 0
    if working:
        return ngettext("%(n)d working day left", "%(n)d working days left", working) % {"n": working}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _end(due: datetime) -> str:
    """The time of day; the end of a day is 24:00 of it."""
    return "24:00" if clock.start_of(clock.day_of(due)) == due else hour(due)


def outcome_words(duty: Any, moment: Moment, *, in_working_days: bool = False) -> tuple[str, str]:
    """Tone and words for any duty: how it stands, or how it ended. Waived and lapsed are never "done"."""
    if _missed(duty, moment):
        return (
            ("late", _("missed: too late to do"))
            if duty.strength == "must"
            else ("soon", _("missed, in principle"))
        )
    if duty.outcome == "open":
        words = due_words(duty, moment, in_working_days=in_working_days)
        return words.tone, words.due
    if duty.outcome in ("waived", "lapsed"):
        return "none", _("waived") if duty.outcome == "waived" else _("no longer owed")
    if duty.late:
        return _late_words(duty)
    return "ok", _("on time, entered after the term") if duty.entered_after else _("on time")


def _missed(duty: Any, moment: Moment) -> bool:
    """Also before it is noted."""
    is_over = duty.until_at is not None and duty.until_at <= moment.now
    return duty.outcome == "missed" or (duty.outcome == "open" and is_over)


def _late_words(duty: Any) -> tuple[str, str]:
    if duty.strength != "must":
        return "soon", _("late, in principle")
    return "late", _("late: its date was moved after the term") if duty.slipped else _("late")
