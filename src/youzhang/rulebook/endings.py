"""Which fact ends which duty (grammar B.3, matching rules 1 to 6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from youzhang.rulebook.constructs import DutyRule, Trigger
from youzhang.rulebook.decisions import Decisions
from youzhang.rulebook.owed import Ending, Owed
from youzhang.rulebook.timeline import Timeline
from youzhang.rulebook.too_late import over
from youzhang.rulebook.views import FactView, Outcome

NOBODY = UUID(int=0)
# At one instant what was done counts before what was let go; what begins then is too late for either.
_RANK: dict[Outcome, int] = {"missed": -1, "met": 0, "waived": 1, "lapsed": 2}


@dataclass(frozen=True)
class Event:
    """What may end duties: a fact, or that the point of one is over. `only`: the one duty that it is about."""

    outcome: Outcome
    at: datetime
    fact: FactView | None
    only: UUID | None = None

    @classmethod
    def by(cls, outcome: Outcome, fact: FactView) -> Event:
        """A fact that may end any."""
        return cls(outcome, fact.at, fact)

    @property
    def order(self) -> tuple[datetime, int, UUID]:
        """By what happened, then by rank."""
        return self.at, _RANK[self.outcome], self.fact.id if self.fact else self.only or NOBODY

    @property
    def ending(self) -> Ending:
        """How it ends what it ends."""
        return Ending(self.outcome, self.at, self.fact)


def end_duties(
    rule: DutyRule,
    owed: list[Owed],
    timeline: Timeline,
    called_off: Iterable[str],
    decisions: Mapping[UUID, Decisions],
) -> None:
    """Walk through the facts that may end this rule's duties, in order, and note which ends what.

    `owed` comes in order of opening.
    """
    events = sorted(_events(rule, owed, timeline, called_off, decisions), key=lambda event: event.order)
    openers = {one.opening.root for one in owed}
    waiting: dict[tuple[object, ...], list[Owed]] = {}
    ahead = iter(owed)
    upcoming = next(ahead, None)
    for event in events:
        while upcoming and (rule.earlier_counts or upcoming.opening.at <= event.at):
            waiting.setdefault(_agreeing(rule, upcoming.opening.data), []).append(upcoming)
            upcoming = next(ahead, None)
        for one in _ended_by(event, rule, waiting, openers):
            one.ending = event.ending
            waiting[_agreeing(rule, one.opening.data)].remove(one)


def _events(
    rule: DutyRule,
    owed: list[Owed],
    timeline: Timeline,
    called_off: Iterable[str],
    decisions: Mapping[UUID, Decisions],
) -> Iterator[Event]:
    for fact in triggered(rule.closes_on, timeline):
        yield Event.by("met", fact)
    for fact in triggered((*rule.lapses_on, *map(Trigger, called_off)), timeline):
        yield Event.by("lapsed", fact)
    for one in owed:
        yield from _too_late(one, timeline, decisions)
        waiver = decisions[one.identity].waived if one.identity in decisions else None
        if waiver:
            # A waiver stays one when a correction moves the opening behind it.
            yield Event("waived", max(waiver.at, one.opening.at), waiver, one.identity)


def _too_late(one: Owed, timeline: Timeline, decisions: Mapping[UUID, Decisions]) -> Iterator[Event]:
    """What had no point any more when it opened was never owed."""
    ends = over(one, timeline, decisions.get(one.identity, Decisions()))
    if ends is None:
        return
    one.until = ends.at
    if ends.past:
        yield Event("missed" if ends.at > one.opening.at else "lapsed", ends.at, None, one.identity)


def triggered(triggers: Iterable[Trigger], timeline: Timeline) -> list[FactView]:
    """The facts that fit any of the triggers, each once."""
    fitting = {
        fact.id: fact
        for trigger in triggers
        for fact in timeline.by_kind.get(trigger.fact, ())
        if trigger.fits(fact.data)
    }
    return list(fitting.values())


def _ended_by(
    event: Event, rule: DutyRule, waiting: Mapping[tuple[object, ...], list[Owed]], openers: set[UUID]
) -> list[Owed]:
    fact = event.fact
    if event.only or fact is None:
        return [one for group in waiting.values() for one in group if one.identity == event.only]
    if event.outcome == "lapsed":
        lapsed = (one for group in waiting.values() for one in group if _lapses(one, rule, fact))
        return [one for one in lapsed if _in_time(one, event)]
    group = waiting.get(_agreeing(rule, fact.data), ())
    closed = (one for one in group if _closes(one, rule, fact, openers) and _in_time(one, event))
    return list(islice(closed, 1) if rule.closes == "oldest" else closed)


def _in_time(one: Owed, event: Event) -> bool:
    """What is done or lapses when its point is over does not end it otherwise than as missed."""
    return one.until is None or event.at < one.until


def _closes(one: Owed, rule: DutyRule, fact: FactView, openers: set[UUID]) -> bool:
    if fact.id in one.opening.facts:
        return False
    if fact.answers and fact.answers not in one.opening.facts:
        return False
    if rule.earlier_counts:
        return True
    if fact.id in openers and (fact.at, fact.id) < (one.opening.at, one.opening.root):
        # It opens this rule too: two at one instant must not close each other.
        return False
    return fact.at >= one.opened_at


def _lapses(one: Owed, rule: DutyRule, fact: FactView) -> bool:
    """A lapse also ends what a series has not opened yet; it need only agree in the fields it has."""
    if fact.id in one.opening.facts or fact.at < one.opening.at:
        return False
    return all(fact.data[name] == one.opening.data.get(name) for name in rule.same if name in fact.data)


def _agreeing(rule: DutyRule, data: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(data.get(name) for name in rule.same)
