"""The compliance board: every article of the regulations in force, and how it stands. Never "met" by default."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from youzhang.ledger.coverage import missing
from youzhang.ledger.regulation import text_number
from youzhang.ledger.tallies import Open, Tally, total
from youzhang.rulebook.book import Article, Chapter, Rulebook
from youzhang.rulebook.citation import short_number
from youzhang.workbench.articles import shown_at

PERIODS = ("month", "quarter", "year")
# The worst part of a provision speaks for its tile.
WORST_FIRST = ("late", "owed", "gap", "pending", "met", "kept", "next", "na")
TONES = {"late": "late", "owed": "soon", "gap": "soon", "met": "ok", "kept": "ok"}
SHAPES = {"kept": "here", "pending": "gap", "na": "na", "next": "next"}


@dataclass(frozen=True)
class Numbers:
    """What was counted: by article and month, open now, refused."""

    tallies: Mapping[tuple[str, str], Tally]
    open: Mapping[str, Open]
    refused: Mapping[str, int]
    period: Sequence[str]

    def of(self, article: str) -> Tally:
        """An article's numbers over the period."""
        return total(self.tallies.get((article, month)) for month in self.period)

    def in_month(self, articles: Sequence[Article], month: str) -> Tally:
        """Some articles' numbers in one month."""
        return total(self.tallies.get((article.id, month)) for article in articles)


@dataclass(frozen=True)
class Part:
    """One article (a clause of a provision): `state` names it, `words` say it."""

    article: Article
    state: str
    words: str
    tally: Tally
    open: Open

    @property
    def tone(self) -> str:
        """The tone of its mark."""
        return TONES.get(self.state, "none")

    @property
    def shape(self) -> str:
        """The shape of its mark."""
        return SHAPES.get(self.state, self.state)


@dataclass(frozen=True)
class Tile:
    """A provision: its number in the text, and its parts, the worst of which speaks for it."""

    label: str
    parts: Sequence[Part]

    @property
    def worst(self) -> Part:
        """The part to look at first."""
        return min(self.parts, key=lambda part: WORST_FIRST.index(part.state))

    def title(self, lang: str) -> str:
        """`Art. 34`, as the text numbers the whole provision."""
        return short_number(text_number(self.parts[0].article), lang)

    @property
    def tally(self) -> Tally:
        """Its numbers."""
        return total(part.tally for part in self.parts)


@dataclass(frozen=True)
class Line:
    """A chapter of the board; `points`: its on-time rate by month."""

    chapter: Chapter
    tiles: Sequence[Tile]
    points: Sequence[tuple[str, float | None]]
    tally: Tally


def lines(book: Rulebook, numbers: Numbers, months: Sequence[str]) -> list[Line]:
    """The chapters of a book with their provisions."""
    chapters = [chapter for chapter in book.chapters if not chapter.is_section]
    return [_line(chapter, book, numbers, months) for chapter in chapters]


def _line(chapter: Chapter, book: Rulebook, numbers: Numbers, months: Sequence[str]) -> Line:
    articles = [a for a in book.articles if a.chapter.partition(".")[0] == chapter.id]
    tiles = [Tile(label(group[0]), [part_of(a, numbers) for a in group]) for group in provisions(articles)]
    points = [(month, numbers.in_month(articles, month).rate) for month in months]
    return Line(chapter, tiles, points, total(tile.tally for tile in tiles))


def provisions(articles: Sequence[Article]) -> list[list[Article]]:
    """Articles by the provision of the text in which they stand, in its order."""
    return [list(group) for _number, group in groupby(articles, text_number)]


def label(article: Article) -> str:
    """The number on the tile: `34`, `2.1`."""
    found = re.match(r"[A-Z]*(\d+\.\d+(?=[a-z]*$)|\d+)", article.local)
    number = found[1] if found else article.local
    return number.partition(".")[0] if article.book == "psych" else number


def part_of(article: Article, numbers: Numbers) -> Part:
    """How one article stands."""
    tally, open_now = numbers.of(article.id), numbers.open.get(article.id, Open())
    state, words = _state(article, tally, open_now, numbers.refused.get(article.id, 0))
    return Part(article, state, words, tally, open_now)


def _state(article: Article, tally: Tally, open_now: Open, refused: int) -> tuple[str, str]:
    if article.pending:
        return "pending", _("not built yet")
    if missing(article):
        return "gap", _("a part of it is missing")
    if article.rules:
        return _duty_state(tally, open_now)
    if article.gates:
        return "kept", ngettext("refused %(n)d time", "refused %(n)d times", refused) % {"n": refused}
    if set(article.kind) <= {"principle", "definition"}:
        return "na", _("asks nothing by itself; shown at: %(pages)s") % {"pages": shown_at(article)}
    return "kept", _("its page or form is there")


def _duty_state(tally: Tally, open_now: Open) -> tuple[str, str]:
    late = tally.late + tally.slipped
    if open_now.overdue:
        return "late", ngettext("%(n)d overdue", "%(n)d overdue", open_now.overdue) % {"n": open_now.overdue}
    if tally.missed:
        return "late", ngettext("%(n)d missed", "%(n)d missed", tally.missed) % {"n": tally.missed}
    if late:
        return "late", ngettext("%(n)d done late", "%(n)d done late", late) % {"n": late}
    if open_now.owed:
        return "owed", ngettext("%(n)d owed", "%(n)d owed", open_now.owed) % {"n": open_now.owed}
    if tally.in_time or tally.in_principle_late:
        return "met", _("done in time") if not tally.in_principle_late else _("done")
    return "next", _("nothing has been asked yet")


def months_of(period: str, today: date) -> list[str]:
    """The months of this month, quarter or year up to today."""
    first = {"month": today.month, "quarter": today.month - (today.month - 1) % 3}.get(period, 1)
    return [f"{today.year}-{month:02d}" for month in range(first, today.month + 1)]


def counts(all_lines: Sequence[Line]) -> list[tuple[str, int]]:
    """How many provisions stand in which state, for the legend."""
    states = [tile.worst.state for line in all_lines for tile in line.tiles]
    return [(state, states.count(state)) for state in WORST_FIRST if state in states]
