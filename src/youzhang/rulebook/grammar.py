"""Rulebook files: read strictly, refused with every fault at once. The public face of the grammar."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from youzhang.rulebook.book import Article, Chapter, Rulebook
from youzhang.rulebook.check import check
from youzhang.rulebook.constructs import (
    Content,
    Dossier,
    DutyRule,
    Gate,
    Milestone,
    RecurringRule,
    Setting,
    Slot,
    Trigger,
)
from youzhang.rulebook.faults import RulebookFault, RulebookRefused
from youzhang.rulebook.papers_toml import read_content, read_dossier, read_setting
from youzhang.rulebook.rules_toml import read_duty, read_gate, read_milestone, read_recurring
from youzhang.rulebook.structure import structure_faults
from youzhang.rulebook.table import Place, Table

__all__ = [
    "Article",
    "Chapter",
    "Content",
    "Dossier",
    "DutyRule",
    "Gate",
    "Milestone",
    "RecurringRule",
    "Rulebook",
    "RulebookFault",
    "RulebookRefused",
    "Setting",
    "Slot",
    "Trigger",
    "check",
    "load_file",
    "load_folder",
    "story_files",
]

STORIES = "stories"
KINDS = ("obligation", "permission", "prohibition", "definition", "principle")


def load_folder(path: Path) -> Rulebook:
    """A rulebook in a folder: `book.toml`, `chapters.toml`, the article files in the order of their names; and beside
    them, outside the encoding, `stories/*.toml`."""
    names = ["book.toml", "chapters.toml", *sorted(file.name for file in path.glob("[0-9]*.toml"))]
    return replace(_load([path / name for name in names]), story_files=story_files(path / STORIES))


def load_file(path: Path) -> Rulebook:
    """A rulebook in one file."""
    return _load([path])


def story_files(folder: Path) -> tuple[tuple[str, str], ...]:
    """Name and text of the stories in a folder."""
    try:
        return tuple(
            (f"{STORIES}/{file.name}", file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))
        )
    except (OSError, ValueError) as bad:
        right = "readable TOML files in UTF-8"
        raise RulebookRefused([RulebookFault(STORIES, "", "", str(bad), right)]) from bad


def _load(paths: list[Path]) -> Rulebook:
    faults: list[RulebookFault] = []
    roots = [Table(_toml(path, faults), Place(path.name), faults) for path in paths]
    head = roots[0]
    if not head.has("rulebook"):
        head.fault("rulebook", "is missing", "a [rulebook] table")
    book = _book(head.table("rulebook"), roots)
    for root in roots:
        root.end()
    faults += structure_faults(book)
    if faults:
        raise RulebookRefused(faults)
    return book


def _toml(path: Path, faults: list[RulebookFault]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as bad:
        faults.append(RulebookFault(path.name, "", "", str(bad), "a readable TOML file in UTF-8"))
        return {}


def _book(table: Table, roots: list[Table]) -> Rulebook:
    book = table.name("id")
    found = Rulebook(
        id=book,
        edition=table.whole("edition"),
        encoding=table.whole("encoding"),
        in_force_from=table.day("in_force_from"),
        running=table.choice("running", ("old", "new"), "old"),
        title=table.words("title"),
        chapters=tuple(_chapter(one) for root in roots for one in root.tables("chapter")),
        articles=tuple(_article(one, book) for root in roots for one in root.tables("article")),
    )
    table.end()
    return found


def _chapter(table: Table) -> Chapter:
    chapter = Chapter(table.text("id"), table.text("no"), table.words("title"))
    table.end()
    return chapter


def _article(table: Table, book: str) -> Article:
    local = table.text("id")
    table.place = Place(table.place.file, f"{book}:{local}")
    rules = [(duty, "every" in duty.raw) for duty in table.tables("duty")]
    article = Article(
        id=f"{book}:{local}",
        no=table.text("no"),
        chapter=table.text("chapter"),
        kind=table.texts("kind"),
        title=table.words("title"),
        summary=table.words("summary"),
        kept_by=table.texts("kept_by"),
        duties=tuple(read_duty(rule) for rule, recurs in rules if not recurs),
        recurring=tuple(read_recurring(rule) for rule, recurs in rules if recurs),
        gates=tuple(read_gate(one) for one in table.tables("gate")),
        milestones=tuple(read_milestone(one) for one in table.tables("milestone")),
        dossiers=tuple(read_dossier(one) for one in table.tables("dossier")),
        contents=tuple(read_content(one) for one in table.tables("content")),
        settings=tuple(read_setting(one) for one in table.tables("setting")),
        file=table.place.file,
    )
    for kind in article.kind:
        if kind not in KINDS:
            table.fault("kind", f"{kind!r} is not a kind of article", f"one of {', '.join(KINDS)}")
    table.end()
    return article
