"""A rule changed by one step: its term, holder, opener, closer, escalation, what a gate needs, what a milestone is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from youzhang.rulebook.book import Article
from youzhang.rulebook.constructs import DutyRule, Escalation, Gate, Milestone, Need, RecurringRule, Trigger
from youzhang.rulebook.terms import Due, Term

Rule = TypeVar("Rule", DutyRule, RecurringRule)
Construct = TypeVar("Construct", bound=DutyRule | RecurringRule | Gate | Milestone)
# Somebody whom no rule of a centre's work means.
_STRANGER = "observer"
_EVERY = {"month": "quarter", "quarter": "half-year", "half-year": "year", "year": "half-year"}


@dataclass(frozen=True)
class Mutant:
    """An article with one thing changed. `of`: what kind of thing; `what`: the change in words."""

    article: Article
    of: str
    what: str


def mutants(article: Article) -> Iterator[Mutant]:
    """Every change by one step of an article's rules."""
    yield from _of(article.duties, _duty, lambda found: replace(article, duties=found))
    yield from _of(article.recurring, _recurring, lambda found: replace(article, recurring=found))
    yield from _of(article.gates, _gate, lambda found: replace(article, gates=found))
    yield from _of(article.milestones, _milestone, lambda found: replace(article, milestones=found))


def _of(
    found: tuple[Construct, ...],
    change: Callable[[Construct], Iterator[tuple[str, str, Construct]]],
    put: Callable[[tuple[Construct, ...]], Article],
) -> Iterator[Mutant]:
    for place, one in enumerate(found):
        for of, what, changed in change(one):
            others = (*found[:place], changed, *found[place + 1 :])
            yield Mutant(put(others), of, f"{one.name}: {what}")


def _duty(rule: DutyRule) -> Iterator[tuple[str, str, DutyRule]]:
    for due in _dues(rule.due):
        yield "term", f"due {_said(rule.due)} → {_said(due)}", replace(rule, due=due)
    for grace in _terms(rule.on_time_within):
        yield "term", f"on time within {rule.on_time_within} → {grace}", replace(rule, on_time_within=grace)
    for due in _dues((rule.not_before,)) if rule.not_before else ():
        yield "term", f"not before {rule.not_before} → {due[0]}", replace(rule, not_before=due[0])
    for what, opens_on in _triggers(rule.opens_on):
        yield "opener", f"opens on {what}", replace(rule, opens_on=opens_on)
    for what, lapses_on in _triggers(rule.lapses_on):
        yield "closer", f"lapses on {what}", replace(rule, lapses_on=lapses_on)
    for name in rule.same:
        yield "closer", f"same without {name}", replace(rule, same=_without(rule.same, name))
    yield "closer", "the other facts of the past count", replace(rule, earlier_counts=not rule.earlier_counts)
    if _reckons(rule):
        starts = "fact" if rule.starts == "entry" else "entry"
        yield "term", f"starts with the {starts}", replace(rule, starts=starts)
    yield from _common(rule)


def _recurring(rule: RecurringRule) -> Iterator[tuple[str, str, RecurringRule]]:
    yield "term", f"every {_EVERY[rule.every]}", replace(rule, every=_EVERY[rule.every])
    for count in (rule.count - 1, rule.count + 1):
        if count >= 1:
            yield "term", f"{rule.count:g} → {count:g} time(s)", replace(rule, count=count)
    for term in (*_terms(rule.due), *(() if rule.due else (Term(1, "day"),))):
        yield "term", f"due {rule.due} → {term} after the period", replace(rule, due=term)
    if rule.period_in:
        yield "term", f"without period_in {rule.period_in}", replace(rule, period_in="")
    yield from _common(rule)


def _common(rule: Rule) -> Iterator[tuple[str, str, Rule]]:
    for what, closes_on in _triggers(rule.closes_on):
        yield "closer", f"closes on {what}", replace(rule, closes_on=closes_on)
    if not rule.waivable:
        yield "waiver", "somebody may be let off it", replace(rule, waivable=True)
    for what, held_by in _people(rule.held_by):
        yield "holder", f"held by {what}", replace(rule, held_by=held_by)
    for what, escalates in _chains(rule.escalates):
        if not (_same_hour(rule) and " from the " in what):
            yield "escalation", what, replace(rule, escalates=escalates)


def _reckons(rule: DutyRule) -> bool:
    """Whether anything is reckoned from the start: a date that stands in the facts is not."""
    by_dates = len(rule.due) <= 1 and all(due.base for due in rule.due)
    from_opening = not all(step.from_due for step in rule.escalates)
    return not by_dates or from_opening or bool(rule.past or rule.on_time_within)


