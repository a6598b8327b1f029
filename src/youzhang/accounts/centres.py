"""The centre that a member of staff looks at: chosen in the top bar, else the first of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from youzhang.accounts.models import Centre

SESSION = "centre"


def current_centre(request: Any) -> Centre:
    """The chosen centre while a role is still held there, else the first by code."""
    mine, chosen = request.viewer.places, request.session.get(SESSION)
    current: Centre = next((centre for centre in mine if str(centre.pk) == chosen), mine[0])
    return current


def choose_centre(request: Any, centre_id: UUID) -> bool:
    """Look at another centre from now on; False when no role is held there."""
    if centre_id not in request.viewer.centres:
        return False
    request.session[SESSION] = str(centre_id)
    return True
