"""Stay with the person: follow-ups, a plan to stay safe (psych:14b, psych:15.3c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules, who_rules
from youzhang.crisis.actions.again import open_again
from youzhang.crisis.actions.alarm import raise_level
from youzhang.crisis.actions.locking import changing, check_may_act, note_level
from youzhang.crisis.actions.who import qualified
from youzhang.crisis.models import Crisis, FollowUp, SafetyPlan
from youzhang.crisis.queries import SERIES, series_of
from youzhang.crisis.rules import stood_at
from youzhang.kit import clock
from youzhang.kit.refused import Stale
from youzhang.kit.text import clean_text
from youzhang.ledger.models import Duty
from youzhang.rulebook.terms import last_day_of
from youzhang.vault.models import Subject


@dataclass(frozen=True)
class Contact:
    """How it was tried, whether the person was reached, how they are, the level found."""

    way: str
    reached: bool
    level: str = ""
    words: str = ""


def follow_up(
    crisis: Crisis,
    given: Contact,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> FollowUp:
    """Note a follow-up. A higher level counts at once; a lower one waits for a second person. Once the crisis is
    closed, the follow-ups that go on are noted here, and danger found in one opens a crisis of its own."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason, closed=True) as (row, record):
        if row.closed_at:
            check_watched(row)
        made: FollowUp = FollowUp.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, way=given.way, reached=given.reached,
            level=given.level, words=clean_text(given.words) or None,
        )  # fmt: skip
        record(
            "crisis.followed_up", reached=given.reached, level=stood_at(row.level), way=given.way,
            tries=None if given.reached else _tries(row), path=row.path or None,
            qualified=qualified(by.user.pk, row.matter.centre_id, record.at),
        )  # fmt: skip
        if row.closed_at is None:
            note_level(row, record, given.level, tool=False)
    if row.closed_at and given.level >= rules.DANGER:
        raise_level(open_again(row, by=by, words=given.words), given.level, by=by.user)
    return made


def _tries(row: Crisis) -> int:
    """How often in a row the person was not reached, this time included."""
    tried = FollowUp.unscoped.filter(crisis=row).order_by("-at", "-id").values_list("reached", flat=True)
    return next((n for n, reached in enumerate(tried) if reached), len(tried))


def check_watched(row: Crisis) -> None:
    """A closed crisis whose follow-ups go on (psych:15.3c)."""
    owed = Duty.unscoped.filter(matter=row.matter_id, article=SERIES, outcome="open")
    if not series_of(owed):
        rules.check_open(row)


def note_lost(subject: Subject, how: str, *, by: User) -> None:
    """Somebody did not come, or called off: where they are in danger, they are spoken to the same day (psych:14b)."""
    running = Crisis.unscoped.filter(subject=subject, closed_at=None).select_related("matter__centre")
    for crisis in running:
        if stood_at(crisis.level) >= rules.DANGER:
            with changing(crisis, by=by) as (_row, record):
                record("crisis.appointment_lost", day=clock.today(), how=how)


def plan_follow_up(crisis: Crisis, day: date, *, by: Viewer) -> None:
    """One more follow-up, on a day, besides those of the series."""
    check_may_act(by, crisis)
    rules.check_follow_up_day(day, clock.today(), None, None)
    with changing(crisis, by=by.user) as (_row, record):
        record("crisis.follow_up_planned", day=day)


def move_follow_up(crisis: Crisis, duty: Duty, day: date, reason: str, *, by: Viewer) -> None:
    """One follow-up on another day, with a reason; the others stay as they are."""
    centre = crisis.matter.centre_id
    who_rules.check_in_charge(crisis, by.people(centre), by.roles.get(centre, frozenset()))
    with changing(crisis, by=by.user, closed=True) as (row, record):
        owed = Duty.unscoped.filter(matter=row.matter_id, article=SERIES, outcome="open")
        days = {one.pk: (one.name, last_day_of(one.due), _own_day(one)) for one in owed if one.due}
        if duty.pk not in days:
            raise Stale("rule:duty_closed", _("This duty is no longer open."), _("Look at the list again."))
        name, was, own = days.pop(duty.pk)
        others = [(now, first) for series, now, first in days.values() if series == name == "follow_ups"]
        before = max((now for now, _first in others if now < was), default=None)
        # Nor does it pass the day that the next one had at first: moved one by one, all of them would go far away.
        later = [min(now, first) for now, first in others if now > was]
        after = min(later, default=own + rules.LONGEST_MOVE)
        rules.check_follow_up_day(day, clock.today(), before, after)
        record("ledger.duty_extended", duty=duty.pk, to_date=day, reason_code=reason)


def _own_day(duty: Duty) -> date:
    """The day on which it was owed before anybody moved it."""
    own = duty.extended_from or duty.due
    assert own is not None
    return last_day_of(own)


def has_safety_plan(subject: Subject) -> bool:
    """Whether a safety plan was ever made with this person."""
    return bool(SafetyPlan.unscoped.filter(crisis__subject=subject).exists())


def make_safety_plan(crisis: Crisis, plan: Mapping[str, str], *, by: Viewer) -> SafetyPlan:
    """The plan to stay safe, made with the person; a new one stands beside the old."""
    check_may_act(by, crisis)
    kept = {name: clean_text(text) for name, text in plan.items()}
    rules.check_safety_plan(kept)
    with changing(crisis, by=by.user) as (row, record):
        made: SafetyPlan = SafetyPlan.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, plan=kept
        )
        record("crisis.safety_planned")
    return made
