"""A year becomes official: its days are put in place and the terms that touch it are reckoned anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from youzhang.kit import clock
from youzhang.ledger import calendars
from youzhang.ledger.models import Duty
from youzhang.ledger.rebuilding import Change, State, rebuild

KEPT = 5000  # of the terms that moved, to be shown to whom they concern
Days = list[tuple[date, bool, str]]


@dataclass(frozen=True)
class Move:
    """A term that an official year moved. `before` and `after` are days (the last day of the term)."""

    duty: UUID
    matter: str
    article: str
    before: date | None
    after: date | None


def import_years(years: Mapping[int, Days], *, source: str) -> list[Move]:
    """Replace the days of whole years, all or none, and list the terms that moved.

    The duties follow in batches; an import that was stopped is finished by the same import again.
    """
    at = clock.now()
    with transaction.atomic():
        for year, days in years.items():
            calendars.replace(year, days, status="official", source=source, at=at)
    moves = [move for _rows, changes in rebuild(_touched(years)) for move in _moves(changes)]
    kept = [[str(move.duty), str(move.before or ""), str(move.after or "")] for move in moves[:KEPT]]
    calendars.keep_moved(years, kept)
    return moves


def _touched(years: Mapping[int, Days]) -> list[UUID]:
    """The matters with a term that reaches into these years, ended or not: how it ended hangs on its term."""
    begins, ends = date(min(years), 1, 1), date(max(years), 12, 31)
    reaches = Q(due__gte=clock.start_of(begins)) | Q(shows_at__gte=clock.start_of(begins)) | Q(outcome="open")
    rows = Duty.unscoped.filter(Q(provisional=True) | reaches & Q(opened_at__lte=clock.end_of(ends)))
    return sorted(set(rows.values_list("matter", flat=True)))


def _moves(changes: list[Change]) -> Iterator[Move]:
    for change in changes:
        before, after = _last_day(change.before), _last_day(change.after)
        if before != after:
            yield Move(change.duty, change.matter, change.article, before, after)


def _last_day(state: State | None) -> date | None:
    return clock.day_of(state.due - clock.INSTANT) if state and state.due else None
