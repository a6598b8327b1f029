"""Reading crises: what waits for somebody, one crisis as far as one may read it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis


def open_for(viewer: Viewer) -> QuerySet[Crisis]:
    """The crises that nobody has taken, of those the viewer can act on; the longest waiting first."""
    waiting = Crisis.objects.visible_to(viewer).filter(taken_at=None, closed_at=None)
    found: QuerySet[Crisis] = waiting.select_related("matter").order_by("opened_at")
    return found


def crisis_for(viewer: Viewer, matter_id: UUID) -> Crisis | None:
    """A crisis that the viewer may see; what is said in it only `sight.may_read` opens."""
    along = ("matter__centre", "matter__key", "lead__subject__key", "opened_by__subject__key")
    found: Crisis | None = (
        Crisis.objects.visible_to(viewer).select_related(*along).filter(matter_id=matter_id).first()
    )
    return found
