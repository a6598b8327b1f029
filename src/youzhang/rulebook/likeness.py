"""How far a duty is what a story says: every difference in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from youzhang.kit.ids import duty_identity
from youzhang.rulebook.cast import identity_of, role_of
from youzhang.rulebook.constructs import DutyRule
from youzhang.rulebook.moments import said
from youzhang.rulebook.staging import Stage
from youzhang.rulebook.state_council import seeded_calendar
from youzhang.rulebook.stories import Owes
from youzhang.rulebook.terms import after
from youzhang.rulebook.views import DutyView


def likeness(one: Owes, duty: DutyView, stage: Stage) -> list[str]:
    """In what a duty differs from what is said of it."""
    return [
        *_due(one, duty),
        *_holders(one, duty),
        *_origin(one, duty, stage),
        *_moved(one, duty),
        *_tells(one, duty, stage),
        *_states(one, duty, stage),
    ]


def _due(one: Owes, duty: DutyView) -> Iterator[str]:
    if one.due is None:
        return
    due = duty.due or "none"
    if due != one.due:
        yield f"it is due {_end(one.due)}; by the rules {_end(due)}"


def _end(due: datetime | str) -> str:
    return said(due) if isinstance(due, datetime) else "without a term"


def _holders(one: Owes, duty: DutyView) -> Iterator[str]:
    held = ", ".join(_name(holder, one) for holder in duty.holders) or "nobody"
    missing = [name for name in (*one.by, *(one.only_by or ())) if not _among(name, duty.holders)]
    if missing:
        yield f"{', '.join(missing)} hold it; by the rules {held} do"
    elif one.only_by is not None and not all(_held_by(holder, one.only_by) for holder in duty.holders):
        yield f"only {', '.join(one.only_by) or 'nobody'} hold it; by the rules {held} do"


def _among(name: str, holders: Iterable[str]) -> bool:
    """Whether somebody of the cast, or a role, is among holders: as a role or by name."""
    return any(_held_by(holder, (name,)) for holder in holders)


def _held_by(holder: str, names: Iterable[str]) -> bool:
    return any(holder in (name, role_of(name), str(identity_of(name))) for name in names)


def _name(holder: str, one: Owes) -> str:
    """A role, or somebody whom the story names; an id says nothing to a reader."""
    names = (name for name in (*one.by, *(one.only_by or ())) if str(identity_of(name)) == holder)
    return next(names, holder if "-" not in holder else "one person by name")


def _origin(one: Owes, duty: DutyView, stage: Stage) -> Iterator[str]:
    if one.opened_by and not _opens(stage.fact_id(one.opened_by), duty, stage):
        yield f"“{one.opened_by}” opens it; by the rules something else does"
    if one.number and duty.number != one.number:
        yield f"its number is {one.number}; by the rules {duty.number or 'it has none'}"


def _opens(fact: UUID, duty: DutyView, stage: Stage) -> bool:
    """Whether a fact opens a duty: alone, as the one that opened its period's year, or as a milestone's last."""
    if duty.opened_by:
        return duty.opened_by == fact
    of_year = duty.identity == duty_identity(duty.article, duty.name, fact, duty.number)
    reached = [one for one in stage.final.milestones if one.at == duty.opened_at and fact in one.facts]
    last = any(view.id == fact and view.at == duty.opened_at for _told, view in stage.facts)
    return of_year or bool(reached and last)


def _moved(one: Owes, duty: DutyView) -> Iterator[str]:
    if one.former is not None and tuple(one.former) != duty.former_dues:
        former = ", ".join(map(said, duty.former_dues)) or "none"
        yield f"its former terms are {', '.join(map(said, one.former)) or 'none'}; by the rules {former}"
    if one.slipped is not None and duty.slipped != one.slipped:
        yield f"it {'was' if one.slipped else 'was not'} moved too late; by the rules the other way round"


def _tells(one: Owes, duty: DutyView, stage: Stage) -> Iterator[str]:
    """If nothing happens: the steps still ahead at any entry since it was opened."""
    ahead = [found for at in stage.entries if (found := stage.as_of(duty, at))]
    steps = {(at, to) for found in ahead for at, _step, to in found.escalations}
    for moment, names in one.tells:
        told = [name for at, to in steps if at == moment for name in to]
        missing = [name for name in names if not _among(name, told)]
        if missing:
            others = ", ".join(said(at) for at in sorted({at for at, _to in steps})) or "never"
            yield f"{', '.join(missing)} are told at {said(moment)}; by the rules somebody is told {others}"
        besides = sorted({name for name in told if not _held_by(name, names)})
        if besides:
            held = ", ".join(_name(holder, one) for holder in besides)
            yield f"only {', '.join(names)} are told at {said(moment)}; by the rules {held} besides"


def _states(one: Owes, duty: DutyView, stage: Stage) -> Iterator[str]:
    for at, state in one.states:
        found = stage.as_of(duty, at)
        states = state_of(found, at, stage) if found else ("not yet",)
        if state not in states:
            yield f"it is {state} at {said(at)}; by the rules {' or '.join(states)}"


def state_of(duty: DutyView, at: datetime, stage: Stage) -> tuple[str, ...]:
    """What a duty is at an instant; at its term's end and in the grace it may be called open or late."""
    if duty.opened_at > at:
        return ("not yet",)
    if duty.outcome == "met":
        return ("done late" if duty.late else "done",)
    if duty.outcome != "open":
        return (duty.outcome,)
    if duty.due is None or duty.due > at:
        return ("open",)
    return ("late",) if at > _grace_end(duty, stage) else ("open", "late")


def _grace_end(duty: DutyView, stage: Stage) -> datetime:
    rule = stage.rule_of(duty)
    grace = rule.on_time_within if isinstance(rule, DutyRule) else None
    end = duty.due or duty.opened_at
    return max(end, after(duty.opened_at, grace, seeded_calendar()).end) if grace else end
