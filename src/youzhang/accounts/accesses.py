"""The access log: who opened which sensitive record. Written before the page is shown; no personal content."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from youzhang.accounts.models import AccessEntry
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.vault import chain


def log_access(viewer: Viewer, act: str, about: UUID, centre_id: UUID) -> None:
    """Append one opening to the centre's access chain, in a transaction of its own."""
    at = clock.now()
    with transaction.atomic():
        sealed = {"at": at.isoformat(), "user": str(viewer.user_id), "act": act, "about": str(about)}
        placed = chain.append(f"access:{centre_id}", sealed)
        entry = fresh(
            AccessEntry,
            centre_id=centre_id,
            at=at,
            user_id=viewer.user_id,
            act=act,
            about=about,
            **vars(placed),
        )
        put([entry])


def payload(entry: AccessEntry) -> dict[str, str]:
    """What the chain sealed of an entry."""
    return {
        "at": entry.at.isoformat(),
        "user": str(entry.user_id),
        "act": entry.act,
        "about": str(entry.about),
    }
