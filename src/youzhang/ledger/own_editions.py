"""A centre's own values as editions over a rulebook: one for each day from which something of them holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.overlay import overlay

# The numbers of a regulation's own editions lie below.
FIRST = 1001


class OwnLine(NamedTuple):
    """A value set: over which edition, under which number, from which day."""

    over: int
    number: int
    path: str
    value: str | float
    holds_from: date


def with_own(editions: Editions, lines: Sequence[OwnLine]) -> Editions:
    """The regulation's editions, and over each what the centre set, day by day."""
    if not lines:
        return editions
    days = sorted({(line.over, line.holds_from) for line in lines})
    own = (own_edition(editions, lines, over, day) for over, day in days)
    return Editions.of(*editions.legal, *filter(None, own))


def own_edition(editions: Editions, lines: Sequence[OwnLine], over: int, day: date) -> Rulebook | None:
    """The edition with the centre's values that begins on a day; None where the regulation's is gone."""
    base = next((book for book in editions.legal if book.edition == over), None)
    number = next((line.number for line in lines if (line.over, line.holds_from) == (over, day)), FIRST)
    if base is None:
        return None
    try:
        return overlay(base, as_toml(base, standing(lines, over, day), day), number=number)
    except RulebookRefused:  # a corrected encoding no longer allows one of them: it falls back to the text
        return overlay(
            base, as_toml(base, _fitting(base, standing(lines, over, day), day), day), number=number
        )


def _fitting(base: Rulebook, values: dict[str, str | float], day: date) -> dict[str, str | float]:
    return {path: value for path, value in values.items() if fits(base, path, value, day)}


def fits(base: Rulebook, path: str, value: str | float, day: date) -> bool:
    """Whether the regulation lets a centre set this."""
    try:
        overlay(base, as_toml(base, {path: value}, day))
    except RulebookRefused:
        return False
    return True


def standing(lines: Sequence[OwnLine], over: int, day: date) -> dict[str, str | float]:
    """Path → value of a day: of those that hold by then the latest day counts, of one day what was entered last."""
    held = [line for line in lines if line.over == over and line.holds_from <= day]
    return {line.path: line.value for line in sorted(held, key=lambda line: line.holds_from)}


def as_toml(base: Rulebook, values: dict[str, str | float], day: date) -> str:
    """The overlay file that says so (grammar B.1)."""
    head = f'[rulebook]\nbase = "{base.id}@{base.edition}"\nin_force_from = {day}\n\n[set]\n'
    return head + "".join(f'"{path}" = {json.dumps(value)}\n' for path, value in values.items())
