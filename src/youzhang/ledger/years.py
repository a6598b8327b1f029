"""The years that recurring duties hang on: opened by whoever records first in a year, and on 1 December ahead."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.matters import open_matter
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import one_act, writing

KIND = "centre-year"


@transaction.atomic
def centre_year(centre: Centre, year: int) -> Matter:
    """The matter of a centre's year; opening it brings all its periods' duties."""
    found = _year(centre.pk, year)
    if found is None:
        Centre.objects.select_for_update().get(pk=centre.pk)
        found = _year(centre.pk, year) or _open(centre, year)
    return found


def _year(centre_id: UUID, year: int) -> Matter | None:
    return (
        Matter.unscoped.select_related("centre").filter(centre=centre_id, kind=KIND, number=str(year)).first()
    )


def _open(centre: Centre, year: int) -> Matter:
    from_day = max(date(year, 1, 1), centre.started_on)
    at = min(clock.now(), clock.start_of(from_day))
    with one_act():
        matter = open_matter(KIND, centre=centre, at=at, number=str(year))
        with writing(matter, by=None, at=at, late_reason="before_system") as record:
            record("ledger.year_opened", year=year, from_day=from_day)
    return matter


def open_next_years() -> int:
    """From 1 December the coming year is opened for every centre; how many years were opened or found."""
    today = clock.today()
    years = [today.year, today.year + 1] if today.month == 12 else [today.year]
    centres = list(Centre.objects.all())
    for centre in centres:
        for year in years:
            centre_year(centre, year)
    return len(centres) * len(years)
