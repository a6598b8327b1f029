"""Plots that end: one for each way of leaving (psych:35 to psych:37)."""

from __future__ import annotations

from datetime import timedelta

from youzhang.casework import actions
from youzhang.casework.actions.conferences import invited_to
from youzhang.casework.models import Leaving
from youzhang.kit import clock
from youzhang.life.cases.telling import Plot, Told, in_days, talk, words


def reaches_the_goal(told: Told) -> Plot:
    """Six sessions, the goals reached; the client leaves freely and sees before what was recorded."""
    yield from told.begin()
    yield from told.meet(1, 0, 0)
    told.review("reached", "partly")
    asked = actions.ask_right(
        told.case, actions.Asked("see", "client", "desk", talk("right")), **told.acting()
    )
    actions.issue_card(told.case, "client", identity_checked=True, **told.acting())
    yield in_days(3)
    actions.answer_right(asked, "granted", talk("answer"), **told.acting())
    yield from told.meet(0, 0)
    leaving = actions.wish_to_leave(told.case, "goal_reached", talk("goal_reached"), **told.acting())
    _step(told, leaving, "referral", "not_needed")
    yield from _last_talk(told, leaving)


def wants_to_go(told: Told) -> Plot:
    """A child's family wants to stop before the goal: reported, acknowledged, the reasons asked for."""
    yield from told.begin(1)
    yield from told.meet(1, 1, 0)
    leaving = actions.wish_to_leave(told.case, "wish", talk("wish"), **told.acting())
    yield in_days(1)
    _step(told, leaving, "report", "", "report")
    yield in_days(1)
    _step(told, leaving, "acknowledge", role="service_head")
    _step(told, leaving, "reason", "guardian", "reason")
    _step(told, leaving, "reasons", "phone", "reasons")
    yield from _last_talk(told, leaving, "refused")


def is_over(told: Told) -> Plot:
    """The term agreed on is over: told in advance, decided, the reasons told."""
    yield from told.begin()
    yield from told.meet(0, 0, 0, 0)
    ends_on = clock.today() + timedelta(days=14)
    leaving = _proposed(told, "expired", ends_on=ends_on)
    _step(told, leaving, "notice", "face", "notice")
    yield from told.meet(0)
    yield in_days(5)
    yield from _decided(told, leaving)


def is_contested(told: Told) -> Plot:
    """Behaviour that endangers others; the client objects: two conferences with the deputy head, then an end date."""
    yield from told.begin(1)
    yield from told.meet(1, 2)
    leaving = _proposed(told, "threat")
    _step(told, leaving, "client", "face", "told")
    yield in_days(1)
    _step(told, leaving, "contest", "", "contest")
    yield from confer(told, leaving, "strategy")
    yield from told.meet(2)
    _step(told, leaving, "failed", "", "failed")
    yield from confer(told, leaving, "second")
    actions.set_end_date(leaving, clock.today() + timedelta(days=7), **told.acting())
    _step(told, leaving, "referral", "accepted")
    yield in_days(5)
    yield from _decided(told, leaving, "not_reached")


def does_not_fit(told: Told) -> Plot:
    """The service no longer fits: the family told, the plan changed and tried, then decided."""
    yield from told.begin()
    yield from told.meet(0, 1)
    leaving = _proposed(told, "unfit")
    _step(told, leaving, "family", "phone", "told")
    told.plan("behaviour")
    yield from told.meet(1, 1)
    yield from _decided(told, leaving)


def confer(told: Told, leaving: Leaving, minutes: str) -> Plot:
    """A case conference with the deputy head, the client and the supervisor."""
    people = [told.place.one("deputy_head"), told.place.one("supervisor")]
    starts_at = clock.at_hour(in_days(3), 11)
    given = actions.Invitation(starts_at, "团体活动室", people, [told.case.person.name])
    meeting = actions.call_conference(leaving, given, **told.acting())
    yield clock.day_of(starts_at)
    came = [pk for pk, _name in invited_to(meeting)]
    actions.hold_conference(leaving, meeting, came, talk(minutes), **told.acting())


def _proposed(told: Told, ground: str, **more: object) -> Leaving:
    return actions.propose_exit(told.case, ground, talk(ground), **more, **told.acting())  # type: ignore[arg-type]


def _decided(told: Told, leaving: Leaving, interview: str = "held") -> Plot:
    actions.decide_exit(leaving, ends=True, reason=talk("decide"), **told.acting())
    yield in_days(1)
    _step(told, leaving, "reasons", "face", "reasons")
    yield from _last_talk(told, leaving, interview)


def _last_talk(told: Told, leaving: Leaving, outcome: str = "held") -> Plot:
    yield in_days(2)
    _step(
        told, leaving, "interview", outcome, {"held": "exit", "refused": "refused_exit"}.get(outcome, outcome)
    )
    actions.close_case(told.case, **told.acting())


def _step(told: Told, leaving: Leaving, name: str, code: str = "", say: str = "", role: str = "") -> None:
    given = actions.Taken(code, talk(say) if say else words()["comments"][0] if role else "")
    actions.take_step(leaving, name, given, **told.acting(*filter(None, (role,))))
