"""Case conferences about an exit: the parties invited, the deputy head present (psych:37.3a, psych:37.3b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.accounts.models import RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import leaving_rules as rules
from youzhang.casework.actions.leaving import Taken, keep_step, still_open
from youzhang.casework.actions.locking import changing, check_carries
from youzhang.casework.actions.messages import tell_invited
from youzhang.casework.models import Leaving, LeavingStep
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.meetings import actions as meetings
from youzhang.meetings.models import Invited, Meeting


@dataclass(frozen=True)
class Invitation:
    """When and where a conference is, and who is asked to come: colleagues, and the parties by name."""

    starts_at: datetime
    place: str
    colleagues: Sequence[User]
    parties: Sequence[str]


def call_conference(leaving: Leaving, given: Invitation, *, by: Viewer) -> Meeting:
    """Call the conference: with the deputy head, and the parties concerned."""
    check_carries(by, leaving.case)
    centre = leaving.case.matter.centre
    rules.check_invited(
        {one.pk for one in given.colleagues}, deputies(centre.pk), [name for name in given.parties if name]
    )
    with changing(leaving.case, by=by.user) as (row, _record):
        rules.check_asked_to_go(still_open(leaving, row))
        asked = meetings.Call(
            "case_conference", given.starts_at, row.matter.number, given.place, [by.user, *given.colleagues],
            given.parties, row.matter,
        )  # fmt: skip
        meeting = meetings.call(centre, asked, by=by)
        tell_invited(meeting, [one for one in given.colleagues if one.pk != by.user.pk])
        return meeting


def hold_conference(
    leaving: Leaving,
    meeting: Meeting,
    present: Sequence[UUID],
    minutes: str,
    *,
    by: Viewer,
    at: datetime | None = None,
) -> LeavingStep:
    """The conference took place: who came, what was agreed. Without the deputy head it does not count."""
    check_carries(by, leaving.case)
    rules.check_words(minutes)
    with changing(leaving.case, meeting.matter, by=by.user, at=at) as (row, record):
        kept = still_open(leaving, row)
        if meeting.state == "called":
            meetings.hold(meeting, present, by=by, at=at)
            meetings.file_minutes(meeting, meetings.Minutes(minutes), by=by, at=at)
        if not meetings.held_with_role(meeting, "deputy_head"):
            why = _("The deputy head of the service department takes part in this conference.")
            raise Refused("psych:37.3a", why, _("Hold it when they can come."), "present")
        kept.conferences += 1
        kept.save(update_fields=["conferences"])
        held = keep_step(
            kept, f"conference_{kept.conferences}", Taken("", minutes), by.user, record, meeting=meeting
        )
        record("casework.conference_held", number=kept.conferences)
    return held


def invited_to(meeting: Meeting) -> list[tuple[UUID, str]]:
    """Who was asked to come, by name."""
    rows = Invited.unscoped.filter(meeting=meeting).select_related("user__subject__key", "matter__key")
    return [(row.pk, row.user.name if row.user else row.guest or "") for row in rows]


def deputies(centre_id: UUID) -> set[UUID]:
    """The deputy heads of the service department today."""
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=centre_id, role="deputy_head")
    return set(held.values_list("user", flat=True))