def _same_hour(rule: Rule) -> bool:
    """Whether a step counted from the due is told at the very hour of one counted from the opening: what is due at
    once is due then, and by the clock."""
    at_once = isinstance(rule, DutyRule) and len(rule.due) == 1 and rule.due[0].at_once
    return at_once and not rule.extendable and all(step.after.exact for step in rule.escalates)


def _gate(gate: Gate) -> Iterator[tuple[str, str, Gate]]:
    for kind in gate.before:
        yield "gate", f"not before {kind}", replace(gate, before=_without(gate.before, kind))
    for what, needs in _needs(gate.needs):
        yield "gate", f"needs {what}", replace(gate, needs=needs)
    for condition in gate.when:
        left = tuple(one for one in gate.when if one is not condition)
        yield "gate", f"whatever {condition.field} says", replace(gate, when=left)
    if gate.different_people:
        yield "gate", "the same person may", replace(gate, different_people=())
    for kind in gate.since:
        yield "gate", f"not since {kind}", replace(gate, since=_without(gate.since, kind))


def _milestone(milestone: Milestone) -> Iterator[tuple[str, str, Milestone]]:
    for what, needs in _needs(milestone.all):
        if needs:  # one that asks for nothing is no milestone
            yield "milestone", f"needs {what}", replace(milestone, all=needs)


def _dues(dues: tuple[Due, ...]) -> Iterator[tuple[Due, ...]]:
    """Each term a step longer, a step shorter, in the other kind of days; a series shorter and longer by one."""
    if not dues:
        yield (Due(Term(1, "day")),)
    for place, due in enumerate(dues):
        for changed in _due(due):
            yield (*dues[:place], changed, *dues[place + 1 :])
    if len(dues) > 1:
        yield dues[:-1]
        yield (*dues, dues[-1])


def _due(due: Due) -> Iterator[Due]:
    if due.term is None:
        side = "after" if due.base else due.side
        yield replace(due, term=Term(1, "day") if due.base else Term(1, "minute"), side=side)
    for term in _terms(due.term):
        yield replace(due, term=term)
    if due.term and due.side == "before":
        yield replace(due, side="after")


def _terms(term: Term | None) -> Iterator[Term]:
    if term is None:
        return
    yield replace(term, count=term.count + 1)
    if term.count > 1:
        yield replace(term, count=term.count - 1)
    other = {"day": "working day", "working day": "day"}.get(term.unit)
    if other:
        yield replace(term, unit=other)


def _triggers(triggers: tuple[Trigger, ...]) -> Iterator[tuple[str, tuple[Trigger, ...]]]:
    """Each fact left out; each condition of its data left out."""
    for place, one in enumerate(triggers):
        yield f"all but {one.fact}", (*triggers[:place], *triggers[place + 1 :])
        for condition in one.when:
            left = tuple(other for other in one.when if other is not condition)
            looser = replace(one, when=left)
            yield (
                f"{one.fact} whatever {condition.field} says",
                (*triggers[:place], looser, *triggers[place + 1 :]),
            )


def _needs(needs: tuple[Need, ...]) -> Iterator[tuple[str, tuple[Need, ...]]]:
    """Each need left out; of several ways to meet one, each left out."""
    for place, need in enumerate(needs):
        yield f"all but {'|'.join(one.fact for one in need)}", (*needs[:place], *needs[place + 1 :])
        for what, changed in _triggers(need):
            if changed:
                yield what, (*needs[:place], changed, *needs[place + 1 :])


def _people(names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each replaced by a stranger; a stranger besides."""
    for place, name in enumerate(names):
        yield f"somebody else instead of {name}", (*names[:place], _STRANGER, *names[place + 1 :])
    yield "somebody else besides", (*names, _STRANGER)


def _chains(chain: tuple[Escalation, ...]) -> Iterator[tuple[str, tuple[Escalation, ...]]]:
    for place, step in enumerate(chain):
        before, behind = chain[:place], chain[place + 1 :]
        yield f"escalation {place + 1} left out", (*before, *behind)
        for term in _terms(step.after):
            yield f"escalation {place + 1} after {term}", (*before, replace(step, after=term), *behind)
        for what, to in _people(step.to):
            yield f"escalation {place + 1} to {what}", (*before, replace(step, to=to), *behind)
        other = replace(step, from_due=not step.from_due)
        yield (
            f"escalation {place + 1} from the {'due' if other.from_due else 'opening'}",
            (*before, other, *behind),
        )


def _without(items: Iterable[str], item: str) -> tuple[str, ...]:
    return tuple(one for one in items if one != item)


def _said(dues: tuple[Due, ...]) -> str:
    return ", ".join(map(str, dues)) or "without a term"
