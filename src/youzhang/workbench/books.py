"""The rulebooks that a centre adopts, as its pages ask for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Rule
from youzhang.rulebook.editions import Editions


class Judged(Protocol):
    """A duty, as a row of its table or a line of a list."""

    @property
    def article(self) -> str:
        """Its article."""

    @property
    def name(self) -> str:
        """The rule's name."""

    @property
    def edition(self) -> int:
        """The edition that judges it."""


@dataclass(frozen=True)
class Books:
    """The rulebooks that a centre adopts."""

    centre: Centre

    @cached_property
    def _editions(self) -> dict[tuple[str, int], Rulebook]:
        return {(book.id, book.edition): book for editions in self.all for book in editions.books}

    @cached_property
    def all(self) -> list[Editions]:
        """The editions of each rulebook."""
        return editions_of(self.centre)

    @cached_property
    def in_force(self) -> list[Rulebook]:
        """The edition of each rulebook in force today; the first one before any is."""
        return [editions.in_force(clock.today()) or editions.books[0] for editions in self.all]

    def article(self, article_id: str, edition: int = 0) -> Article | None:
        """An article, in one edition or in the one in force."""
        name = article_id.partition(":")[0]
        book = self._editions.get((name, edition)) or next((b for b in self.in_force if b.id == name), None)
        return book.by_id.get(article_id) if book else None

    def rule(self, duty: Judged) -> Rule | None:
        """The rule behind a duty, in the edition that judges it."""
        article = self.article(duty.article, duty.edition)
        return article.rule(duty.name) if article else None
