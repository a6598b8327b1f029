"""The centre that a member of staff looks at: chosen in the top bar, else the first of theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from youzhang.accounts.models import Centre
from youzhang.kit.kept import Given, kept

SESSION = "centre"


def my_centres(request: Any) -> tuple[Centre, ...]:
    """The centres at which the viewer holds a role, by code; read once a request."""
    if not hasattr(request, "_my_centres"):
        request._my_centres = tuple(kept("accounts.centres", _centres).ask(ids=list(request.viewer.centres)))
    centres: tuple[Centre, ...] = request._my_centres
    return centres


def _centres() -> QuerySet[Centre]:
    return Centre.objects.filter(pk__in=[Given("ids")]).select_related("organisation").order_by("code")


def current_centre(request: Any) -> Centre:
    """The chosen centre while a role is still held there, else the first by code."""
    mine, chosen = my_centres(request), request.session.get(SESSION)
    return next((centre for centre in mine if str(centre.pk) == chosen), mine[0])


def choose_centre(request: Any, centre_id: UUID) -> bool:
    """Look at another centre from now on; False when no role is held there."""
    if centre_id not in request.viewer.centres:
        return False
    request.session[SESSION] = str(centre_id)
    return True
