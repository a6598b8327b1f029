"""What pages show where a level is judged: whether a crisis of the client is open, and the way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.danger import open_crisis_of
from youzhang.casework.codes import CRISIS_LEVEL
from youzhang.casework.models import Case
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import crisis_for


def danger_options(case: Case, before: int = 0) -> dict[str, Any]:
    """What the form must know to ask what follows from a high level."""
    return {"before": before, "running": open_crisis_of(case) is not None}


def open_crisis_for(viewer: Viewer, case: Case) -> Crisis | None:
    """The open crisis of the client, if the viewer may see it."""
    crisis = open_crisis_of(case)
    return crisis_for(viewer, crisis.matter_id) if crisis else None


def to_the_crisis(viewer: Viewer, case: Case, back: str) -> Callable[[Any], str]:
    """Where one goes after noting a level: at a high one, to the crisis that is open."""

    def done(noted: Any) -> str:
        crisis = open_crisis_for(viewer, case) if noted.level >= CRISIS_LEVEL else None
        return reverse("crisis:crisis", args=[crisis.matter_id]) if crisis else back

    return done
