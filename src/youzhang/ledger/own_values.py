"""A centre sets a value that the text leaves it: from a day on, with a reason, and its terms are reckoned anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger import state
from youzhang.ledger.calendars import calendar
from youzhang.ledger.entering import enter
from youzhang.ledger.models import Duty, Matter, OwnValue
from youzhang.ledger.own_editions import FIRST, OwnLine, fits, standing, with_own
from youzhang.ledger.policy import check_may
from youzhang.ledger.refresh import views_of
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.rulebooks import editions_of, own_lines
from youzhang.ledger.wording import bounds_in_words
from youzhang.ledger.writing import writing
from youzhang.ledger.years import centre_year
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.derive import derive
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.settable import Value, value_at

AHEAD = timedelta(days=366)
# Changing these brings other periods, and so duties that no row stands for yet.
PERIODS = ("on", "every")
YEARS = ("centre-year", "staff-year", "resident-year")
LOOKED_AT = 200  # matters of a preview


@dataclass(frozen=True)
class NewValue:
    """What a centre sets. `value`: as a rulebook file says it; `seen`: how many it had set when the form was opened."""

    rulebook: str
    path: str
    value: str | float
    holds_from: date
    reason: str = ""
    seen: int | None = None


class Move(NamedTuple):
    """An open duty that would be another: its term (None: none), how often where that is what changes, or not owed."""

    duty: UUID
    before: datetime | None
    after: datetime | None
    times: float | None = None
    gone: bool = False


@dataclass(frozen=True)
class _Change:
    """What was asked, looked at: the edition that it lies over, and what the centre has set so far."""

    editions: Editions
    base: Rulebook
    lines: list[OwnLine]
    value: Value
    number: int

    def line(self, given: NewValue) -> OwnLine:
        """As it would stand among the others."""
        return OwnLine(self.base.edition, self.number, given.path, given.value, given.holds_from)


def set_value(centre: Centre, given: NewValue, *, by: Viewer) -> Job:
    """Set a value within what the text leaves open; the terms it moves follow as a job with progress."""
    check_may(by, "ledger.rules", centre.pk)
    with transaction.atomic():
        Centre.objects.select_for_update().get(pk=centre.pk)
        change = _checked(centre, given)
        if not given.reason.strip():
            raise Refused("rule:reason", _("Say why."), _("Whoever inspects the centre reads it."), "reason")
        year = centre_year(centre, clock.today().year)
        with writing(year, by=by.user) as record:
            record(
                "ledger.value_set", rulebook=given.rulebook, number=change.number, holds_from=given.holds_from
            )
        # Last, so that nothing remembers an edition that this transaction may still take back.
        set_to = OwnValue(
            matter=year, centre=centre, rulebook=given.rulebook, over=change.base.edition, number=change.number,
            path=given.path, value=given.value, holds_from=given.holds_from, reason=given.reason.strip(), by=by.user,
            at=record.at,
        )  # fmt: skip
        set_to.save(force_insert=True)
        enter(set_to)
        state.changed()
        anew = change.value.field in PERIODS
        return enqueue(
            "ledger.refresh_own_values", by=by.user, centre=centre, centre_id=centre.pk, rulebook=given.rulebook,
            holds_from=given.holds_from, years=anew,
        )  # fmt: skip


def moves(centre: Centre, given: NewValue, *, viewer: Viewer) -> list[Move]:
    """Which open duties would get another term; nothing is written."""
    check_may(viewer, "ledger.rules", centre.pk)
    change = _checked(centre, given)
    editions = with_own(change.editions, [*change.lines, change.line(given)])
    rows = Matter.unscoped.filter(pk__in=_touched(centre, given, change.value)[:LOOKED_AT])
    found = rows.select_related("centre", "parent__centre").order_by("pk")
    return [move for matter in found for move in _moves(matter, change.value, editions)]


def touched(centre_id: UUID, rulebook: str, holds_from: date, *, years: bool) -> list[UUID]:
    """The matters that a value may bear on: with a duty opened since, and the years where periods are others."""
    opened = Duty.unscoped.filter(
        centre=centre_id, article__startswith=f"{rulebook}:", opened_at__gte=clock.start_of(holds_from)
    )
    found = set(opened.values_list("matter", flat=True))
    if years:
        found |= set(Matter.unscoped.filter(centre=centre_id, kind__in=YEARS).values_list("pk", flat=True))
    return sorted(found)


def _touched(centre: Centre, given: NewValue, value: Value) -> list[UUID]:
    """The matters with an open duty of this rule."""
    rule = Q(article=value.article.id, name=value.of.name, outcome="open")
    rows = Duty.unscoped.filter(rule, centre=centre, opened_at__gte=clock.start_of(given.holds_from))
    return sorted(set(rows.values_list("matter", flat=True)))


def _moves(matter: Matter, value: Value, editions: Editions) -> Iterator[Move]:
    parent = views_of(matter.parent) if matter.parent else []
    found = derive(editions, vocabulary(), matter.kind, views_of(matter), parent, calendar(), matter.pk)
    would = {duty.identity: duty for duty in found.duties if duty.outcome == "open"}
    rows = Duty.unscoped.filter(matter=matter, article=value.article.id, name=value.of.name, outcome="open")
    for pk, due, count in rows.values_list("pk", "due", "count"):
        then = would.get(pk)
        if then is None:
            yield Move(pk, due, None, gone=True)
        elif (then.due, then.count) != (due, count):
            yield Move(pk, due, then.due, float(then.count) if then.count != count else None)


def _checked(centre: Centre, given: NewValue) -> _Change:
    """What was asked, or a refusal that names the article and how far one may go."""
    _check_day(given.holds_from)
    editions = next((one for one in editions_of(centre) if one.books[0].id == given.rulebook), None)
    if editions is None:
        raise Refused("rule:rulebooks", _("This centre does not run by this rulebook."), "")
    base = next(
        (book for book in editions.legal if book.in_force_from <= given.holds_from), editions.legal[-1]
    )
    value = value_at(base, given.path)
    if value is None:
        raise Refused(
            "rule:settings",
            _("The text does not leave this to the centre."),
            _("Look at the list of settings."),
        )
    if not fits(base, given.path, given.value, given.holds_from):
        why = _("The text allows: %(range)s.") % {"range": bounds_in_words(value)}
        raise Refused(
            value.article.id, why, _("A centre may be stricter than the text, never laxer."), "value"
        )
    lines = own_lines(centre.pk, editions)
    if given.seen is not None and given.seen != len(lines):
        why = _("Somebody else changed a setting meanwhile.")
        raise Stale("rule:stale", why, _("Look at the list, then change yours if it is still needed."))
    held = standing(lines, base.edition, given.holds_from).get(given.path, value.value)
    if held == given.value:
        raise Refused(
            "rule:nothing_moved", _("This value holds already."), _("Choose another value."), "value"
        )
    return _Change(editions, base, lines, value, _number(lines, base, given.holds_from))


def _number(lines: list[OwnLine], base: Rulebook, day: date) -> int:
    same = (line.number for line in lines if (line.over, line.holds_from) == (base.edition, day))
    return next(same, max((line.number + 1 for line in lines), default=FIRST))


def _check_day(day: date) -> None:
    today = clock.today()
    if day < today:
        why = _("This day has passed: what was owed then stays as it was.")
        raise Refused("rule:past_day", why, _("Choose today or a later day."), "holds_from")
    if day > today + AHEAD:
        why = _("This day is more than a year away.")
        raise Refused("rule:far_day", why, _("Set it when it is nearer."), "holds_from")
