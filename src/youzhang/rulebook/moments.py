"""Days and wall-clock times of China as a story writes them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from youzhang.kit.clock import CHINA, end_of
from youzhang.rulebook.terms import BadTerm

INSTANT_EXAMPLE = '"2026-03-02 21:10"'
DAY_EXAMPLE = '"2026-03-02"'
_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)")


def instant(text: str) -> datetime:
    """`2026-03-02 21:10`; 24:00 is the end of the day."""
    found = _INSTANT.fullmatch(text)
    try:
        if not found:
            raise ValueError
        if found[2][:5] == "24:00":
            return datetime.combine(day(found[1]) + timedelta(days=1), time.min, CHINA)
        return datetime.combine(day(found[1]), time.fromisoformat(found[2]), CHINA)
    except ValueError:
        raise BadTerm(f"{text!r} is not a time of a day") from None


def day(text: str) -> date:
    """`2026-03-02`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadTerm(f"{text!r} is not a day") from None


def ending(text: str) -> datetime:
    """An instant, or a day for its 24:00."""
    return instant(text) if _INSTANT.fullmatch(text) else end_of(day(text))


def said(at: datetime) -> str:
    """`2026-03-02 21:10`; the end of a day by the day it ends."""
    local = at.astimezone(CHINA)
    if local.time() == time.min:
        return f"the end of {(local - timedelta(days=1)).date()}"
    return f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
