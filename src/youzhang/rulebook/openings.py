"""What opens duties: facts, milestones; and the duties each opening brings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from youzhang.kit.clock import day_of, end_of
from youzhang.kit.ids import duty_identity
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.constructs import DutyRule, Milestone, Need
from youzhang.rulebook.decisions import Decisions
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.owed import Opening, Owed
from youzhang.rulebook.terms import lay
from youzhang.rulebook.timeline import Timeline
from youzhang.rulebook.views import FactView, MilestoneView


@dataclass(frozen=True)
class Reached:
    """A milestone reached, by which rulebook, through which facts."""

    book: Rulebook
    article: Article
    milestone: Milestone
    facts: tuple[FactView, ...]

    def view(self) -> MilestoneView:
        """What the ledger is told."""
        ids = tuple(fact.id for fact in self.facts)
        return MilestoneView(self.article.id, self.milestone.name, max(f.at for f in self.facts), ids)


def reached(editions: Editions, timeline: Timeline, first: date) -> Iterator[Reached]:
    """Every milestone whose facts are all there: each need is met by its earliest fitting fact."""
    for book in editions.books:
        for article, milestone in book.milestones.values():
            facts = [_earliest(need, timeline) for need in milestone.all]
            there = tuple(fact for fact in facts if fact)
            if len(there) == len(facts) and _judges(book, editions, first, max(fact.at for fact in there)):
                yield Reached(book, article, milestone, there)


def _earliest(need: Need, timeline: Timeline) -> FactView | None:
    fitting = (
        fact for trigger in need for fact in timeline.by_kind.get(trigger.fact, ()) if trigger.fits(fact.data)
    )
    return min(fitting, key=lambda fact: (fact.at, fact.id), default=None)


def _judges(book: Rulebook, editions: Editions, first: date, at: datetime) -> bool:
    return editions.judging(first, day_of(at)) is book


def openings(
    editions: Editions, timeline: Timeline, first: date, milestones: list[Reached], matter: UUID
) -> Iterator[tuple[Rulebook, Article, DutyRule, list[Opening]]]:
    """Every rule that something opened, with its openings in order."""
    for book in editions.books:
        found: dict[tuple[str, str], tuple[Article, DutyRule, list[Opening]]] = {}
        for name, opening in _candidates(book, editions, timeline, first, milestones, matter):
            for article, rule in _opened_by(name, opening, book):
                found.setdefault((article.id, rule.name), (article, rule, []))[2].append(opening)
        for article, rule, opened in found.values():
            yield book, article, rule, sorted(opened, key=lambda opening: (opening.at, opening.root))


def _opened_by(name: str, opening: Opening, book: Rulebook) -> Iterator[tuple[Article, DutyRule]]:
    for article, rule in book.duties_by_opener[name]:
        if any(trigger.fact == name and trigger.fits(opening.data) for trigger in rule.opens_on):
            yield article, rule


def _candidates(
    book: Rulebook,
    editions: Editions,
    timeline: Timeline,
    first: date,
    milestones: list[Reached],
    matter: UUID,
) -> Iterator[tuple[str, Opening]]:
    for kind in timeline.by_kind.keys() & book.duties_by_opener.keys():
        for fact in timeline.by_kind[kind]:
            if _judges(book, editions, first, fact.at):
                yield kind, _by_fact(fact)
    for milestone in milestones:
        name = f"milestone:{milestone.milestone.name}"
        if milestone.book is book and name in book.duties_by_opener:
            yield name, _by_milestone(milestone, matter)


def _by_fact(fact: FactView) -> Opening:
    found = frozenset((fact.id,))
    return Opening(fact.id, fact.id, found, fact.at, fact.recorded_at, fact.by, fact.data, fact.former)


def _by_milestone(milestone: Reached, matter: UUID) -> Opening:
    facts = sorted(milestone.facts, key=lambda fact: (fact.at, fact.id))
    return Opening(
        root=matter,
        fact=None,
        facts=frozenset(fact.id for fact in facts),
        at=facts[-1].at,
        entered_at=max(fact.recorded_at for fact in facts),
        by=facts[-1].by,
        data={name: value for fact in facts for name, value in fact.data.items()},
    )


def duties_of(
    book: Rulebook,
    article: Article,
    rule: DutyRule,
    opening: Opening,
    calendar: Calendar,
    decisions: Mapping[UUID, Decisions],
) -> Iterator[Owed]:
    """The duties one opening brings: one, or a series in which each opens at the due of the one before, where that
    was moved at the day it was moved to."""
    starts = max(opening.at, opening.entered_at) if rule.starts == "entry" else opening.at
    dues = rule.due or (None,)
    series = len(dues) > 1
    opened_at = opening.at
    for number, due in enumerate(dues):
        label = str(number) if series else ""
        identity = duty_identity(article.id, rule.name, opening.root, label)
        yield Owed(book, article, rule, identity, label, opening, starts, opened_at, due)
        if series and due:
            moved = decisions[identity].moved_to if identity in decisions else None
            opened_at = end_of(moved) if moved else lay(due, starts, calendar).end
