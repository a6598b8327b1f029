"""What may be done with a meeting. Pure."""

from __future__ import annotations

from django.utils.translation import gettext as _

from youzhang.kit.refused import Refused, Stale
from youzhang.meetings.models import STATES, Meeting


def check_still_called(meeting: Meeting) -> None:
    """A meeting is held, or called off, once."""
    if meeting.state != "called":
        raise Stale(
            "rule:meeting_over",
            _("This meeting is over."),
            _("It is now: %(state)s.") % {"state": str(STATES[meeting.state])},
        )


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
