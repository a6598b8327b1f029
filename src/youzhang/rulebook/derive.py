"""`derive`: what is owed, from what happened. One pure function: no clock, the same in any order of entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from youzhang.kit.clock import day_of
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.constructs import DutyRule
from youzhang.rulebook.decisions import Decisions, decisions_by_duty
from youzhang.rulebook.describe import Describing
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.endings import end_duties
from youzhang.rulebook.openings import duties_of, openings, reached
from youzhang.rulebook.owed import Opening, Owed
from youzhang.rulebook.recurring import recurring_duties
from youzhang.rulebook.timeline import Timeline, standing
from youzhang.rulebook.views import Derived, DutyView, FactView
from youzhang.rulebook.vocabulary import Vocabulary


def derive(
    editions: Editions,
    vocabulary: Vocabulary,
    matter_kind: str,
    facts: Sequence[FactView],
    parent_facts: Sequence[FactView],
    calendar: Calendar,
    matter: UUID | None = None,
) -> Derived:
    """Everything that follows from a matter's facts.

    `matter`: its id, of which the identity of a milestone's duty is made; without it the fact entered first
    stands in.
    """
    timeline = Timeline(standing(facts), Timeline(standing(parent_facts)))
    if not timeline.own:
        return Derived((), ())
    first = day_of(timeline.own[0].at)
    root = matter or min(facts, key=lambda fact: (fact.recorded_at, fact.id)).id
    kind = vocabulary.matters.get(matter_kind)
    called_off = kind.called_off if kind else ()
    decisions = decisions_by_duty(timeline.by_kind)
    milestones = list(reached(editions, timeline, first))
    opened_by = openings(editions, timeline, first, milestones, root)
    owed: list[Owed] = []
    for rule, found in _by_rule(opened_by, calendar, decisions):
        end_duties(rule, found, timeline, called_off, decisions)
        owed += found
    owed += recurring_duties(editions, matter_kind, timeline, called_off, decisions)
    describing = Describing(vocabulary, timeline, calendar, decisions)
    duties = sorted(map(describing.view, owed), key=_order)
    return Derived(tuple(duties), tuple(one.view() for one in milestones))


def _by_rule(
    opened_by: Iterable[tuple[Rulebook, Article, DutyRule, list[Opening]]],
    calendar: Calendar,
    decisions: Mapping[UUID, Decisions],
) -> Iterator[tuple[DutyRule, list[Owed]]]:
    """Every rule with its duties in order of opening: a centre's own values change its terms, not what ends it."""
    groups: dict[tuple[int, str, str], tuple[DutyRule, list[Owed]]] = {}
    for book, article, rule, opened in opened_by:
        found = groups.setdefault((book.legal.edition, article.id, rule.name), (rule, []))[1]
        for opening in opened:
            found += duties_of(book, article, rule, opening, calendar, decisions)
    for rule, found in groups.values():
        yield rule, sorted(found, key=lambda one: (one.opening.at, one.opening.root))


def _order(duty: DutyView) -> tuple[object, ...]:
    return duty.opened_at, duty.article, duty.name, duty.number, duty.identity
