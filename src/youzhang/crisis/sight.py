"""Who reads what is said in a crisis: those let in by name. Its frame shows to all who can act on it."""

from __future__ import annotations

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Grant


def may_read(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether the viewer was let in by name: opened it, leads it, is a head, or was asked to be the second."""
    people = viewer.people(crisis.matter.centre_id)
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return Grant.objects.filter(live, matter=crisis.matter_id, user__in=people).exists()
