"""What stands before a fact: what must have happened, and who must be somebody else (grammar B.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from youzhang.kit.clock import day_of
from youzhang.kit.words import Words
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Gate
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.timeline import Timeline, standing
from youzhang.rulebook.views import FactView

_EVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class GateRefusal:
    """Why a fact may not be recorded yet.

    `missing`: the fact kinds still needed, those of one need joined by `|`. `same_person`: kinds already recorded
    by the person who wants to record this one. `override`: never | reason | life.
    """

    article: str
    name: str
    missing: tuple[str, ...]
    way_on: Words
    override: str
    same_person: tuple[str, ...] = ()


def refusals(
    editions: Editions,
    kind: str,
    data: Mapping[str, Any],
    by: UUID | None,
    facts: Sequence[FactView],
    at: datetime | None = None,
) -> list[GateRefusal]:
    """Every gate that stands before this fact. `at`: when it happens; without it, after all editions began."""
    if not any(kind in book.gates_by_kind for book in editions.books):
        return []
    timeline = Timeline(standing(facts))
    book = _judging(editions, timeline, at)
    if book is None:
        return []
    found = (
        _refusal(article, gate, kind, by, timeline)
        for article, gate in book.gates_by_kind.get(kind, ())
        if all(condition.holds(data) for condition in gate.when)
    )
    return [refusal for refusal in found if refusal]


def checks(
    editions: Editions,
    kind: str,
    data: Mapping[str, Any],
    facts: Sequence[FactView],
    at: datetime | None = None,
) -> list[tuple[Article, Gate]]:
    """The gates before this fact whose `check` a room must ask: for what data cannot say."""
    book = _judging(editions, Timeline(standing(facts)), at)
    gates = book.gates_by_kind.get(kind, ()) if book else ()
    return [
        (article, gate)
        for article, gate in gates
        if gate.check and all(condition.holds(data) for condition in gate.when)
    ]


def _judging(editions: Editions, timeline: Timeline, at: datetime | None) -> Rulebook | None:
    if not editions.books:
        return None
    opened = day_of(at) if at else editions.books[-1].in_force_from
    first = day_of(timeline.own[0].at) if timeline.own else opened
    return editions.judging(first, opened)


def _refusal(
    article: Article, gate: Gate, kind: str, by: UUID | None, timeline: Timeline
) -> GateRefusal | None:
    begun = _begun(gate, timeline)
    missing = tuple(
        "|".join(trigger.fact for trigger in need)
        for need in gate.needs
        if not any(
            trigger.fits(fact.data) and _entry(fact) > begun
            for trigger in need
            for fact in timeline.by_kind.get(trigger.fact, ())
        )
    )
    others = gate.different_people if kind in gate.different_people and by else ()
    same = tuple(
        other
        for other in others
        if other != kind and any(fact.by == by for fact in timeline.by_kind.get(other, ()))
    )
    if not (missing or same):
        return None
    return GateRefusal(article.id, gate.name, missing, gate.way_on, gate.override, same)


def _begun(gate: Gate, timeline: Timeline) -> tuple[datetime, UUID]:
    """The entry after which facts count for a gate."""
    beginnings = [_entry(fact) for kind in gate.since for fact in timeline.by_kind.get(kind, ())]
    return max(beginnings, default=(_EVER, UUID(int=0)))


def _entry(fact: FactView) -> tuple[datetime, UUID]:
    return fact.recorded_at, fact.id
