"""Rulebooks put to the test: their words, their stories, what the doctor finds. For `rulebook check`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import checked
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.faults import RulebookFault, RulebookRefused
from youzhang.rulebook.grammar import load_file, load_folder, story_files
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.rulebook.mutating import Tried, try_all
from youzhang.rulebook.stories_check import check_stories
from youzhang.rulebook.verdicts import Verdict, judge_all


@dataclass(frozen=True)
class Trial:
    """What came of some rulebooks' stories."""

    verdicts: Sequence[Verdict]

    @property
    def faults(self) -> list[str]:
        """Every difference between story and rules that nobody knew of, in words; and what holds by now."""
        return [words for verdict in self.verdicts for words in verdict.faults]

    @property
    def known(self) -> list[tuple[str, str]]:
        """The known differences: the first in words, and why."""
        return [(one.differences[0], one.story.differs) for one in self.verdicts if one.known]

    @property
    def held(self) -> int:
        """How many stories hold."""
        return sum(verdict.holds for verdict in self.verdicts)

    @property
    def left(self) -> int:
        """How many refusals and permissions were left to a room's own check."""
        return sum(len(verdict.left) for verdict in self.verdicts)


def trial_of(books: Iterable[Rulebook]) -> Trial:
    """Run the stories of these books; refused when a rulebook or a story cannot be read."""
    return Trial([verdict for book in books for verdict in verdicts_of(book)])


def verdicts_of(book: Rulebook) -> list[Verdict]:
    """The verdict on every story of a book."""
    faults = check_stories(checked(book).stories, book, vocabulary())
    if faults:
        raise RulebookRefused(faults)
    return judge_all(book.stories, book, vocabulary())


@cache
def builtin_verdicts(book: str) -> dict[str, list[Verdict]]:
    """The verdicts on a built-in book's stories, by the article under which they are told."""
    found: dict[str, list[Verdict]] = {}
    for verdict in verdicts_of(builtin(book)):
        found.setdefault(verdict.story.article, []).append(verdict)
    return found


def books_in(source: Path | None, rulebook: str) -> list[Rulebook]:
    """What to try: the built-in books; an edition's folder or file; or stories for a built-in book."""
    if source is None:
        return [builtin(name) for name in BOOKS]
    if source.is_dir():
        whole = (source / "book.toml").is_file()
        return [load_folder(source) if whole else _with(rulebook, story_files(source))]
    return [
        load_file(source) if _is_book(source) else _with(rulebook, [(source.name, source.read_text("utf-8"))])
    ]


def _with(rulebook: str, files: Iterable[tuple[str, str]]) -> Rulebook:
    """A built-in book beside which just these stories lie."""
    return replace(builtin(rulebook), story_files=tuple(files))


def _is_book(file: Path) -> bool:
    try:
        return "rulebook" in tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as bad:
        fault = RulebookFault(file.name, "", "", str(bad), "a readable TOML file in UTF-8")
        raise RulebookRefused([fault]) from None


def mutated(article: str) -> list[Tried]:
    """What came of changing the rules of the built-in books, or of one article, by one step each."""
    books = [builtin(name) for name in BOOKS if not article or name == article.partition(":")[0]]
    return [one for book in books for one in try_all(book, vocabulary(), [article] if article else [])]
