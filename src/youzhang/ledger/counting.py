"""How many duties stand which way: counted in the same transaction in which they change.

A row is only ever added, so that writers wait for nobody; `lay_together` makes one of those that belong together. What
depends on the time of day is not counted: an open duty stands under the day on which it shows and that on which it
falls due, and the last hours are looked up (`tallies`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.ledger.models import Duty, DutyCount, Matter
from youzhang.rulebook.terms import last_day_of

OPEN, MUST = "open", "must"
KEY = ("kind", "article", "month", "state", "day")
BATCH = 2000


class Counted(NamedTuple):
    """What of a duty is counted."""

    article: str
    opened_at: datetime
    shows_at: datetime
    due: datetime | None
    outcome: str
    late: bool | None
    slipped: bool
    entered_after: bool
    strength: str


Entry = tuple[str, str, str, date | None]


def entries(duty: Counted) -> Iterator[Entry]:
    """Article, month, state and day under which a duty is counted; an open one twice."""
    month = month_of(duty.opened_at)
    if duty.outcome == "open":
        yield duty.article, month, OPEN, clock.day_of(duty.shows_at)
        if duty.due and duty.strength == "must":
            yield duty.article, month, MUST, last_day_of(duty.due)
    elif state := _ended(duty):
        yield duty.article, month, state, None


def month_of(moment: datetime) -> str:
    """`2026-11`."""
    return f"{clock.day_of(moment):%Y-%m}"


def _ended(duty: Counted) -> str:
    if duty.outcome == "missed":
        return {"must": "missed", "in_principle": "in_principle_late"}.get(duty.strength, "")
    if duty.outcome != "met":
        return duty.outcome
    if not duty.late:
        return "entered_after" if duty.entered_after else "on_time"
    if duty.strength == "must":
        return "slipped" if duty.slipped else "late"
    return "in_principle_late" if duty.strength == "in_principle" else ""


def stands(day: date) -> Q:
    """The rows that count on a day: what ended, what shows by its end, what fell due before it."""
    return Q(day=None) | Q(state=OPEN, day__lte=day) | Q(state=MUST, day__lt=day)


def standing_now(row: Sequence[Any]) -> list[tuple[str, str, str]]:
    """Article, month and state under which the columns of a duty count today, as the table's rows do."""
    today = clock.today()
    return [
        (article, month, state)
        for article, month, state, day in entries(Counted(*row))
        if day is None or day < today or (state == OPEN and day == today)
    ]


def missed_now(duty: Counted) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """What to add to the numbers of this moment for a duty that is counted as open and has become too late."""
    month, now = month_of(duty.opened_at), clock.now()
    if duty.shows_at <= now:
        yield -1, (duty.article, month, OPEN)
    if duty.due and duty.due <= now and duty.strength == "must":
        yield -1, (duty.article, month, MUST)
    if state := _ended(duty._replace(outcome="missed")):
        yield 1, (duty.article, month, state)


def before(duties: Iterable[UUID]) -> list[Counted]:
    """How duties stand that are about to be changed."""
    rows = kept("ledger.counted", lambda: counted(Duty.unscoped.filter(pk__in=[Given("ids")])))
    return [Counted(*row) for row in rows.ask(ids=list(duties))]


def counted(duties: QuerySet[Duty]) -> QuerySet[Duty, Any]:
    """Duties as the columns of `Counted`."""
    return duties.order_by().values_list(*Counted._fields)


def count(matter: Matter, was: Iterable[Counted], now: Iterable[Duty]) -> None:
    """Count a matter's duties anew: `was` as they stood, `now` as they stand."""
    found = Counter[Entry]()
    for duty in now:
        found.update(entries(Counted(*(getattr(duty, name) for name in Counted._fields))))
    for one in was:
        found.subtract(entries(one))
    put(
        [
            fresh(DutyCount, centre_id=matter.centre_id, kind=matter.kind, article=article, month=month, state=state,
                      day=day, n=n)
            for (article, month, state, day), n in found.items()
            if n
        ]
    )  # fmt: skip


def lay_together() -> None:
    """One row for those that belong together."""
    for centre in Centre.objects.values_list("pk", flat=True):
        with transaction.atomic():
            _replace(centre, _sums(centre))


def recount() -> None:
    """Count all duties anew, whatever the table says."""
    for centre in _centres():
        with transaction.atomic():
            _one_view()
            _replace(centre, _from_duties(centre))


def wrong() -> int:
    """How many numbers of the table are not those of the duties."""
    return len(differing())


def differing() -> list[tuple[Any, ...]]:
    """Centre, kind, article, month, state and day of the numbers that are not those of the duties."""
    found = []
    for centre in _centres():
        one, other = _sums(centre), _from_duties(centre)
        found += [(centre, *key) for key in dict(one.items() ^ other.items())]
    return found


def _centres() -> set[UUID]:
    """All, and those that rows name though they are not there."""
    counted = DutyCount.objects.order_by().values_list("centre", flat=True).distinct()
    return {*Centre.objects.values_list("pk", flat=True), *counted}


def _one_view() -> None:
    """What another act commits meanwhile is either in both, the duties and the counts, or in neither."""
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _sums(centre: UUID) -> dict[tuple[Any, ...], int]:
    rows = DutyCount.objects.filter(centre=centre).order_by().values_list(*KEY).annotate(total=Sum("n"))
    return {tuple(key): n for *key, n in rows if n}


def _from_duties(centre: UUID) -> dict[tuple[Any, ...], int]:
    found = Counter[tuple[Any, ...]]()
    rows = counted(Duty.unscoped.filter(centre=centre)).values_list("matter__kind", *Counted._fields)
    for kind, *row in rows.iterator(BATCH):
        found.update((kind, *entry) for entry in entries(Counted(*row)))
    return dict(found)


def _replace(centre: UUID, sums: dict[tuple[Any, ...], int]) -> None:
    DutyCount.objects.filter(centre=centre).delete()
    put([DutyCount(centre_id=centre, n=n, **dict(zip(KEY, key, strict=True))) for key, n in sums.items()])
