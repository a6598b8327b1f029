"""Stay with the person: follow-ups, a plan to stay safe (psych:14b, psych:15.3c)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Crisis, FollowUp, SafetyPlan
from youzhang.crisis.rules import higher
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text


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
        record("crisis.followed_up", reached=given.reached)
        if higher(row.level, given.level) != row.level:
            row.level = given.level
            record("crisis.level_set", level=given.level, tool=False)
    return made


def plan_follow_up(crisis: Crisis, day: date, *, by: User, viewer: Viewer) -> None:
    """One more follow-up, on a day, besides those of the series."""
    check_may_act(viewer, crisis)
    if day < clock.today():
        raise Refused("rule:follow_up", _("This day is over."), _("Choose a day from today on."), "day")
    with changing(crisis, by=by) as (_row, record):
        record("crisis.follow_up_planned", day=day)


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
