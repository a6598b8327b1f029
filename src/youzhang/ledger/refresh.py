"""`refresh(matter)`: derive the matter's duties anew and update the rows that differ."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain as joined
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.kit.kept import Given, kept
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.ledger import coding, counting
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Duty, DutyHolder, Fact, Matter
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook.derive import derive
from youzhang.rulebook.views import Derived, DutyView, FactView

Mark = tuple[UUID | None, UUID | None, bytes]
IDS = ("matter_id", "opened_by_id", "closed_by_id")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)

# Facts of the act under way that are not in the table yet: they go there together, at its end.
pending: ContextVar[list[Fact] | None] = ContextVar("ledger_pending", default=None)


def views_of(matter: Matter, written: Sequence[FactView] | None = None) -> list[FactView]:
    """A matter's facts as the engine sees them, those counted in it included. `written`: those of the table."""
    known = written_on(matter) if written is None else written
    waiting = (coding.view(fact, counted=fact.matter_id != matter.pk) for fact in waiting_on(matter))
    return [*known, *waiting]


def written_on(matter: Matter) -> list[FactView]:
    """A matter's facts that are in the table, and stay the same until the act under way ends."""
    rows = kept("ledger.facts", _facts).ask(matter=matter.pk)
    return [coding.view_of(row, counted=of != matter.pk) for *row, of in rows]


def waiting_on(matter: Matter) -> list[Fact]:
    """Facts of a matter that the act under way has recorded and not written yet."""
    return [fact for fact in pending.get() or () if matter.pk in (fact.matter_id, fact.counts_in_id)]


def _facts() -> QuerySet[Fact, tuple[Any, ...]]:
    rows = Fact.unscoped.filter(Q(matter=Given("matter")) | Q(counts_in=Given("matter")))
    return rows.order_by("at", "id").values_list(*coding.COLUMNS, "matter")


def derived(
    matter: Matter, facts: Sequence[FactView] | None = None, parents: Sequence[FactView] | None = None
) -> Derived:
    """What follows from a matter's facts, under every rulebook that its centre adopts. `parents`: those of the matter
    above it that are in the table."""
    facts = views_of(matter) if facts is None else facts
    above = views_of(matter.parent, parents) if matter.parent else []
    parts = [
        derive(editions, vocabulary(), matter.kind, facts, above, calendar(), matter.pk)
        for editions in editions_of(matter.centre)
    ]
    return Derived(
        tuple(joined.from_iterable(part.duties for part in parts)),
        tuple(joined.from_iterable(part.milestones for part in parts)),
    )


def refresh(
    matter: Matter,
    facts: Sequence[FactView] | None = None,
    parents: Sequence[FactView] | None = None,
    *,
    new: bool = False,
    trusting: bool = False,
) -> int:
    """Bring the duty rows of a matter up to date; the number of rows that changed. As `refreshed` takes them."""
    return len(refreshed(matter, facts, parents, new=new, trusting=trusting))


def refreshed(
    matter: Matter,
    facts: Sequence[FactView] | None = None,
    parents: Sequence[FactView] | None = None,
    *,
    new: bool = False,
    trusting: bool = False,
) -> list[UUID]:
    """Bring the duty rows of a matter up to date; which of them changed, are new or gone.

    `parents`: as `derived` takes them. `new`: it has no rows yet. `trusting`: take the digest in a row for its
    content, as whoever wrote it left it.
    """
    wanted = {duty.identity: row_values(matter, duty) for duty in derived(matter, facts, parents).duties}
    present = {} if new else _marks(matter, trusting)
    gone = present.keys() - wanted.keys()
    made = [fresh(Duty, id=identity, **wanted[identity]) for identity in wanted.keys() - present.keys()]
    both = wanted.keys() & present.keys()
    changed = [fresh(Duty, id=pk, **wanted[pk]) for pk in both if _mark(wanted[pk]) != present[pk]]
    # A row that was moved to another matter stands in the way of the one that is made here.
    moved = () if new or trusting else [row.pk for row in made]
    was = counting.before((*gone, *moved, *(row.pk for row in changed))) if gone or moved or changed else []
    if gone or moved:
        Duty.unscoped.filter(pk__in=[*gone, *moved]).delete()
    put(made)
    for row in changed:
        Duty.unscoped.filter(pk=row.pk).update(**wanted[row.pk])
    _hold(matter, made, changed)
    counting.count(matter, was, (*made, *changed))
    return [*gone, *(row.pk for row in (*made, *changed))]


def _mark(values: Mapping[str, Any]) -> Mark:
    return values["opened_by_id"], values["closed_by_id"], bytes(values["digest"])


def _marks(matter: Matter, trusting: bool) -> dict[UUID, Mark]:
    """What tells whether a row differs; read whole unless its digest is trusted."""
    if trusting:
        rows = kept("ledger.marks", _mark_rows).ask(matter=matter.pk)
        return {pk: (opened, closed, bytes(digest)) for pk, opened, closed, digest in rows}
    marks = {}
    for row in kept("ledger.duties", _duty_rows).ask(matter=matter.pk):
        pk, mark = row.pop("id"), _mark(row)
        marks[pk] = mark if row.pop("digest") and mark[-1] == digest_of(row) else (None, None, b"")
    return marks


def _duty_rows() -> QuerySet[Duty, dict[str, Any]]:
    names = [field.attname for field in Duty._meta.concrete_fields]
    return Duty.unscoped.filter(matter=Given("matter")).values(*names)


def _mark_rows() -> QuerySet[Duty, tuple[UUID, UUID, UUID, bytes]]:
    rows = Duty.unscoped.filter(matter=Given("matter"))
    return rows.values_list("pk", "opened_by_id", "closed_by_id", "digest")


def digest_of(values: Mapping[str, Any]) -> bytes:
    """The digest of what a row's columns say, the ids of its matter and facts aside."""
    said = {name: value for name, value in values.items() if name not in IDS}
    if said.get("until_at") is None:
        said.pop("until_at", None)  # so that rows written before there was this column keep their digest
    return sha256(json.dumps(said, default=_plain, sort_keys=True).encode()).digest()[:16]


def _plain(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def row_values(matter: Matter, duty: DutyView) -> dict[str, Any]:
    """A derived duty as column values."""
    ahead = [moment for moment, _step, _roles in duty.escalations]
    values = {
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
        "until_at": duty.until,
    }
    return values | {"digest": digest_of(values)}


def _hold(matter: Matter, new: list[Duty], changed: list[Duty]) -> None:
    if changed:
        DutyHolder.objects.filter(duty__in=[row.pk for row in changed]).delete()
    put([holder for row in (*new, *changed) if row.outcome == "open" for holder in holder_rows(matter, row)])


def holder_rows(matter: Matter, row: Duty) -> list[DutyHolder]:
    """Who holds an open duty: whoever took it, else everybody whom its rule names, else nobody."""
    held_by = [*([str(row.taken_by_id)] if row.taken_by_id else row.holders), *row.told] or [""]
    return [
        fresh(
            DutyHolder,
            duty_id=row.pk,
            matter_id=matter.pk,
            kind=matter.kind,
            article=row.article,
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
