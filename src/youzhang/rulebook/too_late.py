"""When the point of a duty is over (grammar B.3, `until`): what is still open then ends as missed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from youzhang.kit.clock import end_of
from youzhang.rulebook.constructs import DutyRule
from youzhang.rulebook.decisions import TOO_LATE, Decisions
from youzhang.rulebook.owed import Owed
from youzhang.rulebook.terms import DateName
from youzhang.rulebook.timeline import Timeline, sources

_NEVER = datetime.max.replace(tzinfo=UTC)


class Over(NamedTuple):
    """From when a duty is too late to do, and whether this is past: told by a later date, or noted by the worker."""

    at: datetime
    past: bool


def over(one: Owed, timeline: Timeline, decisions: Decisions) -> Over | None:
    """As its date stood from moment to moment: what was over before the date was moved stays over."""
    names = one.rule.until if isinstance(one.rule, DutyRule) else ()
    if not names:
        return None
    moments = [one.opening.at, *_changes(names, one, timeline)]
    for moment, following in pairwise((*moments, _NEVER)):
        ends = _as_known(names, one, timeline, moment)
        if ends and (ends <= moment or ends <= following < _NEVER):
            return Over(max(ends, moment), past=True)
    noted = any(ends and fact.at >= ends for fact in decisions.of(TOO_LATE))
    return Over(ends, noted) if ends else None


def _changes(names: Sequence[DateName], one: Owed, timeline: Timeline) -> list[datetime]:
    """The instants after the opening at which one of the dates was set."""
    values = (
        value
        for source in sources(names[0].scope, timeline)
        for name in names
        for value in source.values.get(name.field, ())
    )
    return sorted({moment for moment, _value in values if moment > one.opening.at})


def _as_known(names: Sequence[DateName], one: Owed, timeline: Timeline, moment: datetime) -> datetime | None:
    """What was set last of the dates, the matter's own before its parent's; of those set at once the first named."""
    if names[0].scope == "opening":
        values = (one.opening.data.get(name.field) for name in names)
        return next((found for value in values if (found := _instant(value))), None)
    for source in sources(names[0].scope, timeline):
        known = [
            (set_at, -order, value)
            for order, name in enumerate(names)
            for set_at, value in source.values.get(name.field, ())
            if set_at <= moment
        ]
        if known:
            return _instant(max(known, key=lambda entry: entry[:2])[2])
    return None


def _instant(value: Any) -> datetime | None:
    """The hour it begins, else the end of that day."""
    if isinstance(value, datetime):
        return value
    return end_of(value) if isinstance(value, date) else None
