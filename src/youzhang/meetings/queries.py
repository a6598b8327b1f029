"""Reading meetings, as far as the viewer may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.ledger.models import Fact, Matter
from youzhang.meetings.models import Decision, Invited, Meeting

PAGE = 30


def meetings_at(
    viewer: Viewer, centre: Centre, *, kind: str = "", after: str = ""
) -> tuple[list[Meeting], str]:
    """The meetings of a centre, the latest first; one page, and where the next begins."""
    found = Meeting.objects.visible_to(viewer).filter(matter__centre=centre)
    if kind:
        found = found.filter(kind=kind)
    moment, _sign, pk = after.partition("~")
    try:
        at, last = datetime.fromisoformat(moment), UUID(pk)
        found = found.filter(Q(starts_at__lt=at) | Q(starts_at=at, pk__lt=last))
    except ValueError:
        pass
    rows = list(found.select_related("matter__key").order_by("-starts_at", "-pk")[: PAGE + 1])
    end = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{end.starts_at.isoformat()}~{end.pk}" if end else ""


def meeting_for(viewer: Viewer, matter_id: UUID) -> Meeting | None:
    """One meeting, if the viewer may see it."""
    along = ("matter__centre", "matter__key", "called_by__subject__key", "minutes_by__subject__key", "about")
    found = Meeting.objects.visible_to(viewer).select_related(*along).filter(matter=matter_id)
    meeting: Meeting | None = found.first()
    return meeting


@dataclass(frozen=True)
class File:
    """A meeting with who was asked, what was decided and what happened."""

    meeting: Meeting
    invited: list[Invited]
    decisions: list[Decision]
    facts: list[Fact]


def file_of(viewer: Viewer, meeting: Meeting) -> File:
    """Everything about a meeting that was just found for this viewer."""

    def mine(model: Any, *along: str) -> Any:
        return model.objects.visible_to(viewer).filter(matter=meeting.matter_id).select_related(*along)

    decisions = list(mine(Decision, "matter__key", "owner__subject__key").order_by("due_on", "pk"))
    for one in decisions:
        one.matter = meeting.matter
    return File(
        meeting,
        list(mine(Invited, "matter__key", "user__subject__key").order_by("pk")),
        decisions,
        list(mine(Fact, "by__subject__key").order_by("at", "id")),
    )


def decision_for(viewer: Viewer, matter_id: UUID, pk: UUID | None) -> Decision | None:
    """A decision of a meeting; without an id the viewer's own that is due first, else the first that is open."""
    rows = Decision.objects.visible_to(viewer).filter(matter=matter_id)
    rows = rows.select_related("matter__key", "matter__centre", "owner__subject__key")
    if pk:
        asked: Decision | None = rows.filter(pk=pk).first()
        return asked
    waiting = list(rows.filter(done_at=None).order_by("due_on", "pk"))
    return next((one for one in waiting if one.owner_id == viewer.user_id), waiting[0] if waiting else None)


def my_decisions(viewer: Viewer) -> list[Decision]:
    """What the viewer was given to see to and has not done."""
    rows = Decision.objects.visible_to(viewer).filter(owner=viewer.user_id, done_at=None)
    return list(rows.select_related("matter__key", "meeting").order_by("due_on", "pk")[:PAGE])


def matter_for(viewer: Viewer, matter_id: UUID) -> Matter | None:
    """The matter that a conference is to be about, if the viewer may see it."""
    found: Matter | None = (
        Matter.objects.visible_to(viewer).select_related("centre").filter(pk=matter_id).first()
    )
    return found
