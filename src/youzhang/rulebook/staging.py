"""A story put on the engine: its facts as they were known at an instant, and what followed from them then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.cast import identity_of
from youzhang.rulebook.constructs import Rule
from youzhang.rulebook.decisions import KINDS as DECISIONS
from youzhang.rulebook.derive import derive
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.state_council import seeded_calendar
from youzhang.rulebook.stories import Happened, Story
from youzhang.rulebook.stories_check import typed
from youzhang.rulebook.views import Derived, DutyView, FactView
from youzhang.rulebook.vocabulary import Vocabulary

_MATTER = UUID(int=1)
# Facts of one instant keep the order in which they are told.
_FIRST = 1000
LATER = datetime.max.replace(tzinfo=UTC)


def discharging(book: Rulebook, article: str, kind: str) -> list[Rule]:
    """The duty rules of an article that a kind of fact closes."""
    found = book.article(article)
    rules = found.rules if found else ()
    return [rule for rule in rules if any(trigger.fact == kind for trigger in rule.closes_on)]


@dataclass(eq=False)
class Stage:
    """One story under one book."""

    story: Story
    book: Rulebook
    vocabulary: Vocabulary
    _derived: dict[tuple[UUID, ...], Derived] = field(default_factory=dict)

    @cached_property
    def editions(self) -> Editions:
        """The book alone."""
        return Editions.of(self.book)

    def under(self, book: Rulebook) -> Stage:
        """The same story under a changed book: the same happened, unless somebody decided about a duty."""
        other = Stage(self.story, book, self.vocabulary)
        if not any(told.kind in DECISIONS for told in self.story.facts):
            other.facts = self.facts
        return other

    @cached_property
    def facts(self) -> list[tuple[Happened, FactView]]:
        """The facts, told and typed; a decision names its duty by what discharges it."""
        views: list[tuple[Happened, FactView]] = []
        for place, told in enumerate(self.story.facts):
            views.append((told, self._view(place, told, views)))
        return views

    def _view(self, place: int, told: Happened, before: list[tuple[Happened, FactView]]) -> FactView:
        amended = told.corrects or told.takes_away
        source = self.story.facts[self.story.named[amended]] if amended else told
        return FactView(
            id=UUID(int=_FIRST + place),
            kind=told.kind or source.kind,
            at=told.at,
            recorded_at=told.entered,
            by=identity_of(told.by) if told.by else None,
            data=self._data(told, before),
            answers=self.fact_id(told.answers) if told.answers else None,
            amends=self.fact_id(amended) if amended else None,
            void=bool(told.takes_away),
            counted=told.counted,
        )

    def _data(self, told: Happened, before: list[tuple[Happened, FactView]]) -> dict[str, Any]:
        data = self.typed(told.kind, told.data)
        if told.kind in DECISIONS and "duty" in data:
            data["duty"] = self._decided(str(told.data["duty"]), told, before)
        return data

    def _decided(self, closer: str, told: Happened, before: list[tuple[Happened, FactView]]) -> UUID:
        """The duty of this article that the kind discharges, the first still open then."""
        names = {rule.name for rule in discharging(self.book, self.story.article, closer)}
        own, parent = _known(before, told.entered)
        mine = [
            duty
            for duty in self._derive(own, parent).duties
            if duty.article == self.story.article and duty.name in names
        ]
        waiting = [duty for duty in mine if duty.outcome == "open"] or mine
        return waiting[0].identity if waiting else identity_of(closer)

    def typed(self, kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """Data of a kind of fact as the engine wants them."""
        spec = self.vocabulary.facts[kind].data if kind in self.vocabulary.facts else {}
        return {name: typed(spec[name], value) for name, value in data.items() if name in spec}

    def fact_id(self, name: str) -> UUID:
        """The id under which a named fact stands: a correction keeps that of the first entered."""
        place = self.story.named[name]
        while self.story.facts[place].corrects:
            place = self.story.named[self.story.facts[place].corrects]
        return UUID(int=_FIRST + place)

    def known_at(self, at: datetime) -> list[FactView]:
        """The facts of the matter itself that were entered by an instant."""
        return _known(self.facts, at)[0]

    def derived_at(self, at: datetime) -> Derived:
        """What follows from all that was entered by an instant."""
        return self._derive(*_known(self.facts, at))

    def _derive(self, own: list[FactView], parent: list[FactView]) -> Derived:
        key = tuple(fact.id for fact in (*own, *parent))
        if key not in self._derived:
            self._derived[key] = derive(
                self.editions, self.vocabulary, self.story.on, own, parent, seeded_calendar(), _MATTER
            )
        return self._derived[key]

    @cached_property
    def final(self) -> Derived:
        """What follows from the whole story."""
        return self.derived_at(LATER)

    @cached_property
    def entries(self) -> list[datetime]:
        """The instants at which something was entered, in order."""
        return sorted({told.entered for told in self.story.facts})

    def owed(self, article: str, closer: str) -> list[DutyView]:
        """The duties of an article that a kind of fact discharges, in the end."""
        return [
            duty for duty in self.final.duties if duty.article == article and self.discharges(closer, duty)
        ]

    def discharges(self, closer: str, duty: DutyView) -> bool:
        """Whether a kind of fact discharges a duty."""
        return any(rule.name == duty.name for rule in discharging(self.book, duty.article, closer))

    def as_of(self, duty: DutyView, at: datetime) -> DutyView | None:
        """The same duty as it was known at an instant."""
        return next((one for one in self.derived_at(at).duties if one.identity == duty.identity), None)

    def rule_of(self, duty: DutyView) -> Rule | None:
        """The rule behind a duty."""
        found = self.book.article(duty.article)
        return found.rule(duty.name) if found else None


def _known(facts: list[tuple[Happened, FactView]], at: datetime) -> tuple[list[FactView], list[FactView]]:
    """What was entered by an instant: on the matter, on its parent."""
    there = [(told, view) for told, view in facts if told.entered <= at]
    own = [view for told, view in there if not told.parent]
    return own, [view for told, view in there if told.parent]
