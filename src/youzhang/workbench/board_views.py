"""The compliance board of a centre."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.figures import figures
from youzhang.documents.sheets import FORMATS, sheet_response
from youzhang.kit import clock
from youzhang.ledger import queries as ledger
from youzhang.ledger import tallies
from youzhang.ledger.calendars import calendar
from youzhang.ledger.gatekeeping import asked_of
from youzhang.ledger.policy import may, sees
from youzhang.rulebook.book import Rulebook
from youzhang.workbench import board as boards
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Row, rows
from youzhang.workbench.lines import lines as lines_of
from youzhang.workbench.words import Moment

OWED_SHOWN = 6
FIRST_DUE = F("due").asc(nulls_last=True)
MONTHS = 12


@staff
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Articles by chapter with their states, and beside them the article looked at."""
    centre, viewer = _of_the_board(request)
    books, period = Books(centre), _period(request)
    shown = _shown(viewer, books, period)
    lines = [line for _book, some in shown for line in some]
    context = {
        "centre": centre, "books": shown, "period": period, "states": boards.counts(lines), "heads": heads(),
        "rows": [tile for line in lines for tile in line.tiles if any(tile.tally)],
        "looked": _looked(viewer, books, lines, period, request.GET.get("article", "")), "names": state_names(),
        "crises": figures(viewer, centre, clock.now()) if _acts_on_crises(viewer, centre) else None,
        "unheld": _rows(viewer, books, ledger.unheld(viewer, centre)),
    }  # fmt: skip
    return render(request, "workbench/board.html", context)


def _acts_on_crises(viewer: Viewer, centre: Centre) -> bool:
    """Whether crises are theirs to see here; the authority, who reads the board, learns of them by report."""
    return sees(viewer, "crisis", centre.pk)


@staff
@require_safe
def board_sheet(request: StaffRequest, form: str) -> HttpResponse:
    """The board to take along; noted in the access log."""
    centre, viewer = _of_the_board(request)
    if form not in FORMATS:
        raise Http404
    log_access(viewer, "workbench.board_exported", centre.pk, centre.pk)
    titles = [
        _("Regulation"),
        _("Article"),
        _("Title"),
        _("State"),
        _("What it says"),
        *(h for h, _kind in heads()),
    ]
    board = _("Compliance board")
    name = f"{board} {centre.name} {clock.today():%Y-%m-%d}"
    return sheet_response(
        form, name, [*titles, _("share")], _sheet_rows(_shown(viewer, Books(centre), _period(request)))
    )


def _sheet_rows(shown: Sequence[tuple[Rulebook, list[boards.Line]]]) -> Iterator[tuple[object, ...]]:
    lang = get_language() or ""
    names = state_names()
    for book, lines in shown:
        parts = (part for line in lines for tile in line.tiles for part in tile.parts)
        for part in parts:
            article = part.article
            yield (
                book.title.in_language(lang), article.short(lang), article.title.in_language(lang),
                names[part.state][2], part.words, *part.tally, part.tally.rate,
            )  # fmt: skip


def _of_the_board(request: StaffRequest) -> tuple[Centre, Viewer]:
    centre = current_centre(request)
    if not may(request.viewer, "ledger.board", centre.pk):
        raise Http404
    return centre, request.viewer


def _period(request: StaffRequest) -> str:
    asked = request.GET.get("period", "")
    return asked if asked in boards.PERIODS else "year"


def _shown(viewer: Viewer, books: Books, period: str) -> list[tuple[Rulebook, list[boards.Line]]]:
    months = tallies.last_months(clock.today(), MONTHS)
    numbers, names = _numbers(viewer, books.centre, period, months), [f"{month:%Y-%m}" for month in months]
    return [(book, boards.lines(book, numbers, names)) for book in books.in_force]


def _numbers(viewer: Viewer, centre: Centre, period: str, months: Sequence[date]) -> boards.Numbers:
    names = boards.months_of(period, clock.today())
    standing = tallies.standing(viewer, centre)
    return boards.Numbers(
        tallies=standing.tallies(months),
        open=standing.open,
        refused=tallies.refusals_since(centre, first_day(period)),
        period=names,
    )


def first_day(period: str) -> date:
    """The first day of this month, quarter or year."""
    return date.fromisoformat(f"{boards.months_of(period, clock.today())[0]}-01")


def _looked(viewer: Viewer, books: Books, lines: list[boards.Line], period: str, article_id: str) -> Any:
    """The tile looked at, with what is owed under it and how often its gates were asked."""
    tiles = (tile for line in lines for tile in line.tiles)
    tile = next((t for t in tiles if article_id in {part.article.id for part in t.parts}), None)
    if tile is None:
        return None
    owed = tallies.evidence(viewer, books.centre, [part.article.id for part in tile.parts], "open")
    asked = {
        part.article.id: asked_of(viewer, books.centre, part.article, first_day(period))
        for part in tile.parts
    }
    return tile, _rows(viewer, books, owed.filter(shows_at__lte=clock.now()).order_by(FIRST_DUE, "pk")), asked


def _rows(viewer: Viewer, books: Books, duties: Any) -> list[Row]:
    found = lines_of(duties[:OWED_SHOWN])
    return rows(found, viewer, books, Moment(clock.now(), calendar())) if found else []


def heads() -> list[tuple[str, str]]:
    """The columns of a tally, in its order."""
    titles = (
        _("on time"), _("on time, entered after the term"), _("late"), _("date moved after the term"),
        _("missed"),
        _("in principle, late"), _("waived"), _("no longer owed"), _("overdue now"),
    )  # fmt: skip
    return [(title, "num") for title in titles]


def state_names() -> dict[str, tuple[str, str, str]]:
    """A state's tone, shape and name."""
    names = {
        "late": _("late"), "owed": _("owed"), "gap": _("partly missing"), "pending": _("not built yet"),
        "met": _("in time"), "kept": _("kept by a form, a page or a gate"), "next": _("nothing asked yet"),
        "na": _("asks nothing"),
    }  # fmt: skip
    return {
        state: (boards.TONES.get(state, "none"), boards.SHAPES.get(state, state), name)
        for state, name in names.items()
    }
