"""The rulebooks that a centre adopts, as its pages ask for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol
from uuid import UUID

from django.utils.translation import get_language

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.rulebooks import editions_of
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import DutyRule, Rule
from youzhang.rulebook.editions import Editions
from youzhang.web.addresses import around


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


class Face(NamedTuple):
    """What all duties of one rule show: the title, the form that discharges one, how its term is counted."""

    title: str
    form: tuple[str, str] | None = None
    in_working_days: bool = False

    def does(self, matter: UUID | str) -> str:
        """The address of the form for a matter, empty where there is none."""
        return str(matter).join(self.form) if self.form else ""


@dataclass(frozen=True, eq=False)
class Shelf:
    """What the pages of a day know of the same editions; kept in the process until one is adopted."""

    editions: tuple[Editions, ...]
    in_force: list[Rulebook]
    faces: dict[tuple[str | None, str, str, int], Face] = field(default_factory=dict)
    choices: dict[str | None, tuple[tuple[str, str], ...]] = field(default_factory=dict)

    @cached_property
    def by_edition(self) -> dict[tuple[str, int], Rulebook]:
        """Each edition by its book's id and its number."""
        return {(book.id, book.edition): book for editions in self.editions for book in editions.books}


@lru_cache(maxsize=64)
def _shelf(editions: tuple[Editions, ...], day: object) -> Shelf:
    return Shelf(editions, [one.in_force(clock.today()) or one.books[0] for one in editions])


@dataclass(frozen=True)
class Books:
    """The rulebooks that a centre adopts."""

    centre: Centre

    @cached_property
    def shelf(self) -> Shelf:
        """What is known of them."""
        return _shelf(editions_of(self.centre), clock.today())

    @property
    def in_force(self) -> list[Rulebook]:
        """The edition of each rulebook in force today; the first one before any is."""
        return self.shelf.in_force

    def article(self, article_id: str, edition: int = 0) -> Article | None:
        """An article, in one edition or in the one in force."""
        name = article_id.partition(":")[0]
        book = self.shelf.by_edition.get((name, edition)) or next(
            (b for b in self.in_force if b.id == name), None
        )
        return book.by_id.get(article_id) if book else None

    def rule(self, duty: Judged) -> Rule | None:
        """The rule behind a duty, in the edition that judges it."""
        article = self.article(duty.article, duty.edition)
        return article.rule(duty.name) if article else None

    def face(self, duty: Judged, language: str | None = None) -> Face:
        """What the duty shows as one of its rule, in the language of the page."""
        language = language or get_language()
        key = (language, duty.article, duty.name, duty.edition)
        found = self.shelf.faces.get(key)
        if found is None:
            found = self.shelf.faces[key] = _face(self.rule(duty), duty.name, language or "zh")
        return found


def _face(rule: Rule | None, name: str, language: str) -> Face:
    if rule is None:
        return Face(name)
    return Face(rule.title.in_language(language), around(rule.does), counts_working_days(rule))


def counts_working_days(rule: Rule) -> bool:
    """Whether a rule's term is one of working days."""
    terms = [due.term for due in rule.due] if isinstance(rule, DutyRule) else [rule.due]
    return any(term and term.unit == "working day" for term in terms)
