"""When something is due, in words: pure, with the moment and the calendar given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.terms import last_day_of
from youzhang.web.wording import hour, short_day

SOON = 3  # working days ahead
FAR = 60  # beyond this many days nobody counts working days
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class DueWords:
    """`tone` and `shape` for the mark; `due`: how much is left; `when`: by which day; `moment`: for `<time>`."""

    tone: str
    due: str
    when: str
    moment: datetime
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
    def bounds(self) -> tuple[datetime, datetime, datetime]:
        """Until when something is now, today, or within the next working days."""
        soon = self.calendar.add_working_days(self.today, SOON)
        return self.now, clock.end_of(self.today), clock.end_of(soon)

    def working_days(self, first: date, last: date) -> int:
        """The working days after `first` up to and with `last`."""
        days = ((first + DAY * n) for n in range(1, (last - first).days + 1))
        return sum(self.calendar.is_working(day) for day in days)


def due_words(duty: Any, moment: Moment, *, in_working_days: bool = False) -> DueWords:
    """How an open duty stands. `in_working_days`: its term is counted in them."""
    if duty.due is None:
        return _undated(duty, moment)
    if duty.due <= moment.now:
        return _past(duty, moment, in_working_days)
    return _ahead(duty, moment, in_working_days)


def group_of(due: datetime | None, moment: Moment) -> str:
    """now, today, soon or later."""
    names = zip(("now", "today", "soon"), moment.bounds, strict=True)
    return next((name for name, bound in names if due is not None and due <= bound), "later")


def by_when(due: datetime, *, provisional: bool = False) -> str:
    """`24 November, 24:00`; marked when the calendar of its year is only estimated."""
    return _by_when(due, provisional, clock.today().year, get_language())


@lru_cache(maxsize=4096)
def _by_when(due: datetime, provisional: bool, this_year: int, _language: str | None) -> str:
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
    return DueWords("wait", due, when, duty.opened_at)


def _past(duty: Any, moment: Moment, in_working_days: bool) -> DueWords:
    if duty.strength != "must":
        return DueWords(
            "soon", _("past, in principle"), by_when(duty.due, provisional=duty.provisional), duty.due
        )
    if duty.due == duty.opened_at:
        since = _("since %(time)s") % {"time": _since(duty.opened_at, moment)}
        return DueWords("crisis", _("at once"), since, duty.opened_at, "now")
    words = _overdue(duty.due, moment, in_working_days)
    return DueWords("late", words, by_when(duty.due, provisional=duty.provisional), duty.due)


def _since(opened: datetime, moment: Moment) -> str:
    day = clock.day_of(opened)
    return hour(opened) if day == moment.today else short_day(day)


def _overdue(due: datetime, moment: Moment, in_working_days: bool) -> str:
    last = last_day_of(due)
    days = (moment.today - last).days
    if days == 0:
        return _hours_over(moment.now - due)
    working = moment.working_days(last, moment.today) if in_working_days and days <= FAR else 0
    if working:
        return ngettext("overdue by %(n)d working day", "overdue by %(n)d working days", working) % {
            "n": working
        }
    return ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}


def _hours_over(gap: timedelta) -> str:
    if gap < HOUR:
        minutes = max(1, gap // timedelta(minutes=1))
        return ngettext("overdue by %(n)d minute", "overdue by %(n)d minutes", minutes) % {"n": minutes}
    return ngettext("overdue by %(n)d hour", "overdue by %(n)d hours", gap // HOUR) % {"n": gap // HOUR}


def _ahead(duty: Any, moment: Moment, in_working_days: bool) -> DueWords:
    tone = "none" if group_of(duty.due, moment) == "later" else "soon"
    words = _left(duty.due, moment, in_working_days)
    return DueWords(tone, words, by_when(duty.due, provisional=duty.provisional), duty.due)


def _left(due: datetime, moment: Moment, in_working_days: bool) -> str:
    last, gap = last_day_of(due), due - moment.now
    days = (last - moment.today).days
    if gap < HOUR:
        minutes = max(1, gap // timedelta(minutes=1))
        return ngettext("%(n)d minute left", "%(n)d minutes left", minutes) % {"n": minutes}
    if days == 0:
        return _("today until %(time)s") % {"time": _end(due)}
    working = moment.working_days(moment.today, last) if in_working_days and days <= FAR else 0
    if working:
        return ngettext("%(n)d working day left", "%(n)d working days left", working) % {"n": working}
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


def _end(due: datetime) -> str:
    """The time of day; the end of a day is 24:00 of it."""
    return "24:00" if clock.start_of(clock.day_of(due)) == due else hour(due)


def outcome_words(duty: Any, moment: Moment, *, in_working_days: bool = False) -> tuple[str, str]:
    """Tone and words for any duty: how it stands, or how it ended. Waived and lapsed are never "done"."""
    if duty.outcome == "open":
        words = due_words(duty, moment, in_working_days=in_working_days)
        return words.tone, words.due
    if duty.outcome in ("waived", "lapsed"):
        return "none", _("waived") if duty.outcome == "waived" else _("no longer owed")
    if duty.late:
        return _late_words(duty)
    return "ok", _("on time, entered after the term") if duty.entered_after else _("on time")


def _late_words(duty: Any) -> tuple[str, str]:
    if duty.strength != "must":
        return "soon", _("late, in principle")
    return "late", _("late: its date was moved after the term") if duty.slipped else _("late")
