"""How a person's name may be asked for: its parts and its spellings. Pure."""

from __future__ import annotations

import os
import re
import tomllib
import unicodedata
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

# Names are read character by character: the library's 40 MB of phrases would only sit in every process.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
from pypinyin import Style, pinyin

from youzhang.kit.text import halfwidth

SPELLINGS = 24
READINGS = 3
# What stands between the parts of a name: middle dots of every keyboard, apostrophes, hyphens, blanks.
_BETWEEN = re.compile(
    "[\\s.,'`\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\u2018\u2019\u2010-\u2015_-]+",
)
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PIECE = re.compile("[0-9a-z]+|.", re.DOTALL)
_UMLAUT = str.maketrans(dict.fromkeys("üǖǘǚǜ", "v"))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("surnames.toml").read_text("utf-8"))


def parts(name: str) -> list[str]:
    """The parts of a name as typed, half-width, lower case, without accents, dots and variation marks."""
    folded = _VARIANT.sub("", halfwidth(name)).casefold().translate(_UMLAUT)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded) if unicodedata.category(c) != "Mn")
    return [part for part in _BETWEEN.split(unicodedata.normalize("NFC", bare)) if part]


def is_latin(text: str) -> bool:
    """Whether it is typed with letters and digits of the keyboard: pinyin, initials, a foreign name."""
    return text.isascii()


def surname_length(name: str) -> int:
    """How many characters the surname of an undivided Chinese name has."""
    return 2 if len(name) > 2 and name[:2] in _table()["compound"] else 1


def given_names(name: str) -> set[str]:
    """What people are called by without the surname; every part of a name in several parts."""
    divided = parts(name)
    if len(divided) > 1:
        return {part for part in divided if len(part) > 1}
    whole = "".join(divided)
    if is_latin(whole) or len(whole) < 2:
        return set()
    return {whole[surname_length(whole) :]}


def spellings(name: str) -> list[list[str]]:
    """The readings of a name in pinyin, syllable by syllable, the likeliest first."""
    choices = _choices(parts(name))
    if not choices:
        return []
    ranked = sorted(product(*(enumerate(choice) for choice in choices)), key=_unlikeliness)
    return [[syllable for _, syllables in reading for syllable in syllables.split()] for reading in ranked][
        :SPELLINGS
    ]


def _unlikeliness(reading: tuple[tuple[int, str], ...]) -> int:
    return sum(rank for rank, _ in reading)


def _choices(divided: list[str]) -> list[list[str]]:
    """For each place of the name its possible syllables; long names are read one way only."""
    if not divided:
        return []
    surname = divided[0][: surname_length("".join(divided))]
    pieces = [surname, *_PIECE.findall(divided[0][len(surname) :])] if not is_latin(surname) else divided[:1]
    pieces += [piece for part in divided[1:] for piece in _PIECE.findall(part)]
    most = READINGS if len(pieces) <= 5 else 1
    choices = [_surname_readings(surname) if not is_latin(surname) else pieces[:1]]
    choices += [[piece] if is_latin(piece) else _readings(piece)[:most] for piece in pieces[1:]]
    return [choice for choice in choices if choice]


def _surname_readings(surname: str) -> list[str]:
    known: list[str] = _table()["surname"].get(surname, [])
    if len(surname) > 1:
        # A compound surname is read as a phrase; the table corrects where the dictionary errs.
        phrase = pinyin(surname, style=Style.NORMAL, errors="ignore")
        return known or [" ".join(syllable[0] for syllable in phrase)]
    return list(dict.fromkeys([*known, *_readings(surname)]))[:READINGS]


@cache
def _readings(character: str) -> list[str]:
    """A character's readings; ü is typed v, u or yu."""
    known: list[str] = _table()["character"].get(character, [])
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
    readings = [*known, *(found[0] if found else [])]
    typed = [spelt for reading in readings for spelt in _typed(reading)]
    return list(dict.fromkeys(typed))


def _typed(reading: str) -> list[str]:
    return [reading, reading.replace("v", "u"), reading.replace("v", "yu")] if "v" in reading else [reading]
