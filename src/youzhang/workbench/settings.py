"""The values that a regulation leaves to the centre: which hold, since when, what is planned, what a change moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Duty, OwnValue
from youzhang.ledger.own_values import Move, NewValue, moves
from youzhang.ledger.policy import may
from youzhang.ledger.wording import bounds_in_words, title_in_words, value_in_words
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.settable import Value, values
from youzhang.web.wording import short_day, short_moment
from youzhang.workbench.books import Books
from youzhang.workbench.lines import Row, lines, rows
from youzhang.workbench.words import Moment

SHOWN = 40


class Set(NamedTuple):
    """A value that the centre set, in words, with whoever did and why."""

    row: OwnValue
    words: str


@dataclass(frozen=True)
class Setting:
    """One value: as it stands, as it is built in, what the centre set and what it plans. `base`: as built in."""

    now: Value
    base: Value
    since: Set | None = None
    planned: Sequence[Set] = ()

    @property
    def title(self) -> str:
        """What is set."""
        return title_in_words(self.now)

    @property
    def words(self) -> str:
        """What holds today."""
        return value_in_words(self.now)

    def in_words(self, value: str | float) -> str:
        """Another value in words."""
        return value_in_words(self.base, value)

    @property
    def default(self) -> str:
        """What is built in."""
        return value_in_words(self.base)

    @property
    def within(self) -> str:
        """How far one may go."""
        return bounds_in_words(self.now)


@dataclass(frozen=True)
class Sheet:
    """The settings of a rulebook. `seen`: how many values the centre has set so far."""

    book: Rulebook
    settings: Sequence[Setting]
    seen: int = 0
    log: Sequence[tuple[Setting, Set]] = field(default=())


def may_read(viewer: Viewer, centre: Centre) -> bool:
    """Whether the settings are theirs to read: whoever reads the board, and whoever may change them."""
    return any(may(viewer, act, centre.pk) for act in ("ledger.board", "ledger.rules"))


def sheet(viewer: Viewer, books: Books, rulebook: str) -> Sheet | None:
    """Every setting of a rulebook that the centre runs by; None where it does not."""
    book = next((one for one in books.in_force if one.id == rulebook), None)
    if book is None:
        return None
    seen = OwnValue.objects.visible_to(viewer).filter(centre=books.centre, rulebook=rulebook)
    known = list(seen.select_related("by__subject__key", "matter__key").order_by("at", "pk"))
    base = {one.path: one for one in values(book.legal)}
    found = [_setting(one, base[one.path], known, clock.today()) for one in values(book)]
    by_path = {one.now.path: one for one in found}
    log = [
        (by_path[row.path], _set(by_path[row.path].base, row))
        for row in reversed(known)
        if row.path in by_path
    ]
    return Sheet(book, found, len(known), log)


def _setting(now: Value, base: Value, known: Sequence[OwnValue], today: date) -> Setting:
    mine = sorted((row for row in known if row.path == now.path), key=lambda row: row.holds_from)
    held = [row for row in mine if row.holds_from <= today and row.value == now.value]
    planned = {row.holds_from: _set(base, row) for row in mine if row.holds_from > today}
    return Setting(now, base, _set(base, held[-1]) if held else None, list(planned.values()))


def _set(base: Value, row: OwnValue) -> Set:
    return Set(row, value_in_words(base, row.value))


class Moved(NamedTuple):
    """An open duty that the viewer sees, with its term before and after. `gone`: it would no longer be owed."""

    row: Row
    move: Move

    @property
    def before(self) -> str:
        """When it ends so far."""
        return _ends(self.move.before)

    @property
    def after(self) -> str:
        """When it would end."""
        return _ends(self.move.after)


def _ends(due: datetime | None) -> str:
    """The last day of a term in days, the moment of one in hours."""
    if due is None:
        return "–"
    last = clock.day_of(due - clock.INSTANT)
    return short_day(last) if due == clock.end_of(last) else short_moment(due)


@dataclass(frozen=True)
class Preview:
    """What a change would do, or why it cannot be."""

    moved: Sequence[Moved] = ()
    refused: Refused | None = None


def preview(viewer: Viewer, books: Books, given: NewValue) -> Preview:
    """What would move, before anything does."""
    try:
        found = {move.duty: move for move in moves(books.centre, given, viewer=viewer)}
    except Refused as refused:
        return Preview(refused=refused)
    duties = Duty.objects.visible_to(viewer).filter(centre=books.centre, pk__in=list(found)[:500])
    shown = lines(duties.order_by("due", "pk")[:SHOWN])
    moment = Moment(clock.now(), calendar())
    return Preview(
        [Moved(row, found[row.line.pk]) for row in rows(shown, viewer, books, moment)] if shown else []
    )
