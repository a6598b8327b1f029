"""The chain: what was recorded cannot be changed, removed or inserted without it showing.

leaf = SHA-256(salt + canonical payload) · link = SHA-256(previous link + seq, 8 bytes big-endian + leaf) ·
mac = HMAC of the link under a key outside the database. The first link's predecessor is SHA-256 of the
chain's name. Lawful destruction removes payload and salt and keeps the leaf.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from youzhang.kit.kept import Given, Kept, kept
from youzhang.kit.written import NOT_TWICE, changing, put
from youzhang.vault import keys, roots, seals
from youzhang.vault.models import ChainHead
from youzhang.vault.seals import seal

__all__ = [
    "Examined", "Finding", "Linked", "Row", "append", "append_many", "canonical", "examine", "genesis",
    "leaf_of", "link_of", "seal", "verify",
]  # fmt: skip

SALT_BYTES = 16
Row = tuple[int, Mapping[str, Any] | None, bytes | None, bytes, bytes, bytes]


@dataclass(frozen=True)
class Linked:
    """A payload's place in its chain."""

    seq: int
    salt: bytes
    leaf: bytes
    link: bytes
    mac: bytes


@dataclass(frozen=True)
class Finding:
    """The first thing wrong with a chain: gap, edited, link, mac, truncated, head or seal."""

    chain: str
    kind: str
    seq: int
    why: str
    against_anchor: bool = False

    @property
    def exit_code(self) -> int:
        """What `youzhang verify` answers with."""
        return 4 if self.against_anchor else 1


@dataclass(frozen=True)
class Examined:
    """How far a chain was read, how many payloads were lawfully destroyed, what is wrong."""

    rows: int
    destroyed: int
    finding: Finding | None


def genesis(chain: str) -> bytes:
    """What stands before the first link."""
    return sha256(chain.encode("utf-8")).digest()


def canonical(payload: Mapping[str, Any]) -> bytes:
    """The one way to write a payload down: sorted keys, no blanks, UTF-8, no floats."""
    _check_plain(payload)
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def _check_plain(value: object) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"A chained payload has text keys only, not {key!r}.")
            _check_plain(inner)
    elif isinstance(value, list):
        for inner in value:
            _check_plain(inner)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(
            f"A chained payload cannot hold a {type(value).__name__}; write it as text or a number."
        )


def leaf_of(salt: bytes, payload: Mapping[str, Any]) -> bytes:
    """The hash of one payload; the salt keeps guessable payloads from being guessed."""
    return sha256(salt + canonical(payload)).digest()


def link_of(previous: bytes, seq: int, leaf: bytes) -> bytes:
    """The hash of everything up to and including this leaf."""
    return sha256(previous + seq.to_bytes(8, "big") + leaf).digest()


def append(chain: str, payload: Mapping[str, Any]) -> Linked:
    """Give a payload the next place: the last statement of its transaction, for it locks the chain's head."""
    return append_many(chain, [payload])[0]


