"""What the doctor finds of gates: circles, too few people, terms that end before the gate can open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Need
from youzhang.rulebook.terms import Due

# A small centre: one leads, one counsels, one sits at the desk.
SMALL = 3
Found = tuple[Article, str, str]


def circles(book: Rulebook) -> Iterator[Found]:
    """Facts that can never be recorded, because what they need needs them."""
    gated = set(book.gates_by_kind)
    free: set[str] = set()
    while more := {kind for kind in gated - free if _may_come(kind, book, gated - free)}:
        free |= more
    for kind in sorted(gated - free):
        for article, gate in book.gates_by_kind[kind]:
            if _blocked(gate.needs, gated - free):
                yield article, gate.name, f"{kind} waits for what waits for it"


def _may_come(kind: str, book: Rulebook, waiting: set[str]) -> bool:
    return not any(_blocked(gate.needs, waiting) for _article, gate in book.gates_by_kind[kind])


def _blocked(needs: tuple[Need, ...], waiting: set[str]) -> bool:
    return any(all(trigger.fact in waiting for trigger in need) for need in needs)


def too_few_people(book: Rulebook) -> Iterator[Found]:
    """Gates by which three people are not enough to do everything that must be done apart."""
    apart = _apart(book)
    for kind in sorted(apart):
        gates = book.gates_by_kind.get(kind, ()) if not _enough(_tied(kind, apart), apart) else ()
        for article, gate in gates:
            if gate.different_people:
                yield article, gate.name, f"{SMALL} people cannot do all that must be done apart from {kind}"


def _apart(book: Rulebook) -> dict[str, set[str]]:
    """Which facts one person may not both record."""
    apart: dict[str, set[str]] = {}
    for kind, other in _pairs(book):
        apart.setdefault(kind, set()).add(other)
        apart.setdefault(other, set()).add(kind)
    return apart


def _pairs(book: Rulebook) -> Iterator[tuple[str, str]]:
    for kind, gates in book.gates_by_kind.items():
        for _article, gate in gates:
            others = gate.different_people if kind in gate.different_people else ()
            yield from ((kind, other) for other in others if other != kind)


def _tied(kind: str, apart: Mapping[str, set[str]]) -> list[str]:
    """A kind with those it must be done apart from."""
    return sorted({kind, *apart[kind]})


def _enough(kinds: list[str], apart: Mapping[str, set[str]]) -> bool:
    """Whether a small centre's people can share them out."""
    return any(
        all(who[a] != who[b] for a in kinds for b in apart[a] & who.keys())
        for people in product(range(SMALL), repeat=len(kinds))
        if (who := dict(zip(kinds, people, strict=True)))
    )


def too_early(book: Rulebook) -> Iterator[Found]:
    """Duties whose term ends before what their gate asks for may be done at all."""
    rules = [(article, rule) for article in book.articles for rule in article.duties]
    for article, rule in rules:
        for gate, need in _asked_for(rule, book):
            if all(_later(trigger.fact, rule, book) for trigger in need):
                what = "|".join(trigger.fact for trigger in need)
                yield article, rule.name, f"due before {what} can exist, which {gate} asks for"


def _asked_for(rule: DutyRule, book: Rulebook) -> Iterator[tuple[str, Need]]:
    """What the gates before a rule's closing facts need, with the name of the gate."""
    gates = (gate for closer in rule.closes_on for _article, gate in book.gates_by_kind.get(closer.fact, ()))
    yield from ((gate.name, need) for gate in gates for need in gate.needs)


def _later(kind: str, rule: DutyRule, book: Rulebook) -> bool:
    """Whether the rules let a fact happen only after a duty's last term, from the same opening."""
    openers = {trigger.fact for trigger in rule.opens_on}
    waiting = [
        other.not_before
        for article in book.articles
        for other in article.duties
        if other.not_before
        and any(trigger.fact == kind for trigger in other.closes_on)
        and openers & {trigger.fact for trigger in other.opens_on}
    ]
    return bool(waiting and rule.due) and all(_before(rule.due[-1], one) for one in waiting)


def _before(due: Due, other: Due) -> bool:
    """Whether one date lies before another of the same base; unknown for different ones."""
    return due.base == other.base and _offset(due) < _offset(other)


def _offset(due: Due) -> float:
    length = due.term.length.total_seconds() if due.term else 0.0
    return -length if due.side == "before" else length
