"""Rows that decide who sees what and which rules hold do not come out of facts: whatever puts one in, changes it or
takes it out enters that in a chain of its own, so that a row nobody entered shows, and one that is gone comes back.

One entry for each act and matter. Chains: `rows:<centre>`, and `rows:all` for what belongs to no centre.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models, transaction

from youzhang.accounts.models import Bar
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.ledger.models import (
    CalendarDay,
    CalendarYear,
    Edition,
    Fact,
    Grant,
    Matter,
    MatterBar,
    MatterParty,
    OwnValue,
    RowEntry,
)
from youzhang.vault import chain

LONG = 1000  # characters of JSON: more is kept as a hash
HASHED = "sha256:"
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A table whose rows are entered. `key`: what tells a row from others of its matter; `matter`: the column that
    names it, if any; `can_go`: nothing is lost with a row that nobody entered, else people look into it."""

    model: type[models.Model]
    key: tuple[str, ...]
    matter: str = ""
    can_go: bool = True

    @property
    def name(self) -> str:
        """As entries name it."""
        return str(self.model._meta.model_name)

    @property
    def columns(self) -> list[models.Field[Any, Any]]:
        """What an entry says of a row: all but its place, and the number that the database gives it."""
        told = {*self.key, self.matter}
        fields = self.model._meta.concrete_fields
        return [f for f in fields if f.attname not in told and not isinstance(f, models.AutoField)]

    def key_of(self, row: Any) -> Key:
        """A row's key, in plain values."""
        return tuple(plain(getattr(row, name)) for name in self.key)


TABLES = {
    table.name: table
    for table in (
        Table(Matter, (), "id", can_go=False),
        Table(MatterParty, ("subject_id", "part"), "matter_id"),
        Table(Grant, ("user_id", "reason"), "matter_id"),
        Table(MatterBar, ("user_id",), "matter_id"),
        Table(OwnValue, ("id",), can_go=False),
        Table(Bar, ("user_id", "subject_id")),
        Table(Edition, ("id",), can_go=False),
        Table(CalendarYear, ("year",)),
        Table(CalendarDay, ("day",)),
    )
}


class Said(NamedTuple):
    """What was done to one row."""

    centre: UUID | None
    matter: UUID | None
    says: list[Any]


_waiting: ContextVar[list[Said] | None] = ContextVar("ledger_entries", default=None)


@contextmanager
def together(facts: Sequence[Fact] = ()) -> Iterator[None]:
    """What is entered meanwhile is chained at the end, together; `facts`: those of the act."""
    if _waiting.get() is not None:
        yield
        return
    waiting: list[Said] = []
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    append(waiting, facts)


def enter(row: models.Model, within: Matter | None = None, *names: str) -> None:
    """Say that a row was put in, or which of its columns were changed. `within`: the matter that it hangs on."""
    table = TABLES[str(row._meta.model_name)]
    _say(within, [table.name, list(table.key_of(row)), values_of(table, row.__dict__, names)])


def take_out(row: models.Model, within: Matter | None = None) -> None:
    """Say that a row was taken out."""
    table = TABLES[str(row._meta.model_name)]
    _say(within, [table.name, list(table.key_of(row)), None])


def _say(within: Matter | None, says: list[Any]) -> None:
    said = Said(within.centre_id, within.pk, says) if within else Said(None, None, says)
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(said)
        return
    with transaction.atomic():
        append([said])


def values_of(table: Table, row: dict[str, Any], names: Sequence[str] = ()) -> dict[str, Any]:
    """A row's columns in plain values: all, or some."""
    columns = [field for field in table.columns if not names or field.attname in names]
    return {field.attname: plain(row[field.attname], field) for field in columns}


def plain(value: Any, field: models.Field[Any, Any] | None = None) -> Any:
    """A value as an entry says it. What is sealed, and what is long, is told by its hash."""
    if isinstance(field, models.JSONField):
        value = json.dumps(value, sort_keys=True, ensure_ascii=False)
        return _hashed(value.encode()) if len(value) > LONG else value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return _hashed(bytes(value))
    return str(value) if isinstance(value, UUID) else value


def _hashed(value: bytes) -> str:
    return HASHED + sha256(value).hexdigest()


def append(said: Sequence[Said], facts: Sequence[Fact] = ()) -> None:
    """Chain what was said: an entry for each matter, the centres in one order."""
    entries: dict[tuple[UUID | None, UUID | None], list[Any]] = {}
    for centre, matter, says in said:
        entries.setdefault((centre, matter), []).append(says)
    by_centre: dict[UUID | None, list[RowEntry]] = {}
    at = clock.now()
    for (centre, matter), all_said in entries.items():
        entry = fresh(
            RowEntry, centre_id=centre, at=at, matter_id=matter, fact=_fact_of(matter, facts), says=all_said
        )
        by_centre.setdefault(centre, []).append(entry)
    for centre, mine in sorted(by_centre.items(), key=lambda item: (item[0] is None, item[0])):
        placed = chain.append_many(chain_of(centre), [payload(entry) for entry in mine])
        for entry, place in zip(mine, placed, strict=True):
            entry.__dict__.update(vars(place))
        put(mine)


def _fact_of(matter: UUID | None, facts: Sequence[Fact]) -> UUID | None:
    """The fact of the act that tells of it: one on the same matter, else the first."""
    mine = (fact.pk for fact in facts if fact.matter_id == matter)
    return next(mine, facts[0].pk if facts else None)


def chain_of(centre: UUID | None) -> str:
    """The chain in which a centre's rows are entered."""
    return f"rows:{centre or 'all'}"


def payload(entry: RowEntry) -> dict[str, Any]:
    """What the chain seals of an entry: everything but its place in the chain."""
    return {
        "at": entry.at.astimezone(UTC).isoformat(),
        "matter": str(entry.matter_id) if entry.matter_id else None,
        "fact": str(entry.fact) if entry.fact else None,
        "says": entry.says,
    }
