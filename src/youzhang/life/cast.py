"""The invented people, places and services of the demo."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32


@cache
def cast() -> dict[str, Any]:
    """`cast.toml`: centres with their staff, services, and words to draw from."""
    return tomllib.loads((Path(__file__).parent / "cast.toml").read_text("utf-8"))


def a_name(chance: Random, sex: str, family: str = "") -> str:
    """A full name; children carry their parent's family name."""
    names = cast()["names"]
    return f"{family or chance.choice(names['family'])}{chance.choice(names[f'given_{sex}'])}"


def a_phone(chance: Random) -> str:
    """A number from a range that no operator gives out (170 0000 xxxx)."""
    return f"1700000{chance.randrange(10000):04d}"


def staff_phone(who: str) -> str:
    """The number of a colleague, always the same: from another range that no operator gives out (170 0001 xxxx)."""
    return f"1700001{crc32(who.encode()) % 10000:04d}"


def a_mail(chance: Random) -> str:
    """An address that nobody has, or none: not everybody reads mail."""
    return f"resident{chance.randrange(10000):04d}@example.org" if chance.random() < 0.4 else ""


def accounts() -> list[tuple[str, str, list[str]]]:
    """(sign-in name, real name, roles) of every demo account."""
    return [
        (one["username"], one["name"], one["roles"]) for centre in cast()["centre"] for one in centre["staff"]
    ]
