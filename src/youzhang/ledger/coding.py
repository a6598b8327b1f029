"""Typed fact data to and from JSON, and the canonical payload that the chain seals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from youzhang.ledger.models import Fact
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.views import FactView
from youzhang.rulebook.vocabulary import FactKind


def to_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """Typed values as JSON values; None is left out."""
    return {name: _plain(value) for name, value in data.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


_READ: dict[str, Callable[[str], Any]] = {
    "id": UUID,
    "date": date.fromisoformat,
    "instant": datetime.fromisoformat,
}


def from_json(kind: FactKind, data: Mapping[str, Any]) -> dict[str, Any]:
    """JSON values back to typed ones."""
    typed: dict[str, Any] = {}
    for name, value in data.items():
        read = _READ.get(kind.data[name].type) if name in kind.data else None
        typed[name] = read(value) if read else value
    return typed


def payload(fact: Fact) -> dict[str, Any]:
    """What the chain seals of a fact: everything but its place in the chain."""
    return {
        "id": str(fact.pk),
        "matter": str(fact.matter_id),
        "counts_in": str(fact.counts_in_id) if fact.counts_in_id else None,
        "kind": fact.kind,
        "at": fact.at.astimezone(UTC).isoformat(),
        "recorded_at": fact.recorded_at.astimezone(UTC).isoformat(),
        "by": str(fact.by_id) if fact.by_id else None,
        "data": {name: _sealed(fact.kind, name, value) for name, value in fact.data.items()},
        "late_reason": fact.late_reason,
        "answers": str(fact.answers_id) if fact.answers_id else None,
        "amends": str(fact.amends_id) if fact.amends_id else None,
        "void": fact.void,
    }


def _sealed(kind: str, name: str, value: Any) -> Any:
    """Floats are sealed as they are spelt: a text that is spelt like one is none."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, str) and _is_count(kind, name):
        raise ValueError(f"{kind}.{name} is not a count")
    return value


@cache
def _is_count(kind: str, name: str) -> bool:
    known = vocabulary().facts.get(kind)
    return known is not None and name in known.data and known.data[name].type == "count"


# What the engine needs of a fact, in the order in which `view_of` takes it.
COLUMNS = ("id", "kind", "at", "recorded_at", "by", "data", "answers", "amends", "void")


def view_of(row: Sequence[Any], counted: bool = False) -> FactView:
    """A row of `COLUMNS` as the engine sees it; `counted`: from the year that it counts in, not from its matter."""
    pk, kind, at, recorded_at, by, data, answers, amends, void = row
    typed = from_json(vocabulary().facts[kind], data)
    return FactView(pk, kind, at, recorded_at, by, typed, answers, amends, void, counted)


def view(fact: Fact, counted: bool = False) -> FactView:
    """A fact that is about to be kept, as the engine sees it."""
    row = (
        fact.pk,
        fact.kind,
        fact.at,
        fact.recorded_at,
        fact.by_id,
        fact.data,
        fact.answers_id,
        fact.amends_id,
    )
    return view_of((*row, fact.void), counted)
