"""Identifiers: UUIDs for addresses, identities that survive a rebuild."""

from __future__ import annotations

import secrets
import uuid
from itertools import count

from youzhang.kit import clock

_DUTY_SPACE = uuid.UUID("9d1c1f0e-5c0b-5a39-8d3c-7c9a3f6f7a01")
# For people and things that a story of the rulebook names.
NAMED_SPACE = uuid.UUID("4f1b8f0a-7c58-5f0e-9a57-2d6a5f9c3b02")

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B: a code is read out over the telephone.
CODE_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"


_VERSION_7 = 7 << 76 | 2 << 62


def new_id() -> uuid.UUID:
    """A UUID (version 7) for a new row: first the millisecond, so that rows made together lie together in each index
    that begins with it; then 74 random bits, so that nobody guesses an address."""
    return uuid.UUID(int=id_at(_milliseconds(), secrets.randbits(74)))


def id_at(milliseconds: int, bits: int) -> int:
    """A UUID of version 7 as a number: milliseconds since 1970 (48 bits), then 74 others."""
    return milliseconds << 80 | bits >> 62 << 64 | bits & (1 << 62) - 1 | _VERSION_7


_entries = count(secrets.randbelow(1 << 16))


def ordered_id() -> uuid.UUID:
    """A UUID (version 7) that sorts by the time of its making, and within a process by order: facts of one instant
    keep the order in which they were entered."""
    entry = next(_entries) & ((1 << 42) - 1)
    return uuid.UUID(int=id_at(_milliseconds(), entry << 32 | secrets.randbits(32)))


def _milliseconds() -> int:
    return int(clock.now().timestamp() * 1000)


def duty_identity(article: str, duty: str, root: uuid.UUID, number: str = "") -> uuid.UUID:
    """The stable identity of a duty (grammar B.9): the same after rebuild, correction and re-encoding."""
    return uuid.uuid5(_DUTY_SPACE, f"{article}|{duty}|{root}|{number}")


def random_code(length: int = 10) -> str:
    """A random code that people can read out: about 4.6 bits a character."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
