"""Who reads what is said in a crisis: its leads, and those let in by name. Its frame shows to all who can act on it."""

from __future__ import annotations

from collections.abc import Set

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.crisis.rules import LEADS
from youzhang.kit import clock
from youzhang.ledger.models import Grant

# Why a supervisor was let in: they read all, comment the review, and do nothing else.
SUPERVISOR = "supervisor"


def reasons_for(viewer: Viewer, crisis: Crisis) -> Set[str]:
    """Why the viewer was let in to what is said: heads the department or the project, opened it, leads it, is the
    second, supervises. Empty: not at all.

    Asked only about a crisis that is visible to them: a bar has had its say."""
    people = viewer.people(crisis.matter.centre_id)
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    found = Grant.objects.filter(live, matter=crisis.matter_id, user__in=people)
    heads = LEADS & viewer.roles.get(crisis.matter.centre_id, frozenset())
    return heads | set(found.values_list("reason", flat=True))


def may_read(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether they read what is said."""
    return bool(reasons_for(viewer, crisis))


def may_act(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether they act in it, more than to read and comment."""
    return bool(reasons_for(viewer, crisis) - {SUPERVISOR})
