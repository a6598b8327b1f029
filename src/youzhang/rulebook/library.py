"""The two built-in rulebooks, as they stand in `books/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.grammar import load_folder

BOOKS = ("psych", "welfare")
_FOLDER = Path(__file__).parent / "books"


@cache
def builtin(book: str) -> Rulebook:
    """A built-in rulebook, read once. Its words are checked against the vocabulary by the ledger."""
    if book not in BOOKS:
        raise KeyError(f"There is no built-in rulebook {book!r}; there are {', '.join(BOOKS)}")
    return load_folder(_FOLDER / book)


def find(article_id: str) -> Article | None:
    """The built-in article with this id (`psych:34.1d`)."""
    book = article_id.partition(":")[0]
    return builtin(book).by_id.get(article_id) if book in BOOKS else None
