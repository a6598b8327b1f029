"""When a duty is due, and every date it was due before (grammar B.3, matching rules 7 and 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge
from typing import Any

from youzhang.kit.clock import end_of
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.constructs import DutyRule
from youzhang.rulebook.decisions import EXTENDED, Decisions
from youzhang.rulebook.owed import Owed
from youzhang.rulebook.terms import DateName, Due, Span, after, lay
from youzhang.rulebook.timeline import Timeline, sources


@dataclass(frozen=True)
class DuePath:
    """The due as it stood at the end (or stands), and the way there."""

    span: Span | None
    former: tuple[datetime, ...] = ()
    slipped: bool = False
    extended_from: datetime | None = None


def due_path(one: Owed, timeline: Timeline, decisions: Decisions, calendar: Calendar) -> DuePath:
    """Follow the due from the opening through every moved base date and extension until the duty ended."""
    span = _owed_at(one, laid(one.due, one, timeline, calendar, one.opening.at))
    former = _entered_wrong(one, timeline, calendar, one.opening.at, span)
    slipped = False
    extended_from: datetime | None = None
    for at, extension in _changes(one, timeline, decisions):
        moved = extension or _owed_at(one, laid(one.due, one, timeline, calendar, at))
        stays = span and moved and span.end == moved.end
        if span and not stays:
            former.append(span.end)
            slipped = slipped or at > threshold(one, span.end, calendar)
            extended_from = extended_from or (span.end if extension else None)
        former += [] if extension else _entered_wrong(one, timeline, calendar, at, moved)
        span = span if stays else moved
    return DuePath(span, tuple(former), slipped, extended_from)


def _entered_wrong(
    one: Owed, timeline: Timeline, calendar: Calendar, at: datetime, right: Span | None
) -> list[datetime]:
    """When it was due by a date before that was corrected: a correction is no move, and makes nothing slip."""
    wrong = _wrong_values(one.due.base, one, timeline, at) if one.due and one.due.base else []
    spans = (lay(one.due, base, calendar) for value in wrong if one.due and (base := _dated(value)))
    ends = [owed.end for span in spans if (owed := _owed_at(one, span))]
    return [end for end in ends if right is None or end != right.end]


def _wrong_values(name: DateName, one: Owed, timeline: Timeline, at: datetime) -> list[Any]:
    if name.scope == "opening":
        return [data.get(name.field) for data in one.opening.former]
    for source in sources(name.scope, timeline):
        known = [moment for moment, _value in source.values.get(name.field, ()) if moment <= at]
        if known:
            return source.entered_wrong(name.field, known[-1])
    return []


def _owed_at(one: Owed, span: Span | None) -> Span | None:
    """Where the rule says so, a due that lay before the opening is due at once."""
    if span and isinstance(one.rule, DutyRule) and one.rule.past and span.end < one.starts:
        return Span(one.starts)
    return span


def laid(due: Due | None, one: Owed, timeline: Timeline, calendar: Calendar, at: datetime) -> Span | None:
    """A date expression as it stood at an instant; None when there is none or its base date is not known."""
    base = _base(due, one, timeline, at) if due else None
    return lay(due, base, calendar) if due and base else None


def threshold(one: Owed, due: datetime, calendar: Calendar) -> datetime:
    """Up to when a closing counts as on time: the due, or the grace after the opening when that is later."""
    grace = one.rule.on_time_within if isinstance(one.rule, DutyRule) else None
    return max(due, after(one.starts, grace, calendar).end) if grace else due


def _base(due: Due, one: Owed, timeline: Timeline, at: datetime) -> date | datetime | None:
    if due.base is None:
        return one.starts
    if due.base.scope == "period":
        return one.last_day
    if due.base.scope == "opening":
        return _dated(one.opening.data.get(due.base.field))
    known = ([value for moment, value in values if moment <= at] for values in _values(due.base, timeline))
    return _dated(next((values[-1] for values in known if values), None))


def _values(name: DateName, timeline: Timeline) -> list[list[tuple[datetime, Any]]]:
    """The values of a base date in order of time, the matter's own before its parent's."""
    return [source.values.get(name.field, []) for source in sources(name.scope, timeline)]


def _dated(value: Any) -> date | datetime | None:
    return value if isinstance(value, date) else None


def _changes(one: Owed, timeline: Timeline, decisions: Decisions) -> Iterator[tuple[datetime, Span | None]]:
    """Instants after the opening at which the due may have moved, with the new span if a person moved it."""
    known = _values(one.due.base, timeline) if one.due and one.due.base else []
    moves = sorted((value for values in known for value in values), key=lambda value: value[0])
    moved: list[tuple[datetime, Span | None]] = [(at, None) for at, _ in moves if at > one.opening.at]
    extended: list[tuple[datetime, Span | None]] = [
        (max(fact.at, one.opening.at), Span(end_of(fact.data["to_date"]), fact.data["to_date"]))
        for fact in decisions.of(EXTENDED)
    ]
    until = one.ended_at
    for change in merge(moved, extended, key=lambda change: change[0]):
        if until is None or change[0] <= until:
            yield change
