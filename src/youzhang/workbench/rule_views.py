"""The regulations to read: for staff with duties and evidence, for everybody in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, public, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger import tallies
from youzhang.ledger.calendars import calendar
from youzhang.ledger.policy import may, sees
from youzhang.ledger.regulation import text_number, text_of
from youzhang.ledger.story_words import told
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.workbench import articles, queries
from youzhang.workbench import board as boards
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Row, rows
from youzhang.workbench.lines import lines as lines_of
from youzhang.workbench.pages import opens_for
from youzhang.workbench.settings import may_read
from youzhang.workbench.words import Moment, outcome_words

EVIDENCE_PAGE = 20
MONTHS = 12


@staff
@require_safe
def rules(request: StaffRequest, rulebook: str = "") -> HttpResponse:
    """The regulations in force at the centre, by chapter; searched as one types."""
    centre = current_centre(request)
    books = [b for b in Books(centre).in_force if rulebook in ("", b.id)]
    if rulebook and not books:
        raise Http404
    text = request.GET.get("q", "")
    found = articles.matching(books, text)
    shown = [(book, articles.by_heading(book, some)) for book, some in found]
    texts = sees(request.viewer, "policy", centre.pk)
    page = "rules_found" if getattr(request, "htmx", False) else "rules"
    settings = books[0].id if may_read(request.viewer, centre) else ""
    context = {"books": shown, "text": text, "reads_texts": texts, "settings_of": settings}
    return render(request, f"workbench/{page}.html", context)


@dataclass(frozen=True)
class Place:
    """An article in its book: before and after it, and the others of its provision."""

    article: Article
    book: Rulebook

    @property
    def at(self) -> int:
        """Its place in the book."""
        return self.book.articles.index(self.article)

    @property
    def before(self) -> Article | None:
        """The one before."""
        return self.book.articles[self.at - 1] if self.at else None

    @property
    def after(self) -> Article | None:
        """The one after."""
        return self.book.articles[self.at + 1] if self.at + 1 < len(self.book.articles) else None

    @property
    def siblings(self) -> list[Article]:
        """The other articles of the same provision."""
        number = text_number(self.article)
        return [a for a in self.book.articles if text_number(a) == number and a is not self.article]

    @property
    def headings(self) -> list[Any]:
        """The headings above it."""
        return [
            c
            for c in self.book.chapters
            if c.id in (self.article.chapter, self.article.chapter.partition(".")[0])
        ]


@staff
@require_safe
def article(request: StaffRequest, rulebook: str, number: str) -> HttpResponse:
    """What it says, what it asks, the evidence, and where it is kept."""
    centre, viewer = current_centre(request), request.viewer
    books = Books(centre)
    if rulebook not in {
        book.id for book in books.in_force
    }:  # a chip may cite what this centre does not run by
        return _public_text(rulebook, number)
    place = _place(books.in_force, rulebook, number)
    state = request.GET.get("state", "")
    state = state if state in tallies.EVIDENCE else ""
    context = {
        "place": place, "article": place.article, "book": place.book, "state": state, "centre": centre,
        "text": text_of(centre.organisation, place.article), "asked": articles.asked_by(place.article, place.book),
        "stories": told(place.book, place.article.id),
        "gates": articles.gates_of(place.article), "settings": articles.settings_of(place.article),
        "kept": articles.kept(place.article, lambda name: opens_for(viewer, name, centre.pk)),
        "rates": _rates(viewer, centre, place.article), "paged": "before" in request.GET,
        "evidence": _evidence(viewer, books, place.article, state, request.GET.get("before", "")),
        "board": may(viewer, "ledger.board", centre.pk), "reads_settings": may_read(viewer, centre),
    }  # fmt: skip
    return render(request, "workbench/article.html", context)


def _place(books: Sequence[Rulebook], rulebook: str, number: str) -> Place:
    book = next((b for b in books if b.id == rulebook), None)
    found = book.article(f"{rulebook}:{number}") if book else None
    if book and not found:  # the number of a whole provision leads to its first article
        found = next((a for a in book.articles if boards.label(a) == number), None)
    if book is None or found is None:
        raise Http404
    return Place(found, book)


@dataclass(frozen=True)
class Rates:
    """How an article's duties went: this year, this month, month by month."""

    year: tallies.Tally
    month: tallies.Tally
    points: Sequence[tuple[str, tallies.Tally]]

    @property
    def shares(self) -> list[tuple[str, float | None]]:
        """For the line."""
        return [(name, tally.rate) for name, tally in self.points]


def _rates(viewer: Viewer, centre: Centre, found: Article) -> Rates | None:
    if not found.rules:
        return None
    months = tallies.last_months(clock.today(), MONTHS)
    rows = tallies.tallies(viewer, centre, months, [found.id])
    points = [(name, rows.get((found.id, name), tallies.Tally())) for name in (f"{m:%Y-%m}" for m in months)]
    year = tallies.total(tally for name, tally in points if name[:4] == str(clock.today().year))
    return Rates(year, points[-1][1], points)


@dataclass(frozen=True)
class Evidence:
    """A page of an article's duties, each with tone and words, and the key of the next."""

    rows: Sequence[tuple[Row, str, str]]
    next: str


def _evidence(viewer: Viewer, books: Books, found: Article, state: str, before: str) -> Evidence | None:
    if not found.rules:
        return None
    duties = tallies.evidence(viewer, books.centre, [found.id], state, queries.read_key(before))
    page = lines_of(duties[: EVIDENCE_PAGE + 1])
    moment = Moment(clock.now(), calendar())
    judged = [_judged(row, books, moment) for row in rows(page[:EVIDENCE_PAGE], viewer, books, moment)]
    last = page[EVIDENCE_PAGE - 1] if len(page) > EVIDENCE_PAGE else None
    key = urlencode({"state": state, "before": queries.write_key((last.opened_at, last.pk))}) if last else ""
    return Evidence(judged, key)


def _judged(row: Row, books: Books, moment: Moment) -> tuple[Row, str, str]:
    working = books.face(row.line).in_working_days
    return (row, *outcome_words(row.line, moment, in_working_days=working))


@public
@require_safe
def public_rules(request: HttpRequest, rulebook: str = "") -> HttpResponse:
    """The regulations in our own words, for everybody, with an anchor at each article."""
    adopted = {book for books in Centre.objects.values_list("rulebooks", flat=True) for book in books}
    names = [name for name in BOOKS if name in (adopted or BOOKS)]
    if rulebook and rulebook not in names:
        raise Http404
    book = builtin(rulebook or names[0])
    context = {"book": book, "others": [builtin(n) for n in names if n != book.id],
               "headings": articles.by_heading(book, book.articles)}  # fmt: skip
    return render(request, "workbench/public_rules.html", context)


@public
@require_safe
def public_article(request: HttpRequest, rulebook: str, number: str) -> HttpResponse:
    """A chip's address: the article on the page of its regulation."""
    return _public_text(rulebook, number)


def _public_text(rulebook: str, number: str) -> HttpResponse:
    found = _place([builtin(name) for name in BOOKS], rulebook, number).article
    return redirect(f"{reverse('workbench:public_rulebook', args=[rulebook])}#a-{found.local}")
