"""How each article of the built-in rulebooks is kept, counted honestly.

An article counts as kept only when everything that it names in `kept_by` exists, a test cites its id, and what the
engine can try is proven: rules by stories of both ways that hold, one of which would not without them; a gate's check
by tests through its act, which say `psych:15.3a refused` and `psych:15.3a allowed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

from youzhang.ledger.proofs import biting, builtin_verdicts
from youzhang.rulebook.book import Article
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.rulebook.verdicts import Verdict

PACKAGE = Path(__file__).resolve().parent.parent
TESTS = PACKAGE.parent.parent / "tests"
CITED = PACKAGE / "rulebook" / "books" / "cited.txt"
MARKS = ("refused", "allowed")
_ID = re.compile(r"\b(?:psych|welfare):[A-Z0-9][A-Za-z0-9.]*[A-Za-z0-9]|\b(?:psych|welfare):\d")


_MARK = re.compile(rf"({_ID.pattern}) ({'|'.join(MARKS)})\b")


@dataclass(frozen=True)
class Standing:
    """One article: what keeps it, what of that is missing, which tests cite it, and which proof it lacks."""

    article: Article
    missing: tuple[str, ...]
    tests: tuple[str, ...]
    unproven: tuple[str, ...] = ()

    @property
    def built(self) -> bool:
        """Whether all that it names exists and a test cites it."""
        return not self.article.pending and not self.missing and bool(self.tests)

    @property
    def kept(self) -> bool:
        """Whether it is kept: built whole, and its rules proven."""
        return self.built and not self.unproven

    @property
    def lacks(self) -> tuple[str, ...]:
        """Why something built does not count as kept."""
        return (*self.missing, *(() if self.tests else ("no test cites it",)), *self.unproven)


def standings() -> list[Standing]:
    """Every article of the built-in rulebooks."""
    tests = cited()
    return [
        Standing(article, missing(article), tuple(tests.get(article.id, ())), tuple(unproven(article, tests)))
        for book in BOOKS
        for article in builtin(book).articles
    ]


def report() -> dict[str, Any]:
    """`{"articles": 188, "kept": n, "pending": [ids], "dropped": {id: why}, "by_kind": {kind: …}}`."""
    rows = standings()
    by_kind: dict[str, dict[str, int]] = {}
    for row in rows:
        for kind in row.article.kind:
            count = by_kind.setdefault(kind, {"articles": 0, "kept": 0})
            count["articles"] += 1
            count["kept"] += row.kept
    pending = [row.article.id for row in rows if not row.kept]
    dropped = {row.article.id: list(row.lacks) for row in rows if not (row.kept or row.article.pending)}
    counts = {"articles": len(rows), "kept": len(rows) - len(pending)}
    return counts | {"pending": pending, "dropped": dropped, "by_kind": by_kind}


def unproven(article: Article, tests: Mapping[str, list[str]]) -> Iterator[str]:
    """The proofs that its rules lack: stories of both ways, and tests through the act where a gate has a check."""
    if not (article.rules or article.gates or article.milestones):
        return
    marked = all(f"{article.id} {mark}" in tests for mark in MARKS)
    for way in ("wanted", "unwanted"):
        if not any(
            _proves(verdict, way, marked) for verdict in builtin_verdicts(article.book).get(article.id, ())
        ):
            yield f"no {way} story holds"
    if article.id not in biting(article.book):
        yield "no story would fail without its rules"
    if any(gate.check for gate in article.gates):
        yield from (
            f"no test says “{article.id} {mark}”" for mark in MARKS if f"{article.id} {mark}" not in tests
        )


def _proves(verdict: Verdict, way: str, marked: bool) -> bool:
    """A story left whole to a room's check counts only together with the tests of that check."""
    decided = len(verdict.left) < len(verdict.story.then)
    return verdict.kept and verdict.story.way == way and (decided or marked)


def missing(article: Article) -> tuple[str, ...]:
    """The entries of `kept_by` that do not resolve; the grammar itself sees to duties, gates and the like."""
    return tuple(entry for entry in article.kept_by if not _resolves(entry))


def _resolves(entry: str) -> bool:
    what, _colon, name = entry.partition(":")
    if what == "page":
        return has_page(name)
    if what == "code":
        room, _dot, codes = name.partition(".")
        return bool(getattr(import_module(f"youzhang.{room}.facts"), codes.upper(), None))
    if what == "document":
        return _has_template(name)
    return what in {"duty", "gate", "milestone", "dossier", "content", "setting"}


def _has_template(name: str) -> bool:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


@cache
def has_page(name: str) -> bool:
    """Whether a URL name exists, whatever it takes."""
    room, _colon, page = name.rpartition(":")
    resolver = get_resolver()
    if not room:
        return page in resolver.reverse_dict
    return room in resolver.namespace_dict and page in resolver.namespace_dict[room][1].reverse_dict


def page_address(name: str) -> str:
    """The address of a page that takes nothing, else an empty string."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page_pattern(name: str) -> str:
    """The address of a page with what it takes in brackets: `/work/applications/<matter_id>`."""
    room, _colon, page = name.rpartition(":")
    patterns = get_resolver().namespace_dict[room][1].reverse_dict if room else get_resolver().reverse_dict
    address: str = patterns.getlist(page)[0][0][0][0]
    return "/" + re.sub(r"%\((\w+)\)s", r"<\1>", address)


@cache
def cited() -> dict[str, list[str]]:
    """Article id, also with the mark of a proof (`psych:15.3a refused`) → the test files that say so; in an installed
    package, from the list made of them."""
    if not TESTS.is_dir():
        return {line: ["(packaged list)"] for line in CITED.read_text("utf-8").splitlines()}
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        if file.parent.name in {"rulebook", "architecture"}:
            continue
        text = file.read_text("utf-8")
        for said in {*_ID.findall(text), *map(" ".join, _MARK.findall(text))}:
            found.setdefault(said, []).append(str(file.relative_to(TESTS.parent)))
    return found


def cited_lines() -> list[str]:
    """The packaged list of cited articles and marks, as it should be."""
    known = {article.id for book in BOOKS for article in builtin(book).articles}
    return sorted(said for said in cited() if said.partition(" ")[0] in known)


def write_cited() -> None:
    """Bring the packaged list of cited articles up to date."""
    CITED.write_text("".join(f"{line}\n" for line in cited_lines()), "utf-8")
