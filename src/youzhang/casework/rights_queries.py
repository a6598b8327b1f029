"""Requests about a file, and who asked to read it."""

from __future__ import annotations

from uuid import UUID

from youzhang.accounts.models import AccessEntry, Centre
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import PARTS, matters_of
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


def accesses(viewer: Viewer, centre: Centre) -> list[FileAccess]:
    """Who asked to read which case at a centre, as far as the viewer asked or decides, newest first."""
    found = FileAccess.objects.visible_to(viewer).filter(matter__centre=centre)
    along = ("matter", "case__matter", "asked_by__subject__key")
    return list(found.select_related(*along).order_by("-asked_at")[:50])


def access_for(viewer: Viewer, matter_id: UUID) -> FileAccess | None:
    """One request, for whoever asked and those who decide."""
    along = ("matter__key", "matter__centre", "asked_by__subject__key", "decided_by__subject__key", *ALONG)
    found = FileAccess.objects.visible_to(viewer).filter(matter=matter_id).select_related(*along)
    asked: FileAccess | None = found.order_by("-asked_at").first()
    return asked


def waiting_access(viewer: Viewer, case: Case) -> FileAccess | None:
    """The first request about a case that waits."""
    found = FileAccess.objects.visible_to(viewer).filter(case=case, state="asked")
    asked: FileAccess | None = found.order_by("asked_at").first()
    return asked


def opened_with(access: FileAccess) -> list[AccessEntry]:
    """What the colleague opened of the case while it was open to them, as the access log has it."""
    if access.ends_at is None or access.decided_at is None:
        return []
    about = [matter.pk for matter in matters_of(access.case)]
    found = AccessEntry.objects.filter(
        centre=access.matter.centre_id, user=access.asked_by_id, about__in=about,
        at__range=(access.decided_at, access.ends_at),
    )  # fmt: skip
    return list(found.order_by("at")[:100])
