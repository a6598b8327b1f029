"""A story worked out once: its facts and the duties that follow, as rows with gaps for ids and places in the chain.

Coded, derived and hashed by the product's own functions; what many applications share is not worked out again.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from youzhang.bench.rows import Row, Stencil
from youzhang.bench.stories import Happening
from youzhang.kit.ids import duty_identity, id_at
from youzhang.ledger import coding
from youzhang.ledger.models import Duty, DutyHolder, Fact, Matter
from youzhang.ledger.refresh import holder_rows, row_values
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.derive import derive
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.library import builtin
from youzhang.rulebook.views import DutyView, FactView
from youzhang.vault import chain, keys

_MATTER = UUID(int=1, version=4)  # stands for the matter's id until a row is laid
_RANDOM_BITS = 58


@dataclass
class Head:
    """Where a chain stands while rows are put behind it."""

    seq: int
    link: bytes
    mac_key: bytes


@dataclass(frozen=True)
class FactShape:
    """One fact: its row, and what is hashed of it around its two ids."""

    row: Stencil
    before: bytes
    between: bytes
    after: bytes
    id_head: int

    def laid(self, matter: str, draw: Random, head: Head) -> tuple[str, Row]:
        """The fact's id and row, at the next place of its chain."""
        pk = f"{self.id_head | draw.getrandbits(_RANDOM_BITS):032x}"
        salt = draw.randbytes(chain.SALT_BYTES)
        spelt = salt + self.before + _dashed(pk) + self.between + _dashed(matter) + self.after
        leaf = sha256(spelt).digest()
        head.seq += 1
        head.link = link = chain.link_of(head.link, head.seq, leaf)
        mac = hmac.digest(head.mac_key, link, "sha256")
        return pk, self.row.filled(pk, matter, head.seq, salt, leaf, link, mac)


@dataclass(frozen=True)
class DutyShape:
    """One duty. `root`, `opened`, `closed`: which of the story's facts it hangs on; -1: the matter, or none."""

    row: Stencil
    named: tuple[str, str, str]
    root: int
    opened: int
    closed: int
    holders: tuple[Stencil, ...]

    def laid(self, matter: str, facts: Sequence[str]) -> tuple[Row, list[Row]]:
        """The duty's row and those of its holders."""
        article, name, number = self.named
        pk = duty_identity(article, name, UUID(matter if self.root < 0 else facts[self.root]), number).hex
        opened, closed = (None if place < 0 else facts[place] for place in (self.opened, self.closed))
        return self.row.filled(pk, matter, opened, closed), [
            holder.filled(pk, matter) for holder in self.holders
        ]


@dataclass(frozen=True)
class Shape:
    """What every matter of one story has in common."""

    story: Sequence[Happening]
    views: Sequence[FactView]
    facts: Sequence[FactShape]
    duties: Sequence[DutyShape]

    def views_with(self, ids: Sequence[str]) -> list[FactView]:
        """The facts as the engine sees them once they are laid under these ids."""
        return [replace(view, id=UUID(pk)) for view, pk in zip(self.views, ids, strict=True)]


def shape_of(
    matter: Matter,
    story: Sequence[Happening],
    by: UUID,
    calendar: Calendar,
    parent: Sequence[FactView] = (),
) -> Shape:
    """Work a story out. Of the matter count its kind and its centre."""
    matter.pk = _MATTER
    heads = [_id_head(at, place) for place, (_kind, at, _data) in enumerate(story)]
    views = [
        FactView(UUID(int=head), kind, at, at + timedelta(minutes=1), by, data)
        for head, (kind, at, data) in zip(heads, story, strict=True)
    ]
    derived = derive(editions(), vocabulary(), matter.kind, views, parent, calendar, _MATTER)
    facts = [_fact(matter, view, head) for view, head in zip(views, heads, strict=True)]
    return Shape(story, views, facts, [_duty(matter, duty, [v.id for v in views]) for duty in derived.duties])


def _id_head(at: Any, place: int) -> int:
    """The front of an id as `kit.ids.ordered_id` makes it: the time of entry, then the order of entry."""
    return id_at(int((at + timedelta(minutes=1)).timestamp() * 1000), place << 62)


def _fact(matter: Matter, view: FactView, head: int) -> FactShape:
    values = {
        "centre_id": matter.centre_id,
        "kind": view.kind,
        "at": view.at,
        "recorded_at": view.recorded_at,
        "by_id": view.by,
        "data": coding.to_json(view.data),
    }
    row = Stencil(Fact, values, "id", "matter_id", "seq", "salt", "leaf", "link", "mac")
    spelt = chain.canonical(coding.payload(Fact(id=view.id, matter_id=matter.pk, **values)))
    before, _id, rest = spelt.partition(str(view.id).encode())
    between, _matter, after = rest.partition(str(matter.pk).encode())
    return FactShape(row, before, between, after, head)


def _duty(matter: Matter, duty: DutyView, facts: Sequence[UUID]) -> DutyShape:
    values = row_values(matter, duty)
    held = holder_rows(matter, Duty(id=duty.identity, **values)) if duty.outcome == "open" else []
    row = Stencil(Duty, values, "id", "matter_id", "opened_by_id", "closed_by_id")
    named = duty.article, duty.name, duty.number
    places = (_place(facts, duty.opened_by), _place(facts, duty.closed_by))
    return DutyShape(row, named, _root(duty, matter, facts), *places, tuple(map(_holder, held)))


def _place(facts: Sequence[UUID], fact: UUID | None) -> int:
    return -1 if fact is None else facts.index(fact)


def _root(duty: DutyView, matter: Matter, facts: Sequence[UUID]) -> int:
    """What the identity was made of."""
    for place, root in ((-1, matter.pk), *enumerate(facts)):
        if duty_identity(duty.article, duty.name, root, duty.number) == duty.identity:
            return place
    raise LookupError(f"The identity of {duty.article} {duty.name} hangs on nothing of its matter.")


def _holder(row: DutyHolder) -> Stencil:
    values = {field.attname: getattr(row, field.attname) for field in DutyHolder._meta.concrete_fields}
    return Stencil(DutyHolder, values, "duty_id", "matter_id")


def _dashed(pk: str) -> bytes:
    return f"{pk[:8]}-{pk[8:12]}-{pk[12:16]}-{pk[16:20]}-{pk[20:]}".encode()


@cache
def editions() -> Editions:
    """The built-in rulebook, as the generated centres adopt it."""
    return Editions.of(builtin("psych"))


def head_of(seq: int, link: bytes) -> Head:
    """A chain's head, ready to go on."""
    return Head(seq, link, keys.purpose_key(keys.CHAIN_MAC))
