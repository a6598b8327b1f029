"""Rulebooks put to the test: their stories, the doctor, changes by one step. For `rulebook check` and `mutate`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from youzhang.ledger import citing
from youzhang.ledger.coverage import has_page
from youzhang.ledger.proofs import verdicts_of
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.doctor import Doctor, Finding
from youzhang.rulebook.faults import RulebookFault, RulebookRefused
from youzhang.rulebook.grammar import load_file, load_folder, story_files
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.rulebook.mutating import Tried, try_all
from youzhang.rulebook.verdicts import Verdict


@dataclass(frozen=True)
class Trial:
    """What came of some rulebooks' stories, and what the doctor finds in their rules."""

    verdicts: Sequence[Verdict]
    findings: Sequence[Finding] = ()

    @property
    def faults(self) -> list[str]:
        """Every difference between story and rules that nobody knew of, in words; what holds by now; and what the
        doctor finds in a chapter that is done."""
        told = [words for verdict in self.verdicts for words in verdict.faults]
        return [*told, *(str(finding) for finding in self.findings if finding.is_error)]

    @property
    def noticed(self) -> list[str]:
        """What the doctor finds in the other chapters: a report as yet."""
        return [str(finding) for finding in self.findings if not finding.is_error]

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
    tried = list(books)
    verdicts = [verdict for book in tried for verdict in verdicts_of(book)]
    return Trial(verdicts, [finding for book in tried for finding in examined(book)])


def examined(book: Rulebook) -> list[Finding]:
    """What the doctor finds in a book."""
    return Doctor(book, vocabulary(), citing.recorded(), has_page).findings()


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
