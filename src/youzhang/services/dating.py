"""The dates of a service in its facts: a move is a new fact, a correction mends the one that was wrong.

What hangs on a moved date may slip; what hangs on a corrected one never did: it was that date all along.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from youzhang.ledger.coding import from_json
from youzhang.ledger.models import Fact, Matter
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.writing import Record

KINDS = ("services.planned", "services.date_moved", "services.notice_published")


def move_to(_matter: Matter, dates: Mapping[str, Any], reason: str, record: Record) -> None:
    """From now on it is another date."""
    record("services.date_moved", reason=reason, **dates)


def correct_dates(matter: Matter, dates: Mapping[str, Any], reason: str, record: Record) -> None:
    """Each date in the facts that said it wrongly; what no fact has said before is said now."""
    facts = Fact.unscoped.filter(matter=matter, kind__in=KINDS, void=False, amendments=None)
    wrong: dict[str, Any] = {}
    for fact in facts.order_by("-at", "-id"):
        said = {name: fact.data.get(name) for name in dates if _says(fact, name)}
        mended = [name for name, value in said.items() if wrong.setdefault(name, value) == value]
        if mended:
            typed = from_json(vocabulary().facts[fact.kind], fact.data) | {
                name: dates[name] for name in mended
            }
            record(fact.kind, at=fact.at, amends=fact, **typed | {"reason": reason})
    if left := {name: value for name, value in dates.items() if name not in wrong}:
        move_to(matter, left, reason, record)


def _says(fact: Fact, name: str) -> bool:
    """The hour belongs to its day, also where only that was known."""
    return name in fact.data or (name == "begins_at" and "starts_on" in fact.data)
