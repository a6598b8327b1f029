"""Read every chain of every centre: facts, openings and rows entered, against their heads, seals and anchors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from youzhang.accounts import accesses
from youzhang.accounts.models import AccessEntry, Centre
from youzhang.ledger import coding, entering
from youzhang.ledger.models import Fact, RowEntry
from youzhang.vault import seals
from youzhang.vault.chain import UNREAD, Examined, Row, examine

CHUNK = 2000
ALL = "all"  # instead of a centre: what belongs to the whole installation
# What a value looks like that its column's type cannot read, as SQLite lets one stand in any column.
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, OverflowError)


@dataclass(frozen=True)
class Window:
    """Between which instants payloads are hashed again; links are followed over the whole chain."""

    first: datetime | None = None
    last: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether a row's payload is to be hashed again."""
        return (self.first is None or at >= self.first) and (self.last is None or at <= self.last)

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.first is None and self.last is None


@dataclass(frozen=True)
class Kind:
    """A kind of chain: where its rows lie, what is sealed of one, and when it was recorded."""

    rows: Callable[[], QuerySet[Any]]
    payload: Callable[[Any], dict[str, Any]]
    instant: str


KINDS = {
    "facts": Kind(Fact.unscoped.all, coding.payload, "recorded_at"),
    "access": Kind(AccessEntry.objects.all, accesses.payload, "at"),
    "rows": Kind(RowEntry.objects.all, entering.payload, "at"),
}


def examine_all(window: Window, anchors: list[str] | None = None) -> list[tuple[str, Examined]]:
    """Every chain by name, with what was found."""
    places = settings.ANCHORS if anchors is None else anchors
    return [(name, examine(name, _rows(name, window), anchors=places)) for name in chain_names(places)]


def broken_entries() -> bool:
    """Whether anything is wrong with a chain in which rows were entered."""
    names = [name for name in chain_names(()) if name.startswith("rows:")]
    return any(examine(name, _rows(name, Window())).finding for name in names)


def is_another_key(found: Sequence[tuple[str, Examined]]) -> bool:
    """Whether not one row of any chain was linked under the key at hand: then nothing can be said of them."""
    read = [examined for _name, examined in found if examined.rows or examined.finding]
    strange = [one for one in read if one.finding and one.finding.kind == "mac" and not one.rows]
    return bool(strange) and len(strange) == len(read)


def chain_names(anchors: Sequence[str]) -> list[str]:
    """The chains of every centre, then whatever else was sealed, anchored or stands in a table."""
    centres = Centre.objects.order_by("code").values_list("pk", flat=True)
    known = [f"{kind}:{centre}" for centre in centres for kind in KINDS] + [f"rows:{ALL}"]
    return [*known, *sorted({*seals.known(anchors), *_strays()} - {*known})]


def _strays() -> Iterator[str]:
    """Chains of rows that name a centre which is not there."""
    for name, kind in KINDS.items():
        rows = kind.rows().filter(~Exists(Centre.objects.filter(pk=OuterRef("centre_id"))))
        for centre in rows.exclude(centre=None).order_by().values_list("centre_id", flat=True).distinct():
            yield f"{name}:{centre}"


def _rows(name: str, window: Window) -> Iterator[Row]:
    """A chain's rows in order."""
    kind, _, centre = name.partition(":")
    known = KINDS.get(kind)
    if known is None or not (centre == ALL or _is_id(centre)):
        return
    rows = known.rows().filter(centre=None if centre == ALL else centre).order_by("seq")
    chunk = _chunk(rows, known, window)
    while chunk:
        yield from chunk
        chunk = _chunk(rows.filter(seq__gt=chunk[-1][0]), known, window)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _chunk(rows: QuerySet[Any], kind: Kind, window: Window) -> list[Row]:
    """The next rows; if one of them cannot be read, each by itself."""
    try:
        return [_row(row, kind, window) for row in rows[:CHUNK]]
    except UNREADABLE:
        return [_alone(rows, seq, kind, window) for seq in rows.values_list("seq", flat=True)[:CHUNK]]


def _alone(rows: QuerySet[Any], seq: int, kind: Kind, window: Window) -> Row:
    try:
        return _row(rows.get(seq=seq), kind, window)
    except UNREADABLE:
        return seq, {}, b"", b"", b"", b""


def _row(row: Any, kind: Kind, window: Window) -> Row:
    salt = None if row.salt is None else bytes(row.salt)
    payload = None
    if salt is not None:
        payload = kind.payload(row) if window.holds(getattr(row, kind.instant)) else UNREAD
    return row.seq, payload, salt, bytes(row.leaf), bytes(row.link), bytes(row.mac)
