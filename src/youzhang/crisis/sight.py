"""Who reads what is said in a crisis: its leads, and those let in by name. Its frame shows to all who can act on it."""

from __future__ import annotations

from collections.abc import Iterable, Set
from uuid import UUID

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis
from youzhang.crisis.who_rules import CALLED, LEADS
from youzhang.kit import clock
from youzhang.ledger.models import DutyHolder, Grant

# Why a supervisor was let in: they read all, comment the review, and do nothing else.
SUPERVISOR = "supervisor"
# Whoever opened it sees what they entered and may always add to it; more only with another part in it.
OPENED = "opened"


def reasons_for(viewer: Viewer, crisis: Crisis) -> Set[str]:
    """Why the viewer was let in to what is said: heads the department or the project, opened it, leads it, is the
    second, supervises, was called by a duty that waits. Empty: not at all.

    Asked only about a crisis that is visible to them: a bar has had its say."""
    return reasons_at(viewer, crisis.matter.centre_id, [crisis])[crisis.matter_id]


def reasons_at(viewer: Viewer, centre: UUID, crises: Iterable[Crisis]) -> dict[UUID, set[str]]:
    """The same for several of one centre, by their matters: asked once, however many there are."""
    roles = viewer.roles.get(centre, frozenset())
    found = {crisis.matter_id: set(LEADS & roles) for crisis in crises}
    live = Q(ends_at=None) | Q(ends_at__gt=clock.now())
    granted = Grant.objects.filter(live, matter__in=found, user__in=viewer.people(centre))
    # The roles whom the chain of an open duty has called.
    called = DutyHolder.objects.filter(matter__in=found, role__in=CALLED & roles) if CALLED & roles else None
    for matter, reason in granted.values_list("matter", "reason"):
        found[matter].add(reason)
    for matter, role in called.values_list("matter", "role") if called is not None else ():
        found[matter].add(role)
    return found


def may_read(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether they read what is said."""
    return bool(reasons_for(viewer, crisis) - {OPENED})


def may_act(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether they act in it, more than to read and comment."""
    return acts_by(reasons_for(viewer, crisis), crisis)


def acts_by(reasons: Set[str], crisis: Crisis) -> bool:
    """Until somebody has taken it, whoever opened it is the one who is there, and acts."""
    return bool(reasons - {SUPERVISOR, OPENED}) or (OPENED in reasons and crisis.lead_id is None)


def may_add(viewer: Viewer, crisis: Crisis) -> bool:
    """Whether they may say what they hear, and whom they called: who acts in it, and who opened it."""
    return bool(reasons_for(viewer, crisis) - {SUPERVISOR})
