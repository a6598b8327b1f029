"""An exit and its steps as those let in by name read them."""

from __future__ import annotations

from django.db.models import Case as Switch
from django.db.models import When

from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.leaving import running_exit
from youzhang.casework.models import Case, Leaving, LeavingStep
from youzhang.meetings.models import Meeting


def leaving_of(viewer: Viewer, case: Case) -> Leaving | None:
    """The exit of a case that is under way, else the newest: one may have begun earlier than it was entered."""
    found = (
        Leaving.objects.visible_to(viewer)
        .filter(case=case)
        .select_related("matter__key", "case__matter__centre")
    )
    under_way = When(state="open", then=0)
    leaving: Leaving | None = found.order_by(Switch(under_way, default=1), "-started_at", "-pk").first()
    return leaving


def steps_of(viewer: Viewer, leaving: Leaving) -> list[LeavingStep]:
    """The steps taken, in order."""
    found = LeavingStep.objects.visible_to(viewer).filter(leaving=leaving)
    return list(found.select_related("matter__key", "by__subject__key").order_by("at"))


def to_acknowledge(case: Case) -> Leaving | None:
    """The exit that the head of the service acknowledges: they see that there is one, not what was said."""
    return running_exit(case)


def called_conference(viewer: Viewer, case: Case) -> Meeting | None:
    """The conference that was called and not yet held."""
    found: Meeting | None = (
        Meeting.objects.visible_to(viewer)
        .filter(about=case.matter_id, kind="case_conference", state="called")
        .select_related("matter__centre", "matter__key")
        .order_by("starts_at")
        .first()
    )
    return found
