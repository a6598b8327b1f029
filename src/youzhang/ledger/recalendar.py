"""A year becomes official: its days are put in place and the terms that touched it are reckoned anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from youzhang.kit import clock
from youzhang.ledger import calendars
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.refresh import refresh

Days = list[tuple[date, bool, str]]


@dataclass(frozen=True)
class Move:
    """A term that an official year moved. `before` and `after` are days (the last day of the term)."""

    duty: UUID
    matter: str
    article: str
    before: date | None
    after: date | None


@transaction.atomic
def import_years(years: Mapping[int, Days], *, source: str) -> list[Move]:
    """Replace the days of whole years and list the open terms that moved."""
    at = clock.now()
    for year, days in years.items():
        calendars.replace(year, days, status="official", source=source, at=at)
    touched = Duty.unscoped.filter(provisional=True, outcome="open")
    before = {duty.pk: duty for duty in touched.select_related("matter")}
    matters = Matter.unscoped.select_for_update(of=("self",)).select_related("centre", "parent__centre")
    for matter in matters.filter(pk__in={duty.matter_id for duty in before.values()}).order_by("pk"):
        refresh(matter)
    after = dict(Duty.unscoped.filter(pk__in=before).values_list("pk", "due"))
    return [
        Move(pk, str(old.matter), old.article, _last_day(old.due), _last_day(after[pk]))
        for pk, old in before.items()
        if pk in after and after[pk] != old.due
    ]


def _last_day(due: datetime | None) -> date | None:
    return clock.day_of(due - clock.INSTANT) if due else None
