"""The access log: who opened which sensitive record. Written before the page is shown; no personal content."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import AccessEntry
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.vault import chain

# What is opened of the files of people, in words.
OPENED: dict[str, Any] = {
    "clients.opened": _("opened the file"),
    "clients.contact_shown": _("saw the contact particulars"),
    "clients.numbers_shown": _("saw telephone numbers and address"),
    "intake.opened": _("opened the application"),
    "intake.paper": _("opened a paper of the application"),
    "intake.printed": _("printed the application"),
    "casework.opened": _("opened the case"),
    "casework.session": _("opened a session"),
    "casework.paper": _("opened a paper of the case"),
    "casework.referral": _("opened a referral card"),
    "casework.access": _("opened a request for access"),
    "casework.second_look": _("opened a review by a second person"),
    "staff.shift": _("opened the shift"),
    "staff.file": _("opened the staff file"),
    "staff.handover": _("opened the hand-over"),
    "premises.partner": _("opened the partner"),
    "meetings.opened": _("opened the meeting"),
    "crisis.seen": _("opened the crisis"),
    "crisis.printed": _("printed the crisis"),
    "crisis.concern": _("opened the concern"),
    "crisis.reading": _("opened the emergency reading"),
    "crisis.glass": _("began to read in an emergency"),
}


def in_words(entry: AccessEntry) -> str:
    """What was opened."""
    return str(OPENED.get(entry.act, entry.act))


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
