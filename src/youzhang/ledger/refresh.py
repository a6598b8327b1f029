"""`refresh(matter)`: derive the matter's duties anew and update the rows that differ."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import chain as joined
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.kit.kept import Given, kept
from youzhang.ledger import coding
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Duty, DutyHolder, Fact, Matter
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook.derive import derive
from youzhang.rulebook.views import Derived, DutyView, FactView

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# Facts of the act under way that are not in the table yet: they go there together, at its end.
pending: ContextVar[list[Fact] | None] = ContextVar("ledger_pending", default=None)


def views_of(matter: Matter) -> list[FactView]:
    """A matter's facts as the engine sees them, those counted in it included."""
    written = [
        coding.view_of(row, counted=of != matter.pk)
        for *row, of in kept("ledger.facts", _facts).ask(matter=matter.pk)
    ]
    return written + [
        coding.view(fact, counted=fact.matter_id != matter.pk)
        for fact in pending.get() or ()
        if matter.pk in (fact.matter_id, fact.counts_in_id)
    ]


def _facts() -> QuerySet[Fact, tuple[Any, ...]]:
    rows = Fact.unscoped.filter(Q(matter=Given("matter")) | Q(counts_in=Given("matter")))
    return rows.order_by("at", "id").values_list(*coding.COLUMNS, "matter")


def derived(matter: Matter, facts: Sequence[FactView] | None = None) -> Derived:
    """What follows from a matter's facts, under every rulebook that its centre adopts."""
    facts = views_of(matter) if facts is None else facts
    parent = views_of(matter.parent) if matter.parent else []
    parts = [
        derive(editions, vocabulary(), matter.kind, facts, parent, calendar(), matter.pk)
        for editions in editions_of(matter.centre)
    ]
    return Derived(
        tuple(joined.from_iterable(part.duties for part in parts)),
        tuple(joined.from_iterable(part.milestones for part in parts)),
    )


def refresh(matter: Matter, facts: Sequence[FactView] | None = None, *, new: bool = False) -> int:
    """Bring the duty rows of a matter (`new`: it has none yet) up to date; the number of rows that changed."""
    wanted = {duty.identity: row_values(matter, duty) for duty in derived(matter, facts).duties}
    rows = [] if new else kept("ledger.duties", _duties).ask(matter=matter.pk)
    present = {row.pk: row for row in rows}
    gone = present.keys() - wanted.keys()
    made = [Duty(pk=identity, **wanted[identity]) for identity in wanted.keys() - present.keys()]
    changed = [
        row for identity, row in present.items() if identity in wanted and _update(row, wanted[identity])
    ]
    if gone:
        Duty.unscoped.filter(pk__in=gone).delete()
    Duty.unscoped.bulk_create(made)
    _hold(made, changed)
    return len(gone) + len(made) + len(changed)


def _duties() -> QuerySet[Duty]:
    rows: QuerySet[Duty] = Duty.unscoped.filter(matter=Given("matter"))
    return rows


def row_values(matter: Matter, duty: DutyView) -> dict[str, Any]:
    """A derived duty as column values."""
    ahead = [moment for moment, _step, _roles in duty.escalations]
    return {
        "matter_id": matter.pk,
        "centre_id": matter.centre_id,
        "article": duty.article,
        "name": duty.name,
        "edition": duty.edition,
        "number": duty.number,
        "opened_by_id": duty.opened_by,
        "opened_at": duty.opened_at,
        "shows_at": duty.shows_at,
        "due": duty.due,
        "undated_because": duty.undated_because,
        "former_dues": [moment.isoformat() for moment in duty.former_dues],
        "provisional": duty.provisional,
        "holders": list(duty.holders),
        "taken_by_id": duty.taken_by,
        "outcome": duty.outcome,
        "closed_by_id": duty.closed_by,
        "closed_at": duty.closed_at,
        "late": duty.late,
        "early": duty.early,
        "slipped": duty.slipped,
        "entered_after": duty.entered_after,
        "extended_from": duty.extended_from,
        "reason_code": duty.reason_code,
        "progress": float(duty.progress),
        "count": float(duty.count),
        "escalations": [[moment.isoformat(), step, list(roles)] for moment, step, roles in duty.escalations],
        "next_escalation_at": min(ahead, default=None) if duty.outcome == "open" else None,
        "reminds": [moment.isoformat() for moment in duty.reminds],
        "told": list(duty.told),
        "strength": duty.strength,
    }


def _update(row: Duty, values: dict[str, Any]) -> bool:
    """Write the columns that differ: few of them do, and few rows."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing and Duty.unscoped.filter(pk=row.pk).update(**differing))


def _hold(new: list[Duty], changed: list[Duty]) -> None:
    if changed:
        DutyHolder.objects.filter(duty__in=[row.pk for row in changed]).delete()
    DutyHolder.objects.bulk_create(
        [holder for row in (*new, *changed) if row.outcome == "open" for holder in holder_rows(row)]
    )


def holder_rows(row: Duty) -> list[DutyHolder]:
    """Who holds an open duty: whoever took it, else everybody whom its rule names."""
    held_by = [*([str(row.taken_by_id)] if row.taken_by_id else row.holders), *row.told]
    return [
        DutyHolder(
            duty_id=row.pk,
            centre_id=row.centre_id,
            role="" if _is_person(code) else code,
            user_id=UUID(code) if _is_person(code) else None,
            next_at=row.shows_at,
            due=row.due or NEVER,
        )
        for code in dict.fromkeys(held_by)
    ]


def _is_person(code: str) -> bool:
    return len(code) == 36
