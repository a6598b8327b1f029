"""Stay with the person: follow-ups, a plan to stay safe (psych:14b, psych:15.3c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act, raise_to
from youzhang.crisis.actions.who import qualified
from youzhang.crisis.models import Crisis, FollowUp, SafetyPlan
from youzhang.crisis.queries import SERIES
from youzhang.kit import clock
from youzhang.kit.refused import Stale
from youzhang.kit.text import clean_text
from youzhang.ledger.models import Duty
from youzhang.rulebook.terms import last_day_of


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
    by: User,
    viewer: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> FollowUp:
    """Note a follow-up. A higher level counts at once; a lower one waits for a second person."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by, at=at, late_reason=late_reason) as (row, record):
        made: FollowUp = FollowUp.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, way=given.way, reached=given.reached,
            level=given.level, words=clean_text(given.words) or None,
        )  # fmt: skip
        fit = qualified(by.pk, row.matter.centre_id, record.at)
        stood = row.path or None
        record("crisis.followed_up", reached=given.reached, way=given.way, qualified=fit, path=stood)
        raise_to(row, given.level, record, tool=False)
    return made


def plan_follow_up(crisis: Crisis, day: date, *, by: User, viewer: Viewer) -> None:
    """One more follow-up, on a day, besides those of the series."""
    check_may_act(viewer, crisis)
    rules.check_follow_up_day(day, clock.today(), None, None)
    with changing(crisis, by=by) as (_row, record):
        record("crisis.follow_up_planned", day=day)


def move_follow_up(crisis: Crisis, duty: Duty, day: date, reason: str, *, by: User, viewer: Viewer) -> None:
    """One follow-up on another day, with a reason; the others stay as they are."""
    centre = crisis.matter.centre_id
    rules.check_in_charge(crisis, viewer.people(centre), viewer.roles.get(centre, frozenset()))
    with changing(crisis, by=by) as (row, record):
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


def make_safety_plan(crisis: Crisis, plan: Mapping[str, str], *, by: User, viewer: Viewer) -> SafetyPlan:
    """The plan to stay safe, made with the person; a new one stands beside the old."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by) as (row, record):
        kept = {name: clean_text(text) for name, text in plan.items()}
        made: SafetyPlan = SafetyPlan.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, plan=kept
        )
        record("crisis.safety_planned")
    return made
