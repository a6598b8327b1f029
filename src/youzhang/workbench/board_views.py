"""The compliance board of a centre."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger import queries as ledger
from youzhang.ledger import tallies
from youzhang.ledger.calendars import calendar
from youzhang.ledger.policy import may
from youzhang.workbench import board as boards
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Row, rows
from youzhang.workbench.lines import lines as lines_of
from youzhang.workbench.words import Moment

OWED_SHOWN = 6
MONTHS = 12


@staff
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """Articles by chapter with their states, and beside them the article looked at."""
    centre, viewer = current_centre(request), request.viewer
    if not may(viewer, "ledger.board", centre.pk):
        raise Http404
    period = request.GET.get("period", "")
    period = period if period in boards.PERIODS else "year"
    books, months = Books(centre), tallies.last_months(clock.today(), MONTHS)
    numbers = _numbers(viewer, centre, period, months)
    shown = [(book, boards.lines(book, numbers, [f"{m:%Y-%m}" for m in months])) for book in books.in_force]
    lines = [line for _book, some in shown for line in some]
    context = {
        "centre": centre, "books": shown, "period": period, "states": boards.counts(lines), "heads": heads(),
        "rows": [tile for line in lines for tile in line.tiles if any(tile.tally.counts)],
        "looked": _looked(viewer, books, lines, request.GET.get("article", "")), "names": state_names(),
        "unheld": _rows(viewer, books, ledger.unheld(viewer, centre)),
    }  # fmt: skip
    return render(request, "workbench/board.html", context)


def _numbers(viewer: Viewer, centre: Centre, period: str, months: Sequence[date]) -> boards.Numbers:
    names = boards.months_of(period, clock.today())
    return boards.Numbers(
        tallies=tallies.tallies(viewer, centre, months),
        open=tallies.open_now(viewer, centre),
        refused=tallies.refusals_since(centre, date.fromisoformat(f"{names[0]}-01")),
        period=names,
    )


def _looked(viewer: Viewer, books: Books, lines: list[boards.Line], article_id: str) -> Any:
    """The tile looked at, with what is owed under it."""
    tiles = (tile for line in lines for tile in line.tiles)
    tile = next((t for t in tiles if article_id in {part.article.id for part in t.parts}), None)
    if tile is None:
        return None
    owed = tallies.evidence(viewer, books.centre, [part.article.id for part in tile.parts], "open")
    return tile, _rows(viewer, books, owed.filter(shows_at__lte=clock.now()).order_by("due", "pk"))


def _rows(viewer: Viewer, books: Books, duties: Any) -> list[Row]:
    found = lines_of(duties[:OWED_SHOWN])
    return rows(found, viewer, books, Moment(clock.now(), calendar())) if found else []


def heads() -> list[tuple[str, str]]:
    """The columns of a tally, in its order."""
    titles = (
        _("on time"), _("on time, entered after the term"), _("late"), _("date moved after the term"),
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
