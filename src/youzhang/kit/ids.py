"""Identifiers: UUIDs for addresses, identities that survive a rebuild."""

from __future__ import annotations

import secrets
import uuid
from itertools import count

from youzhang.kit import clock

_DUTY_SPACE = uuid.UUID("9d1c1f0e-5c0b-5a39-8d3c-7c9a3f6f7a01")

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B: a code is read out over the telephone.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


def new_id() -> uuid.UUID:
    """A random UUID for a new row."""
    return uuid.uuid4()


_entries = count(secrets.randbelow(1 << 16))


def ordered_id() -> uuid.UUID:
    """A UUID (version 7) that sorts by the time of its making, and within a process by order: facts of one instant
    keep the order in which they were entered."""
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    entry = next(_entries) & ((1 << 42) - 1)
    value = milliseconds << 80 | 7 << 76 | (entry >> 30) << 64 | 2 << 62 | (entry & ((1 << 30) - 1)) << 32
    return uuid.UUID(int=value | secrets.randbits(32))


def duty_identity(article: str, duty: str, root: uuid.UUID, number: str = "") -> uuid.UUID:
    """The stable identity of a duty (grammar B.9): the same after rebuild, correction and re-encoding."""
    return uuid.uuid5(_DUTY_SPACE, f"{article}|{duty}|{root}|{number}")


def random_code(length: int = 10) -> str:
    """A random code that people can read out: about 4.6 bits a character."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
