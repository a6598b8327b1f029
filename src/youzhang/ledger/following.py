"""What part a fact plays under an article, in plain lines: what it opens and by when, what it closes, what it bars."""

from __future__ import annotations

from collections.abc import Iterator

from youzhang.rulebook.book import Article
from youzhang.rulebook.constructs import Condition, DutyRule, Escalation, Gate, RecurringRule, Trigger


def part_in(article: Article, kind: str) -> Iterator[str]:
    """Every line about a fact kind under one article, headed by the article where it says anything."""
    lines = [*_of_duties(article, kind), *_of_gates(article, kind), *_of_milestones(article, kind)]
    if lines:
        yield f"  {article.id} {article.no}: {article.title.en}"
    yield from (f"    {line}" for line in lines)


def due_words(rule: DutyRule | RecurringRule) -> str:
    """By when."""
    if isinstance(rule, RecurringRule):
        return f"{rule.due} after the period" if rule.due else "the period's end"
    return ", ".join(map(str, rule.due)) or "without a term"


def rule_cells(rule: DutyRule | RecurringRule) -> tuple[str, ...]:
    """A rule for a table: from when, term, holder, how it ends, who is told besides."""
    if isinstance(rule, RecurringRule):
        opens, grace, lapses = f"every {rule.every} on {rule.on}, {rule.count:g} time(s)", "", ""
    else:
        opens = triggers(rule.opens_on)
        grace = f" (on time within {rule.on_time_within})" if rule.on_time_within else ""
        lapses = f"; lapses with {triggers(rule.lapses_on)}" if rule.lapses_on else ""
    ends = f"{triggers(rule.closes_on)}{lapses}"
    told = "; ".join(map(_told, rule.escalates)) or "nobody"
    return opens, f"{due_words(rule)}{grace}", ", ".join(rule.held_by), ends, told


def triggers(found: tuple[Trigger, ...]) -> str:
    """The facts that open or close a duty, with what their data must say."""
    return " or ".join(f"{one.fact}{_only(one.when)}" for one in found)


def _of_duties(article: Article, kind: str) -> Iterator[str]:
    for rule in article.rules:
        if isinstance(rule, DutyRule):
            yield from _opened(article, rule, kind)
        if _names(rule.closes_on, kind):
            yield f"closes {article.id} {rule.name}: {rule.title.en}"
        if isinstance(rule, DutyRule) and _names(rule.lapses_on, kind):
            yield f"lapses {article.id} {rule.name}"


def _opened(article: Article, rule: DutyRule, kind: str) -> Iterator[str]:
    for opener in rule.opens_on:
        if opener.fact == kind:
            yield f"opens {article.id} {rule.name}: {rule.title.en}{_only(opener.when)}; {_terms(rule)}"


def _terms(rule: DutyRule) -> str:
    """By when, by whom, by what it is done, who is told when it is not."""
    grace = f" (on time within {rule.on_time_within})" if rule.on_time_within else ""
    done = " or ".join(dict.fromkeys(trigger.fact for trigger in rule.closes_on))
    parts = [f"due {due_words(rule)}{grace}", f"held by {', '.join(rule.held_by)}", f"done by {done}"]
    bound = [f"too late from {' or '.join(map(str, rule.until))}"] if rule.until else []
    bound += [] if rule.waivable else ["nobody is let off it"]
    if rule.extension:
        bound.append(f"moved by {rule.extension} at most")
    return "; ".join([*parts, *map(_told, rule.escalates), *bound])


def _told(step: Escalation) -> str:
    since = "the due" if step.from_due else "the opening"
    return f"{step.after} after {since} also {', '.join(step.to)}"


def _only(conditions: tuple[Condition, ...]) -> str:
    words = [f"{one.field} {one.test} {' or '.join(map(str, one.values))}" for one in conditions]
    return f", where {' and '.join(words)}" if words else ""


def _of_gates(article: Article, kind: str) -> Iterator[str]:
    for gate in article.gates:
        if kind in gate.before:
            gives_way = " (in danger of life it gives way)" if gate.override == "life" else ""
            yield f"refused by {article.id} {gate.name}{_only(gate.when)} until{gives_way}: {gate.way_on.en}"
        if any(_names(need, kind) for need in gate.needs):
            yield f"opens the gate {article.id} {gate.name} before {', '.join(gate.before)}"
        if kind in _apart(gate):
            yield f"whoever recorded it does not record {', '.join(gate.before)} ({article.id} {gate.name})"


def _apart(gate: Gate) -> set[str]:
    return set(gate.different_people) - set(gate.before)


def _of_milestones(article: Article, kind: str) -> Iterator[str]:
    for milestone in article.milestones:
        if any(_names(need, kind) for need in milestone.all):
            yield f"counts towards {article.id} {milestone.name}"


def _names(triggers: tuple[Trigger, ...], kind: str) -> bool:
    return any(trigger.fact == kind for trigger in triggers)
