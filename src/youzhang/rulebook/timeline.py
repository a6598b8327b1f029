"""A matter's facts as they stand: corrections applied, withdrawn ones gone, in order of what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from youzhang.rulebook.views import FactView
from youzhang.rulebook.vocabulary import Vocabulary


def standing(facts: Sequence[FactView]) -> list[FactView]:
    """The facts that stand, by `(at, id)`.

    A corrected fact keeps the identity, the author and the time of entry of the one first entered.
    """
    if not any(fact.amends or fact.void for fact in facts):
        return sorted(facts, key=_order)
    corrections = {fact.id: fact.amends for fact in facts if fact.amends}
    versions: dict[UUID, list[tuple[int, FactView]]] = {}
    for fact in facts:
        root, depth = _root(fact.id, corrections)
        versions.setdefault(root, []).append((depth, fact))
    found = (_as_it_stands(root, group, corrections) for root, group in versions.items())
    return sorted((fact for fact in found if fact), key=_order)


def _order(fact: FactView) -> tuple[datetime, UUID]:
    return fact.at, fact.id


def _root(fact: UUID, corrections: dict[UUID, UUID]) -> tuple[UUID, int]:
    depth = 0
    while fact in corrections and depth <= len(corrections):
        fact, depth = corrections[fact], depth + 1
    return fact, depth


def _as_it_stands(
    root: UUID, versions: list[tuple[int, FactView]], corrections: dict[UUID, UUID]
) -> FactView | None:
    if any(fact.void for _, fact in versions):
        return None
    first, last = versions[0][1], versions[-1][1]
    if len(versions) > 1:
        versions.sort(key=lambda version: (version[0], version[1].recorded_at, version[1].id))
        first, last = versions[0][1], versions[-1][1]
    answers = _root(last.answers, corrections)[0] if last.answers else None
    if first is last and answers == last.answers and root == last.id:
        return last
    former = tuple(version.data for _depth, version in versions[:-1])
    return replace(last, id=root, recorded_at=first.recorded_at, by=first.by, answers=answers, former=former)


@dataclass(frozen=True)
class Timeline:
    """The standing facts of a matter and of the one it belongs to, looked up by kind, date and slot."""

    facts: list[FactView]
    parent: Timeline | None = None

    @cached_property
    def own(self) -> list[FactView]:
        """The facts of this matter, without those that only count in its periods."""
        return [fact for fact in self.facts if not fact.counted]

    @cached_property
    def by_kind(self) -> dict[str, list[FactView]]:
        """This matter's facts by kind, each list in order."""
        index: dict[str, list[FactView]] = {}
        for fact in self.own:
            index.setdefault(fact.kind, []).append(fact)
        return index

    @cached_property
    def values(self) -> dict[str, list[tuple[datetime, Any]]]:
        """What each data field was set to, and when; of several at one instant the last."""
        found: dict[str, dict[datetime, Any]] = {}
        for fact in self.own:
            for name, value in fact.data.items():
                if value is not None:
                    found.setdefault(name, {})[fact.at] = value
        return {name: list(moments.items()) for name, moments in found.items()}

    def entered_wrong(self, name: str, at: datetime) -> list[Any]:
        """What a data field said, before it was corrected, in the fact that set it at an instant."""
        facts = (fact for fact in self.own if fact.at == at and fact.data.get(name) is not None)
        return [data[name] for fact in facts for data in fact.former if data.get(name) is not None]

    def person_in(self, slot: str, vocabulary: Vocabulary, until: datetime | None) -> UUID | None:
        """Who was put into a slot last; asks the parent matter when nobody was here."""
        filling = vocabulary.filling.get(slot, {})
        fitting = [
            (fact.at, fact.id, fact.data[filling[kind]])
            for kind in filling.keys() & self.by_kind.keys()
            for fact in self.by_kind[kind]
            if fact.data.get(filling[kind]) is not None
        ]
        if not fitting:
            return self.parent.person_in(slot, vocabulary, until) if self.parent else None
        earlier = [entry for entry in fitting if until is None or entry[0] <= until]
        person: UUID = max(earlier or fitting)[2]
        return person


def sources(scope: str, timeline: Timeline) -> list[Timeline]:
    """Where a base date is looked for: the matter's own facts, its parent's, or its parent's while it has none."""
    found = {"parent": [timeline.parent], "nearest": [timeline, timeline.parent]}.get(scope, [timeline])
    return [source for source in found if source]
