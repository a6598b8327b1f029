"""Dates, times and sizes in words. Order and signs of a date come from the catalogue, so each language has its own."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from youzhang.kit import clock

_ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b", re.ASCII)
WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)


def weekday(day: date) -> str:
    """`Tue`, `周二`."""
    return str(WEEKDAYS[day.weekday()])


def day(when: date | datetime) -> str:
    """`Tue 24 November 2026`, with the year."""
    return _written(get_language(), _day(when), True)


def short_day(when: date | datetime) -> str:
    """`Tue 24 November`; the year only where it is not this one."""
    written = _day(when)
    return _written(get_language(), written, written.year != clock.today().year)


def with_days(text: str) -> str:
    """A text of others, such as `休息日（由 2026-01-04 调休）`, its days written as they are everywhere."""
    return _ISO.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    try:
        return short_day(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


@lru_cache(maxsize=2048)
def _written(_language: str | None, when: date, with_year: bool) -> str:
    # Translators: {month} is the number, {month_name} the English name
    long, short = _("{weekday} {day} {month_name} {year}"), _("{weekday} {day} {month_name}")
    return (long if with_year else short).format_map(_parts(when))


def hour(when: datetime) -> str:
    """`17:30` in China."""
    return f"{when.astimezone(clock.CHINA):%H:%M}"


def moment(when: datetime) -> str:
    """Day and time of day, with the year."""
    return _("%(day)s, %(time)s") % {"day": day(when), "time": hour(when)}


def short_moment(when: datetime) -> str:
    """Day and time of day; the year only where it is not this one."""
    return _("%(day)s, %(time)s") % {"day": short_day(when), "time": hour(when)}


def until(due: datetime) -> str:
    """A term in words; the end of a day is 24:00 of that day, not the first minute of the next."""
    if clock.start_of(clock.day_of(due)) != due:
        return short_moment(due)
    return _("%(day)s, 24:00") % {"day": short_day(due - clock.INSTANT)}


def term(due: datetime | None) -> str:
    """By when a step is to be taken, and whether that is over."""
    if due is None:
        return _("no date yet")
    if due < clock.now():
        return _("overdue, was due by %(when)s") % {"when": until(due)}
    return _("by %(when)s, %(ago)s") % {"when": until(due), "ago": ago(due - clock.INSTANT)}


def iso(when: date | datetime) -> str:
    """For `<time datetime>`: with the offset, or a plain date."""
    return (
        when.astimezone(clock.CHINA).isoformat(timespec="seconds")
        if isinstance(when, datetime)
        else when.isoformat()
    )


def ago(when: datetime) -> str:
    """How long ago or how soon, in one everyday word group."""
    gap = clock.now() - when
    return _past(gap, _day(when)) if gap >= timedelta(0) else _ahead(-gap, _day(when))


def filesize(size: int) -> str:
    """`1.2 MB`: as people read it on their telephone."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return ngettext("%(n)d byte", "%(n)d bytes", size) % {"n": size}


def _past(gap: timedelta, day: date) -> str:
    days = (clock.today() - day).days
    if gap < timedelta(minutes=1):
        return _("just now")
    if gap < timedelta(hours=1):
        minutes = gap // timedelta(minutes=1)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if days == 0:
        hours = gap // timedelta(hours=1)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    if days == 1:
        return _("yesterday")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def _ahead(gap: timedelta, day: date) -> str:
    days = (day - clock.today()).days
    if gap < timedelta(hours=1):
        minutes = gap // timedelta(minutes=1) + 1
        return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
    if days == 0:
        hours = gap // timedelta(hours=1)
        return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
    if days == 1:
        return _("tomorrow")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def _day(when: date | datetime) -> date:
    return clock.day_of(when) if isinstance(when, datetime) else when


def _parts(day: date) -> dict[str, Any]:
    return {
        "weekday": weekday(day),
        "day": day.day,
        "month": day.month,
        "month_name": MONTHS[day.month],
        "year": day.year,
    }
