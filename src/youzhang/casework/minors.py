"""The yearly report on access to minors' data: numbers only, nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from youzhang.accounts.models import AccessEntry, Centre
from youzhang.kit import clock


def report(centre: Centre, year: int, minors: Sequence[Any], grants: Sequence[Any]) -> dict[str, Any]:
    """Of one centre and year: cases of minors, how often they were opened, what access was asked for and given."""
    first, last = clock.start_of(date(year, 1, 1)), clock.start_of(date(year + 1, 1, 1))
    opened = AccessEntry.objects.filter(centre=centre, at__gte=first, at__lt=last, about__in=list(minors))
    states = [grant.state for grant in grants]
    hours = [(grant.ends_at - grant.decided_at).total_seconds() / 3600 for grant in grants if grant.ends_at]
    return {
        "centre": centre.code,
        "year": year,
        "cases": len(minors),
        "openings": opened.count(),
        "people": opened.values("user").distinct().count(),
        "asked": len(states),
        "granted": states.count("granted"),
        "refused": states.count("refused"),
        "longest_hours": round(max(hours, default=0), 1),
    }
