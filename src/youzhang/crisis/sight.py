"""Who reads what is said in a crisis: its leads, and those let in by name. Its frame shows to all who can act on it."""

from __future__ import annotations

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.crisis.rules import LEADS
from youzhang.kit import clock
from youzhang.ledger.models import Grant


def may_read(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether the viewer heads the department or the project, or was let in: opened it, leads it, is the second.

    Asked only about a crisis that is visible to them: a bar has had its say."""
    if LEADS & viewer.roles.get(crisis.matter.centre_id, frozenset()):
        return True
    people = viewer.people(crisis.matter.centre_id)
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    return Grant.objects.filter(live, matter=crisis.matter_id, user__in=people).exists()
