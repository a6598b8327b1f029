"""What can happen and what can be watched: the words a rulebook file may use.

Each room declares its own in `facts.py`; the ledger gathers them into one `Vocabulary`, and the grammar
refuses a rulebook file that uses a word nobody declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, TypeVar
from uuid import UUID

Kind = TypeVar("Kind", "FactKind", "MatterKind")
DataType = Literal["id", "date", "instant", "count", "flag", "code"]


@dataclass(frozen=True)
class Data:
    """One typed data field of a fact kind. There is no free text: facts hold no personal content.

    JSON form: id = UUID string, date = `YYYY-MM-DD`, instant = ISO 8601 UTC, count = int or float,
    flag = bool, code = one of `codes`.
    """

    type: DataType
    codes: tuple[str, ...] = ()
    optional: bool = False

    def fault(self, value: Any) -> str:
        """Why a value does not fit, or an empty string."""
        if value is None:
            return "" if self.optional else "is missing"
        if self.type == "code":
            return "" if value in self.codes else f"is not one of {', '.join(self.codes)}"
        return "" if _FITS[self.type](value) else f"is not a {self.type}"


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "id": lambda v: isinstance(v, UUID),
    "date": _is_date,
    "instant": lambda v: isinstance(v, datetime) and v.tzinfo is not None,
    "count": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "flag": lambda v: isinstance(v, bool),
}


@dataclass(frozen=True)
class FactKind:
    """Something that happens: `intake.form_filled`.

    `title`: how the timeline says it (a lazy translation is fine). `data`: its typed fields.
    `fills`: slot name -> the id field naming the person put there (`{"in_charge": "to"}`).
    `topic`: the timeline filter it belongs to.
    """

    name: str
    title: Any
    data: Mapping[str, Data] = field(default_factory=dict)
    fills: Mapping[str, str] = field(default_factory=dict)
    topic: str = "other"

    def faults(self, data: Mapping[str, Any]) -> list[str]:
        """Every field that is unknown, missing or of the wrong type."""
        wrong = [f"{self.name} has no data field {name!r}" for name in data if name not in self.data]
        for name, spec in self.data.items():
            fault = spec.fault(data.get(name))
            if fault:
                wrong.append(f"{self.name}.{name} {fault}")
        return wrong


@dataclass(frozen=True)
class MatterKind:
    """Something the regulation watches: an application, a service, a centre's year.

    `number`: pattern of its gapless number, with `{year}` and `{n}` (`SQ-{year}-{n:04d}`), or empty for none.
    `called_off`: fact kinds after which everything open lapses. `parts`: the parts people play in it;
    `barring_parts`: parts whose holder may never see it. `page`: URL name of its page, taking the matter's
    id. `years`: how long it is kept after it closed.
    """

    name: str
    title: Any
    number: str = ""
    called_off: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    barring_parts: tuple[str, ...] = ()
    page: str = ""
    parent: str = ""
    years: int = 10


@dataclass(frozen=True)
class Vocabulary:
    """All declared kinds and roles, by name."""

    facts: Mapping[str, FactKind]
    matters: Mapping[str, MatterKind]
    roles: frozenset[str]

    @classmethod
    def of(cls, facts: Iterable[FactKind], matters: Iterable[MatterKind], roles: Iterable[str]) -> Vocabulary:
        """Gather declarations; a kind declared twice is refused."""
        return cls(_by_name(facts), _by_name(matters), frozenset(roles))

    @cached_property
    def filling(self) -> Mapping[str, Mapping[str, str]]:
        """Slot → which kinds of facts put a person there, and by which data field."""
        index: dict[str, dict[str, str]] = {}
        for kind in self.facts.values():
            for slot, name in kind.fills.items():
                index.setdefault(slot, {})[kind.name] = name
        return index


def _by_name(kinds: Iterable[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for kind in kinds:
        if kind.name in found:
            raise ValueError(f"{kind.name} is declared twice")
        found[kind.name] = kind
    return found
