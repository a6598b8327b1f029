"""Whether a rulebook speaks only of what the rooms have declared."""

from __future__ import annotations

from youzhang.rulebook.constructs import Rulebook
from youzhang.rulebook.faults import RulebookFault
from youzhang.rulebook.vocabulary import Vocabulary


def check(book: Rulebook, vocabulary: Vocabulary) -> list[RulebookFault]:
    """Every word of the book that nobody declared."""
    return []
