"""What is wrong in a rulebook file, said so that the author can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class RulebookFault:
    """One fault: where it stands, why it is one, and what would be right."""

    file: str
    article: str
    field: str
    reason: str
    right: str

    def __str__(self) -> str:
        place = " ".join(part for part in (self.file, self.article, self.field) if part)
        return f"{place}: {self.reason}; right would be {self.right}"


@dataclass
class RulebookRefused(Exception):
    """A rulebook that cannot be used, with every fault found."""

    faults: list[RulebookFault]

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def nearest(word: object, words: Iterable[str]) -> str:
    """The word the author probably meant, else the whole list."""
    known = sorted(words)
    close = known if len(known) == 1 else get_close_matches(str(word), known, 1)
    if close:
        return repr(close[0])
    return f"one of {', '.join(known)}" if known else "nothing here"
