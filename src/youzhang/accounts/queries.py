"""Who works at a centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from youzhang.accounts.actions import workers
from youzhang.accounts.models import Centre, Delegation, RoleHolding, User
from youzhang.accounts.viewer import Viewer

# The same roles as the act `accounts.staff` of the policy table, which lies in a room above.
STAFF_KEEPERS = frozenset({"project_lead", "director", "sysadmin"})


@dataclass(frozen=True)
class Member:
    """A member of staff as one centre sees them."""

    user: User
    holdings: Sequence[RoleHolding]

    @property
    def may_sign_in(self) -> bool:
        """Whether they have set a password and are not shut out."""
        return self.user.is_active and self.user.has_usable_password()


def keeps_staff(viewer: Viewer, centre: Centre) -> bool:
    """Whether the viewer keeps the staff list of a centre."""
    return any(viewer.has(role, centre.pk) for role in STAFF_KEEPERS)


def members(viewer: Viewer, centre: Centre, day: date, *, former: bool = False) -> list[Member]:
    """Everybody with a role now or later; or those whose roles have all ended."""
    if centre.pk not in viewer.centres:
        return []
    here = RoleHolding.objects.filter(centre=centre)
    current = here.filter(Q(ends_on=None) | Q(ends_on__gte=day)).values("user")
    ids = here.exclude(user__in=current).values("user") if former else current
    return _members(User.objects.filter(pk__in=ids), centre)


def member_for(viewer: Viewer, centre: Centre, user_id: UUID) -> Member | None:
    """One member of the centre's staff, past ones too."""
    if centre.pk not in viewer.centres:
        return None
    found = _members(User.objects.filter(pk=user_id, holdings__centre=centre).distinct(), centre)
    return found[0] if found else None


def _members(users: QuerySet[User], centre: Centre) -> list[Member]:
    holdings = RoleHolding.objects.filter(centre=centre).order_by("starts_on", "role")
    rows = users.select_related("subject__key").prefetch_related(
        Prefetch("holdings", holdings, to_attr="here")
    )
    return [Member(user, user.here) for user in rows.order_by("username")]


def delegations(centre: Centre, absent: User, day: date) -> list[Delegation]:
    """Who stands in for somebody, now or later."""
    found = Delegation.objects.filter(centre=centre, absent=absent, ends_on__gte=day)
    return list(found.select_related("deputy__subject__key", "named_by__subject__key").order_by("starts_on"))


def named_by_others(absent: User, day: date) -> bool:
    """Whether colleagues have said that somebody is away, now or later."""
    found = Delegation.objects.filter(absent=absent, ends_on__gte=day, named_by__isnull=False)
    return found.exists()


def deputies(centre: Centre, absent: User, by: User, day: date) -> list[User]:
    """Whom somebody may name to stand in for one who is away: never themself."""
    return [one for one in workers(centre.pk, day) if one.pk not in {absent.pk, by.pk}]


def stands_in_for(user: User, day: date) -> list[Delegation]:
    """For whom somebody stands in today."""
    found = Delegation.objects.filter(deputy=user, starts_on__lte=day, ends_on__gte=day)
    return list(found.select_related("absent__subject__key", "centre").order_by("ends_on"))
