"""Names and numbers of people who do not exist."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from random import Random


@cache
def characters() -> dict[str, str]:
    """The surnames, and the characters of given names."""
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


def name_of(draw: Random) -> str:
    """A Chinese name of two or three characters; common surnames are more common."""
    surnames, given = characters()["surnames"], characters()["given"]
    surname = surnames[int(len(surnames) * draw.random() ** 2)]
    return surname + "".join(draw.choice(given) for _ in range(1 if draw.random() < 0.15 else 2))


def phone_of(draw: Random) -> str:
    """A mobile number."""
    return f"1{draw.choice('35789')}{draw.randrange(10**9):09d}"
