"""What may be done with a meeting. Pure."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.policy import check_may, may
from youzhang.meetings.facts import CONFERENCES, KINDS
from youzhang.meetings.models import STATES, Decision, Meeting


def check_still_called(meeting: Meeting) -> None:
    """A meeting is held, or called off, once."""
    if meeting.state != "called":
        raise Stale(
            "rule:meeting_over",
            _("This meeting is over."),
            _("It is now: %(state)s.") % {"state": str(STATES[meeting.state])},
        )


def check_may_call(kind: str, viewer: Viewer, centre_id: UUID) -> None:
    """The crisis communication meeting is called by the project lead (psych:15.3e), others by more roles."""
    check_may(viewer, _asks(kind), centre_id)


def kinds_called_by(viewer: Viewer, centre_id: UUID, *, about: bool) -> list[str]:
    """What somebody is offered to call: about somebody a conference, else what their roles may."""
    if about:
        return list(CONFERENCES)
    kinds = [kind for kind in KINDS if kind not in CONFERENCES]
    return [kind for kind in kinds if may(viewer, _asks(kind), centre_id)]


def _asks(kind: str) -> str:
    return "meetings.call_crisis" if kind == "crisis_meeting" else "meetings.call"


def check_may_call_off(meeting: Meeting, viewer: Viewer) -> None:
    """Whoever called it says that it will not take place, or who may call one."""
    check_still_called(meeting)
    if meeting.called_by_id != viewer.user_id:
        check_may(viewer, "meetings.call", meeting.matter.centre_id)


def check_may_see_to(decision: Decision, viewer: Viewer) -> None:
    """Its owner says that it was carried out, or who may call a meeting; once."""
    if decision.done_at:
        raise Stale("rule:decision_done", _("This was carried out already."), _("Look at the meeting again."))
    if decision.owner_id != viewer.user_id:
        check_may(viewer, "meetings.call", decision.matter.centre_id)


def check_held(meeting: Meeting) -> None:
    """Minutes and decisions belong to a meeting that took place."""
    if meeting.state != "held":
        raise Refused(
            "rule:meeting_not_held", _("This meeting has not been held."), _("Sign in who came first.")
        )


def check_quorum(present: int) -> None:
    """One person alone is no meeting."""
    if present < 2:
        raise Refused(
            "rule:meeting_alone",
            _("A meeting has at least two people."),
            _("Tick everybody who came."),
            "present",
        )
