"""Requests about a file, and who asked to read it."""

from __future__ import annotations

from uuid import UUID

from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import PARTS
from youzhang.casework.models import AccessCard, Case, FileAccess, RightRequest

ALONG = tuple(f"case__{part}" for part in PARTS)


def rights_of(viewer: Viewer, case: Case) -> list[RightRequest]:
    """What was asked about a file, what waits for an answer first."""
    found = RightRequest.objects.visible_to(viewer).filter(case=case)
    rows = found.select_related("matter__key", "answered_by__subject__key").order_by("-asked_at")[:100]
    return sorted(rows, key=lambda one: one.answered_at is not None)


def right_for(viewer: Viewer, case: Case, request_id: UUID) -> RightRequest | None:
    """One request, while it waits."""
    found: RightRequest | None = (
        RightRequest.objects.visible_to(viewer)
        .filter(case=case, pk=request_id, answered_at=None)
        .select_related("matter__key", *ALONG)
        .first()
    )
    return found


def cards_of(viewer: Viewer, case: Case) -> list[AccessCard]:
    """The cards that hold now."""
    found = AccessCard.objects.visible_to(viewer).filter(case=case, revoked_at=None)
    return list(found.select_related("issued_by__subject__key").order_by("-issued_at")[:10])


def accesses_of(viewer: Viewer, case: Case) -> list[FileAccess]:
    """Who asked to read the case, newest first."""
    found = FileAccess.objects.visible_to(viewer).filter(case=case)
    along = ("matter__key", "asked_by__subject__key", "decided_by__subject__key", *ALONG)
    return list(found.select_related(*along).order_by("-asked_at")[:50])
