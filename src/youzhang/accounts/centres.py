"""The centre that a member of staff looks at: chosen in the top bar, else the first of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from youzhang.accounts.models import Centre

SESSION = "centre"


def current_centre(request: Any) -> Centre:
    """The chosen centre while a role is still held there, else the first by code."""
    mine = (
        Centre.objects.select_related("organisation").filter(pk__in=request.viewer.centres).order_by("code")
    )
    chosen = request.session.get(SESSION)
    found = mine.filter(pk=chosen).first() if chosen else None
    return found or mine[0]


def choose_centre(request: Any, centre_id: UUID) -> bool:
    """Look at another centre from now on; False when no role is held there."""
    if centre_id not in request.viewer.centres:
        return False
    request.session[SESSION] = str(centre_id)
    return True
