"""How old somebody is on a day. Pure."""

from __future__ import annotations

from datetime import date


def age_on(birth: date, day: date) -> int:
    """Full years on a day; the birthday itself counts. 29 February is kept on the 28th in other years."""
    return day.year - birth.year - (day < _birthday(birth, day.year))


def _birthday(birth: date, year: int) -> date:
    try:
        return birth.replace(year=year)
    except ValueError:  # 29 February: the last day of the month takes its place
        return date(year, 2, 28)
