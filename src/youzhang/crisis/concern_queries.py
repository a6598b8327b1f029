"""Concerns about abuse, as those who answer for the centre read them."""

from __future__ import annotations

from uuid import UUID

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.keyset import one_page
from youzhang.crisis.models import Concern


def concerns(viewer: Viewer, after: str = "") -> tuple[list[Concern], str]:
    """The concerns that the viewer may see, newest first; one page, and where the next begins."""
    return one_page(Concern.objects.visible_to(viewer).select_related("matter"), "at", after)


def concern_for(viewer: Viewer, matter_id: UUID) -> Concern | None:
    """One concern, if the viewer may see it."""
    along = ("matter__centre", "matter__key", "by__subject__key", "decided_by__subject__key")
    found = Concern.objects.visible_to(viewer).select_related(*along).filter(matter=matter_id)
    concern: Concern | None = found.first()
    return concern
