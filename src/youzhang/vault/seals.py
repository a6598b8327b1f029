"""Seals: signed statements about a chain, kept in the database and in files elsewhere (anchors)."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction

from youzhang.vault import keys
from youzhang.vault.models import ChainHead, Seal


@dataclass(frozen=True)
class Signed:
    """What a seal says, and whether it came from an anchor outside the database."""

    seq: int
    link: bytes
    anchor: bool


def public_key() -> bytes:
    """The 32 bytes with which anybody can check this installation's seals."""
    return _signer().public_key().public_bytes_raw()


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.purpose_key(keys.SEAL_SIGNING))


def message(chain: str, seq: int, link: bytes, at: datetime) -> bytes:
    """What is signed: five lines of text."""
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    return f"youzhang seal 1\n{chain}\n{seq}\n{link.hex()}\n{instant}\n".encode()


def is_genuine(public: bytes, chain: str, seq: int, link: bytes, at: datetime, signature: bytes) -> bool:
    """Whether the holder of this public key signed this statement; needs no secret and no database."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message(chain, seq, link, at))
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(chain: str, *, at: datetime, anchors: Iterable[str]) -> Seal | None:
    """Sign where a chain stands and write that to every anchor; None when nothing was recorded yet.

    Runs in a transaction of its own: an anchor must never run ahead of what is committed.
    """
    with transaction.atomic(durable=True):
        head = ChainHead.objects.select_for_update().filter(name=chain).first()
        if head is None:
            return None
        link = bytes(head.link)
        signature = _signer().sign(message(chain, head.seq, link, at))
        kept = Seal.objects.create(chain=chain, seq=head.seq, link=link, at=at, signature=signature)
    for folder in anchors:
        _write(anchor_file(folder, chain), kept)
    return kept


def anchor_file(folder: str, chain: str) -> Path:
    """The file of a chain in an anchor folder: one JSON object a line."""
    return Path(folder) / f"{quote(chain, safe='')}.jsonl"


def _write(file: Path, kept: Seal) -> None:
    line = {
        "chain": kept.chain,
        "seq": kept.seq,
        "link": bytes(kept.link).hex(),
        "at": kept.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "signature": bytes(kept.signature).hex(),
        "public_key": public_key().hex(),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as stream:
        # A line torn by a power cut stays alone: the next one starts afresh.
        torn = stream.tell() > 0 and stream.seek(-1, os.SEEK_END) >= 0 and stream.read(1) != b"\n"
        stream.write(b"\n" * torn + json.dumps(line).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def read(chain: str, anchors: Iterable[str]) -> tuple[Mapping[int, Sequence[Signed]], int | None]:
    """Genuine seals of a chain by seq, from the database and the anchors, and the first forged one's seq."""
    genuine: defaultdict[int, list[Signed]] = defaultdict(list)
    forged: list[int] = []
    public = public_key()
    for seq, link, at, signature, anchor in [*_stored(chain), *_anchored(chain, anchors)]:
        if is_genuine(public, chain, seq, link, at, signature):
            genuine[seq].append(Signed(seq, link, anchor))
        else:
            forged.append(seq)
    return genuine, min(forged, default=None)


def known(anchors: Iterable[str]) -> set[str]:
    """The chains that have a head or a seal, or were sealed by this installation into an anchor."""
    found = {*ChainHead.objects.values_list("name", flat=True)}
    found |= {*Seal.objects.order_by().values_list("chain", flat=True).distinct()}
    files = (file for folder in anchors for file in Path(folder).glob("*.jsonl"))
    named = {unquote(file.stem) for file in files} - found
    return found | {chain for chain in named if read(chain, anchors)[0]}


def without_anchor(chain: str, anchors: Iterable[str]) -> list[Path]:
    """Anchor files that are not there although the chain was sealed: nothing outside the database vouches for it."""
    if not Seal.objects.filter(chain=chain).exists():
        return []
    return [file for file in (anchor_file(folder, chain) for folder in anchors) if not file.is_file()]


def _stored(chain: str) -> Iterator[tuple[int, bytes, datetime, bytes, bool]]:
    for kept in Seal.objects.filter(chain=chain):
        yield kept.seq, bytes(kept.link), kept.at, bytes(kept.signature), False


def _anchored(chain: str, anchors: Iterable[str]) -> Iterator[tuple[int, bytes, datetime, bytes, bool]]:
    """What the anchor files say. A line that cannot be read is worth no more than a missing one."""
    files = (anchor_file(folder, chain) for folder in anchors)
    for line in (line for file in files if file.is_file() for line in file.read_bytes().splitlines()):
        try:
            said = json.loads(line)
            link, signature = bytes.fromhex(said["link"]), bytes.fromhex(said["signature"])
            yield int(said["seq"]), link, datetime.fromisoformat(said["at"]), signature, True
        except (ValueError, KeyError, TypeError):
            continue
