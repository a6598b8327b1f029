"""How it went: the numbers of the board, and the evidence of an article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Refusal
from youzhang.ledger.queries import Key

_MUST = Q(strength="must")
_IN_TIME = Q(outcome="met", late=False)
TALLIED = {
    "on_time": _IN_TIME & Q(entered_after=False),
    "entered_after": _IN_TIME & Q(entered_after=True),
    "late": Q(outcome="met", late=True, slipped=False) & _MUST,
    "slipped": Q(outcome="met", late=True, slipped=True) & _MUST,
    "in_principle_late": Q(outcome="met", late=True, strength="in_principle"),
    "waived": Q(outcome="waived"),
    "lapsed": Q(outcome="lapsed"),
}


@dataclass(frozen=True)
class Tally:
    """How the duties of some articles or months went. Waived and lapsed are never counted as done."""

    on_time: int = 0
    entered_after: int = 0
    late: int = 0
    slipped: int = 0
    in_principle_late: int = 0
    waived: int = 0
    lapsed: int = 0
    overdue: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True)))

    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers in the order of the columns."""
        return tuple(vars(self).values())

    @property
    def in_time(self) -> int:
        """Done in time, entered in time or later."""
        return self.on_time + self.entered_after

    @property
    def judged(self) -> int:
        """Done, or overdue; "in principle" is never held against anybody."""
        return self.in_time + self.late + self.slipped + self.overdue

    @property
    def rate(self) -> float | None:
        """The share done in time, or None while nothing can be judged."""
        return self.in_time / self.judged if self.judged else None


def tallies(
    viewer: Viewer, centre: Centre, months: Sequence[date], articles: Sequence[str] = ()
) -> dict[tuple[str, str], Tally]:
    """(article, "2026-11") → how the duties opened in that month went, for consecutive months; one query."""
    opened = Duty.objects.visible_to(viewer).filter(
        centre=centre,
        opened_at__gte=clock.start_of(months[0]),
        opened_at__lt=clock.start_of(next_month(months[-1])),
    )
    if articles:
        opened = opened.filter(article__in=articles)
    tests = (TALLIED | {"overdue": _overdue()}).items()
    counted = {f"n_{name}": Count("pk", filter=test) for name, test in tests}  # columns are called the same
    rows = opened.annotate(month=_month(months)).values("article", "month").annotate(**counted).order_by()
    return {
        (row["article"], row["month"]): Tally(**{name: row[f"n_{name}"] for name, _test in tests})
        for row in rows
    }


def _month(months: Sequence[date]) -> Case:
    ends = [When(opened_at__lt=clock.start_of(next_month(m)), then=Value(f"{m:%Y-%m}")) for m in months]
    return Case(*ends, output_field=CharField())


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_months(day: date, count: int) -> list[date]:
    """The first days of the months up to this one, oldest first."""
    ends = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(ends - count + 1, ends + 1)]


@dataclass(frozen=True)
class Open:
    """The open duties of an article: how many are owed, how many of them overdue."""

    owed: int = 0
    overdue: int = 0


def open_now(viewer: Viewer, centre: Centre) -> dict[str, Open]:
    """Article → what is open at this moment; one query."""
    shown = Duty.objects.visible_to(viewer).filter(centre=centre, outcome="open", shows_at__lte=clock.now())
    overdue = Count("pk", filter=_overdue())
    rows = shown.order_by().values("article").annotate(owed=Count("pk"), overdue=overdue)
    return {row["article"]: Open(row["owed"], row["overdue"]) for row in rows}


def refusals_since(centre: Centre, day: date) -> dict[str, int]:
    """Article → how often it said no since a day; no person, no matter."""
    rows = Refusal.objects.filter(centre=centre, day__gte=day).values("rule").annotate(n=Sum("count"))
    return dict(rows.values_list("rule", "n"))


EVIDENCE = ("on_time", "late", "open", "waived")


def evidence(
    viewer: Viewer, centre: Centre, articles: Sequence[str], state: str = "", before: Key | None = None
) -> QuerySet[Duty]:
    """The duties of an article, newest first."""
    found: QuerySet[Duty] = Duty.objects.visible_to(viewer).filter(
        _in_state(state), centre=centre, article__in=articles
    )
    if before:
        found = found.filter(Q(opened_at__lt=before[0]) | Q(opened_at=before[0], pk__gt=before[1]))
    return found.order_by(F("opened_at").desc(), "pk")


def _overdue() -> Q:
    return Q(outcome="open", due__lte=clock.now()) & _MUST


def _in_state(state: str) -> Q:
    states = {
        "on_time": _IN_TIME,
        "late": Q(late=True) | _overdue(),
        "open": Q(outcome="open"),
        "waived": Q(outcome__in=["waived", "lapsed"]),
    }
    return states.get(state, Q())
