"""How it went: the numbers of the board, and the evidence of an article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet, Sum

from youzhang.accounts.models import Bar, Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.kept import Given
from youzhang.ledger import counting, policy
from youzhang.ledger.models import Duty, DutyCount, Grant, MatterBar, MatterParty, Refusal
from youzhang.ledger.openness import still_open, too_late
from youzhang.ledger.queries import Key
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.scope import seen
from youzhang.ledger.state import bearing_on

_MUST = Q(strength="must")
_IN_TIME = Q(outcome="met", late=False)

Stand = tuple[str, str, str]  # article, month, state


class Tally(NamedTuple):
    """How the duties of some articles or months went. Waived and lapsed are never counted as done."""

    on_time: int = 0
    entered_after: int = 0
    late: int = 0
    slipped: int = 0
    missed: int = 0
    in_principle_late: int = 0
    waived: int = 0
    lapsed: int = 0
    overdue: int = 0

    @property
    def in_time(self) -> int:
        """Done in time, entered in time or later."""
        return self.on_time + self.entered_after

    @property
    def judged(self) -> int:
        """Done, or overdue; "in principle" is never held against anybody."""
        return self.in_time + self.late + self.slipped + self.missed + self.overdue

    @property
    def rate(self) -> float | None:
        """The share done in time, or None while nothing can be judged."""
        return self.in_time / self.judged if self.judged else None


NOTHING = Tally()


def total(tallies: Iterable[Tally | None]) -> Tally:
    """All together, those that are there."""
    some = [tally for tally in tallies if tally]
    return Tally(*map(sum, zip(*some, strict=True))) if some else NOTHING


@dataclass(frozen=True)
class Open:
    """The open duties of an article: how many are owed, how many of them overdue."""

    owed: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class Standing:
    """How a centre's duties stand at this moment, as far as one viewer may see them."""

    counts: Mapping[Stand, int]

    def tallies(self, months: Sequence[date]) -> dict[tuple[str, str], Tally]:
        """(article, "2026-11") → how the duties opened in that month went."""
        names = {f"{month:%Y-%m}" for month in months}
        found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
        for (article, month, state), n in self.counts.items():
            if month in names and state != counting.OPEN:
                found[article, month]["overdue" if state == counting.MUST else state] = n
        return {key: Tally(**numbers) for key, numbers in found.items()}

    @property
    def open(self) -> dict[str, Open]:
        """Article → what is open at this moment."""
        of: dict[str, Counter[str]] = {counting.OPEN: Counter(), counting.MUST: Counter()}
        for (article, _month, state), n in self.counts.items():
            if state in of:
                of[state][article] += n
        return {article: Open(n, of[counting.MUST][article]) for article, n in of[counting.OPEN].items()}


def tallies(
    viewer: Viewer, centre: Centre, months: Sequence[date], articles: Sequence[str] = ()
) -> dict[tuple[str, str], Tally]:
    """(article, "2026-11") → how the duties opened in that month went."""
    return standing(viewer, centre, articles).tallies(months)


def standing(viewer: Viewer, centre: Centre, articles: Sequence[str] = ()) -> Standing:
    """What the table counts for the kinds of matter that the viewer's roles see, set right for this moment and for what
    is hidden from them, or open to them alone."""
    kinds = sorted(policy.kinds_seen_by(viewer.roles.get(centre.pk, frozenset())))
    rows = DutyCount.objects.filter(counting.stands(clock.today()), centre=centre, kind__in=kinds)
    rows = rows.filter(article__in=articles) if articles else rows
    sums = rows.order_by().values_list("article", "month", "state").annotate(total=Sum("n"))
    found = Counter({(article, month, state): n for article, month, state, n in sums})
    for sign, stand in (*_apart(viewer, centre, kinds), *_today(viewer, centre)):
        if not articles or stand[0] in articles:
            found[stand] += sign
    return Standing({stand: n for stand, n in found.items() if n})


def _today(viewer: Viewer, centre: Centre) -> Iterator[tuple[int, Stand]]:
    """What shows later today is not owed yet; what fell due today is overdue already; what has become too late is
    missed, whether or not that is noted."""
    today, given = clock.today(), {"centre": centre.pk}
    starts, ends = clock.start_of(today), clock.end_of(today)

    def later() -> QuerySet[Duty, tuple[str, object]]:
        return _open(viewer).filter(shows_at__gt=clock.now(), shows_at__lt=Given("ends"))

    def overdue() -> QuerySet[Duty, tuple[str, object]]:
        return _open(viewer).filter(_MUST, due__gt=Given("starts"), due__lte=clock.now())

    def over() -> QuerySet[Duty, Any]:
        return counting.counted(Duty.objects.visible_to(viewer).filter(too_late(), centre=Given("centre")))

    for row in seen("ledger.too late", viewer, over, **given):
        yield from counting.missed_now(counting.Counted(*row))
    for article, opened_at in seen("ledger.later today", viewer, later, ends=ends, **given):
        yield -1, (article, counting.month_of(opened_at), counting.OPEN)
    for article, opened_at in seen("ledger.due today", viewer, overdue, starts=starts, **given):
        yield 1, (article, counting.month_of(opened_at), counting.MUST)


def _open(viewer: Viewer) -> QuerySet[Duty, tuple[str, object]]:
    rows = Duty.objects.visible_to(viewer).filter(centre=Given("centre"), outcome="open")
    found: QuerySet[Duty, tuple[str, object]] = rows.values_list("article", "opened_at")
    return found


def _apart(viewer: Viewer, centre: Centre, kinds: Sequence[str]) -> Iterator[tuple[int, Stand]]:
    """Duties that count for everybody of these roles but not for this viewer, and the other way round."""
    bearing, found = bearing_on(viewer), list[tuple[int, QuerySet[Duty]]]()
    if bearing.grants:
        besides = sorted(vocabulary().matters.keys() - kinds)
        let_in = Grant.objects.filter(user__in=viewer.people(centre.pk), centre=centre, kind__in=besides)
        found.append((1, Duty.objects.visible_to(viewer).filter(matter__in=let_in.values("matter"))))
    if bearing.matters or bearing.persons or bearing.parts:
        hidden = Duty.unscoped.filter(_hidden(viewer), centre=centre, matter__kind__in=kinds)
        found.append((-1, hidden))
    for sign, duties in found:
        for row in counting.counted(duties):
            yield from ((sign, stand) for stand in counting.standing_now(row))


def _hidden(viewer: Viewer) -> Q:
    barred = Bar.objects.filter(user=viewer.user_id).values("subject")
    parts = Q(subject__in=barred) | Q(subject=viewer.subject_id, part__in=policy.barring_parts())
    matters = MatterBar.objects.filter(user=viewer.user_id).values("matter")
    return Q(matter__in=matters) | Q(matter__in=MatterParty.objects.filter(parts).values("matter"))


def next_month(day: date) -> date:
    """The first day of the month after."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def last_months(day: date, count: int) -> list[date]:
    """The first days of the months up to this one, oldest first."""
    ends = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(ends - count + 1, ends + 1)]


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
        "late": Q(late=True) | _overdue() | too_late(),
        "open": still_open(),
        "waived": Q(outcome__in=["waived", "lapsed"]),
    }
    return states.get(state, Q())
