"""How each article of the built-in rulebooks is kept, counted honestly.

An article counts as kept only when everything that it names in `kept_by` exists and a test cites its id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

from youzhang.rulebook.book import Article
from youzhang.rulebook.library import builtin

BOOKS = ("psych", "welfare")
PACKAGE = Path(__file__).resolve().parent.parent
TESTS = PACKAGE.parent.parent / "tests"
CITED = PACKAGE / "rulebook" / "books" / "cited.txt"
_ID = re.compile(r"\b(?:psych|welfare):[A-Z0-9][A-Za-z0-9.]*[A-Za-z0-9]|\b(?:psych|welfare):\d")


@dataclass(frozen=True)
class Standing:
    """One article: what keeps it, what of that is missing, and which tests cite it."""

    article: Article
    missing: tuple[str, ...]
    tests: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether it is kept: built whole, and proven by a test."""
        return not self.article.pending and not self.missing and bool(self.tests)


def standings() -> list[Standing]:
    """Every article of the built-in rulebooks."""
    tests = cited()
    return [
        Standing(article, missing(article), tuple(tests.get(article.id, ())))
        for book in BOOKS
        for article in builtin(book).articles
    ]


def report() -> dict[str, Any]:
    """`{"articles": 188, "kept": n, "pending": [ids], "by_kind": {kind: {"articles", "kept"}}}`."""
    rows = standings()
    by_kind: dict[str, dict[str, int]] = {}
    for row in rows:
        for kind in row.article.kind:
            count = by_kind.setdefault(kind, {"articles": 0, "kept": 0})
            count["articles"] += 1
            count["kept"] += row.kept
    pending = [row.article.id for row in rows if not row.kept]
    return {"articles": len(rows), "kept": len(rows) - len(pending), "pending": pending, "by_kind": by_kind}


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
    """Article id → the test files that cite it; in an installed package, from the list made of them."""
    if not TESTS.is_dir():
        return {line: ["(packaged list)"] for line in CITED.read_text("utf-8").split()}
    found: dict[str, list[str]] = {}
    for file in sorted(TESTS.rglob("test_*.py")):
        if file.parent.name in {"rulebook", "architecture"}:
            continue
        for article in set(_ID.findall(file.read_text("utf-8"))):
            found.setdefault(article, []).append(str(file.relative_to(TESTS.parent)))
    return found


def write_cited() -> None:
    """Bring the packaged list of cited articles up to date."""
    known = {article.id for book in BOOKS for article in builtin(book).articles}
    CITED.write_text("".join(f"{article}\n" for article in sorted(known & cited().keys())), "utf-8")
