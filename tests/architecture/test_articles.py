"""The regulation as built: what is kept is proven, what is written about it is true."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.architecture.source import HOME
from youzhang.ledger.coverage import BOOKS, CITED, cited_lines, standings
from youzhang.ledger.explaining import articles_page
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.grammar import check
from youzhang.rulebook.library import builtin


def test_the_built_in_books_use_only_declared_words() -> None:
    assert [str(fault) for book in BOOKS for fault in check(builtin(book), vocabulary())] == []


def test_an_article_that_is_not_pending_resolves_and_is_cited() -> None:
    loose = {
        row.article.id: row.missing or "no test"
        for row in standings()
        if not row.article.pending and not row.built
    }
    assert loose == {}


def test_the_page_of_articles_is_up_to_date() -> None:
    assert (HOME / "docs" / "articles.md").read_text("utf-8") == articles_page(), (
        "youzhang explain --all docs/articles.md"
    )


def test_the_packaged_list_of_cited_articles_is_up_to_date() -> None:
    assert CITED.read_text("utf-8").splitlines() == cited_lines(), "youzhang coverage --write"


@pytest.mark.parametrize("book", BOOKS)
def test_every_check_of_a_gate_exists_and_is_asked_by_its_room(book: str) -> None:
    for article in builtin(book).articles:
        for gate in article.gates:
            if gate.check:
                module, _, name = gate.check.rpartition(".")
                assert callable(getattr(import_module(module), name)), f"{article.id} {gate.check}"
                room = module.split(".")[1]
                home = HOME / "src/youzhang" / room
                asked = [home / "actions.py", *home.glob("actions/*.py")]
                assert any(name in file.read_text("utf-8") for file in asked if file.exists()), gate.check


def test_every_declared_kind_of_fact_is_recorded_by_some_action() -> None:
    written = "\n".join(
        file.read_text("utf-8")
        for file in (HOME / "src/youzhang").rglob("*.py")
        if file.name != "facts.py" and "migrations" not in file.parts
    )
    assert [name for name in vocabulary().facts if f'"{name}"' not in written] == []
