"""Derive the duties of many matters anew, in batches, and say what that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, Value, When

from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.openness import too_late
from youzhang.ledger.refresh import refreshed

BATCH = 200
SAID = ("due", "stood", "late", "closed_at", "article", "name", "matter__kind", "matter__number")


@dataclass(frozen=True)
class State:
    """What people see of a duty: its term and how it ended."""

    due: datetime | None
    outcome: str
    late: bool | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Change:
    """A duty that stands otherwise than before: new (`before` is None), gone (`after` is None) or changed, perhaps
    only in columns that people do not see."""

    duty: UUID
    article: str
    name: str
    matter: str
    before: State | None
    after: State | None


def rebuild(matters: Sequence[UUID], *, keep: bool = True) -> Iterator[tuple[int, list[Change]]]:
    """Batch by batch: how many rows differed, and which. `keep=False` takes it back."""
    for start in range(0, len(matters), BATCH):
        ids = matters[start : start + BATCH]
        with transaction.atomic():
            before = _rows(ids)
            rows = Matter.unscoped.select_for_update(of=("self",)).select_related("centre", "parent__centre")
            changed = {pk for matter in rows.filter(pk__in=ids).order_by("pk") for pk in refreshed(matter)}
            after = _rows(ids) if changed else before
            if not keep:
                transaction.set_rollback(True)
        yield len(changed), list(_changes(before, after, changed))


Rows = dict[UUID, tuple[State, tuple[str, str, str]]]


def _rows(matters: Sequence[UUID]) -> Rows:
    stood = Case(When(too_late(), then=Value("missed")), default=F("outcome"))
    found = Duty.unscoped.filter(matter__in=matters).annotate(stood=stood).values_list("pk", *SAID)
    return {
        pk: (State(due, outcome, late, closed_at), (article, name, number or kind))
        for pk, due, outcome, late, closed_at, article, name, kind, number in found
    }


def _changes(before: Rows, after: Rows, changed: set[UUID]) -> Iterator[Change]:
    for pk in sorted(before.keys() | after.keys(), key=str):
        was, now = before.get(pk), after.get(pk)
        if was != now or pk in changed:
            yield Change(pk, *(after if pk in after else before)[pk][1], was and was[0], now and now[0])
