"""Duties of every month, quarter, half-year or year (grammar B.4): a year at once, no clock."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from uuid import UUID

from youzhang.kit.clock import day_of, start_of
from youzhang.kit.ids import duty_identity
from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import RecurringRule
from youzhang.rulebook.decisions import Decisions
from youzhang.rulebook.editions import Editions
from youzhang.rulebook.endings import Event
from youzhang.rulebook.owed import Opening, Owed
from youzhang.rulebook.terms import DateName, Due
from youzhang.rulebook.timeline import Timeline
from youzhang.rulebook.views import FactView

YEAR_OPENED = "ledger.year_opened"
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_LABELS = {"month": "{0}-{1:02d}", "quarter": "{0}-Q{1}", "half-year": "{0}-H{1}", "year": "{0}"}
_PERIOD = DateName("period")


@dataclass(frozen=True)
class Period:
    """A month, quarter, half-year or year of the Chinese calendar."""

    label: str
    first: date
    last: date

    @classmethod
    def around(cls, day: date, every: str) -> Period:
        """The period a day lies in."""
        months = _MONTHS[every]
        index = (day.month - 1) // months
        after = date(day.year + (index + 1) * months // 12, (index + 1) * months % 12 + 1, 1)
        first = date(day.year, index * months + 1, 1)
        return cls(_LABELS[every].format(day.year, index + 1), first, after - timedelta(days=1))

    def owed_from(self, day: date) -> bool:
        """Whether somebody who starts on a day still owes it: at least half of it must remain."""
        return ((self.last - day).days + 1) * 2 >= (self.last - self.first).days + 1


def periods_of(year: int, every: str) -> list[Period]:
    """The periods of a year."""
    return [Period.around(date(year, month, 1), every) for month in range(1, 13, _MONTHS[every])]


def recurring_duties(
    editions: Editions,
    matter_kind: str,
    timeline: Timeline,
    called_off: tuple[str, ...],
    decisions: Mapping[UUID, Decisions],
) -> Iterator[Owed]:
    """Every period's duties of every year opened on this matter."""
    years: dict[int, FactView] = {}
    for fact in timeline.by_kind.get(YEAR_OPENED, ()):
        years.setdefault(int(fact.data["year"]), fact)
    leaving = [fact for kind in called_off for fact in timeline.by_kind.get(kind, ())]
    for book in editions.books:
        for article, rule in book.recurring_by_matter.get(matter_kind, ()):
            counting = _counting(rule, timeline)
            for period, opened in _periods_owed(rule, book, editions, years):
                one = _owed(book, article, rule, period, opened)
                _end(one, rule, counting.get(period.label, []), leaving, decisions)
                yield one


def _periods_owed(
    rule: RecurringRule, book: Rulebook, editions: Editions, years: Mapping[int, FactView]
) -> Iterator[tuple[Period, FactView]]:
    """The periods this edition judges, of every year opened."""
    for year, opened in years.items():
        for period in periods_of(year, rule.every):
            if editions.in_force(period.first) is book and period.owed_from(opened.data["from_day"]):
                yield period, opened


def _owed(book: Rulebook, article: Article, rule: RecurringRule, period: Period, opened: FactView) -> Owed:
    at = start_of(max(period.first, opened.data["from_day"]))
    opening = Opening(
        root=opened.id,
        fact=None,
        facts=frozenset((opened.id,)),
        at=at,
        entered_at=opened.recorded_at,
        by=None,
        data=opened.data,
    )
    return Owed(
        book=book,
        article=article,
        rule=rule,
        identity=duty_identity(article.id, rule.name, opened.id, period.label),
        number=period.label,
        opening=opening,
        starts=at,
        opened_at=at,
        due=Due(rule.due, "after" if rule.due else "on", _PERIOD),
        last_day=period.last,
    )


def _counting(rule: RecurringRule, timeline: Timeline) -> dict[str, list[FactView]]:
    """The facts that count, by the label of their period."""
    found: dict[str, list[FactView]] = {}
    for fact in timeline.facts:
        if any(trigger.fact == fact.kind and trigger.fits(fact.data) for trigger in rule.closes_on):
            named = fact.data.get(rule.period_in) if rule.period_in else fact.at
            day = day_of(named) if isinstance(named, datetime) else named
            if isinstance(day, date):
                found.setdefault(Period.around(day, rule.every).label, []).append(fact)
    return found


def _end(
    one: Owed,
    rule: RecurringRule,
    counting: list[FactView],
    leaving: list[FactView],
    decisions: Mapping[UUID, Decisions],
) -> None:
    """Met by the fact that brings the count, unless waived or called off before."""
    totals = list(accumulate(_weight(rule, fact) for fact in counting))
    one.progress = totals[-1] if totals else 0
    complete = next((fact for fact, total in zip(counting, totals, strict=True) if total >= rule.count), None)
    waiver = decisions[one.identity].waived if one.identity in decisions else None
    events = [Event.by("met", complete)] if complete else []
    events += [Event.by("waived", waiver)] if waiver else []
    events += [Event.by("lapsed", fact) for fact in leaving]
    if events:
        one.ending = min(events, key=lambda event: event.order).ending


def _weight(rule: RecurringRule, fact: FactView) -> float:
    return float(fact.data.get(rule.of) or 0) if rule.of else 1