def append_many(chain: str, payloads: Sequence[Mapping[str, Any]]) -> list[Linked]:
    """Give several payloads the next places in order."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(
            "A chain is appended to inside the transaction it records."
        )
    if not payloads:
        return []
    roots.confirm()
    last, link = _head(chain)
    seq, mac_key, placed = last, keys.purpose_key(keys.CHAIN_MAC), []
    for seq, payload in enumerate(payloads, last + 1):
        salt = secrets.token_bytes(SALT_BYTES)
        leaf = leaf_of(salt, payload)
        link = link_of(link, seq, leaf)
        placed.append(Linked(seq, salt, leaf, link, hmac.digest(mac_key, link, "sha256")))
    kept("vault.move_head", _moving).later(chain=chain, seq=seq, link=link)
    return placed


def _head(chain: str) -> tuple[int, bytes]:
    """The last place taken and its link, locked until the transaction ends."""
    found = kept("vault.head", _locking).ask(chain=chain)
    if not found:
        put([ChainHead(name=chain, link=genesis(chain))], NOT_TWICE)
        found = kept("vault.head", _locking).ask(chain=chain)
    seq, link = found[0]
    return seq, bytes(link)


def _locking() -> QuerySet[ChainHead, tuple[Any, ...]]:
    heads = ChainHead.objects.filter(name=Given("chain"))
    return heads.select_for_update().values_list("seq", "link")


def _moving() -> Kept:
    return changing(ChainHead.objects.filter(name=Given("chain")), seq=Given("seq"), link=Given("link"))


def verify(chain: str, rows: Iterable[Row], *, anchors: Iterable[str] = ()) -> Finding | None:
    """The first thing wrong with a chain, or None."""
    return examine(chain, rows, anchors=anchors).finding


def examine(chain: str, rows: Iterable[Row], *, anchors: Iterable[str] = ()) -> Examined:
    """Read a chain from its first row in order of seq, against its head, its seals and the anchors."""
    signed, forged = seals.read(chain, anchors)
    mac_key, seq, link, destroyed = keys.purpose_key(keys.CHAIN_MAC), 0, genesis(chain), 0
    for row in rows:
        fault = _fault(row, seq, link, mac_key)
        if fault:
            return Examined(seq, destroyed, Finding(chain, fault[0], min(row[0], seq + 1), fault[1]))
        seq, link = row[0], bytes(row[4])
        destroyed += row[1] is None
        if any(kept.link != link for kept in signed.get(seq, ())):
            return Examined(seq, destroyed, _another_history(chain, signed[seq], seq, link))
    return Examined(seq, destroyed, _ending(chain, signed, forged, seq, link))


def _fault(row: Row, last: int, previous: bytes, mac_key: bytes) -> tuple[str, str] | None:
    seq, payload, salt, leaf, link, mac = row
    if seq != last + 1:
        return "gap", f"expected {last + 1}, found {seq}"
    if not _is_own_leaf(payload, salt, bytes(leaf)):
        return "edited", "the payload is not the one that was recorded"
    if link_of(previous, seq, bytes(leaf)) != bytes(link):
        return "link", "the row does not follow the one before"
    if not hmac.compare_digest(hmac.digest(mac_key, bytes(link), "sha256"), bytes(mac)):
        return "mac", "the row was not linked by this installation"
    return None


def _is_own_leaf(payload: Mapping[str, Any] | None, salt: bytes | None, leaf: bytes) -> bool:
    """Destroyed wholly, or still what was hashed."""
    if payload is None or salt is None:
        return payload is None and salt is None
    try:
        return leaf_of(bytes(salt), payload) == leaf
    except (TypeError, ValueError):
        return False


def _another_history(chain: str, signed: Iterable[seals.Signed], seq: int, link: bytes) -> Finding:
    anchored = any(kept.anchor and kept.link != link for kept in signed)
    return Finding(chain, "truncated", seq, "a seal was signed over another history", anchored)


def _ending(
    chain: str, signed: Mapping[int, Sequence[seals.Signed]], forged: int | None, seq: int, link: bytes
) -> Finding | None:
    """What is wrong after the last row: anchors first, for whoever cuts the table mends the head too."""
    beyond = [kept for number, group in signed.items() if number > seq for kept in group]
    if any(kept.anchor for kept in beyond):
        return Finding(chain, "truncated", seq + 1, "an anchor was signed beyond the last row", True)
    head = ChainHead.objects.filter(name=chain).first()
    head_seq, head_link = (head.seq, bytes(head.link)) if head else (0, genesis(chain))
    if beyond or head_seq > seq:
        return Finding(chain, "truncated", seq + 1, "rows are missing at the end")
    if (head_seq, head_link) != (seq, link):
        return Finding(chain, "head", head_seq + 1, "the head of the chain is not the last row")
    return Finding(chain, "seal", forged, "a seal's signature is wrong") if forged is not None else None
