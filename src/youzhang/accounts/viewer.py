"""`Viewer`: the person asking, with the roles they hold today. Every read starts from one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from django.db.models import Q

from youzhang.accounts.models import Delegation, RoleHolding, User

T = TypeVar("T")


@dataclass(frozen=True)
class Viewer:
    """Who asks.

    `roles`: centre id → role codes held today, own or delegated. `acts_for`: centre id → users on leave there.
    """

    user_id: UUID
    subject_id: UUID
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    acts_for: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)

    @property
    def centres(self) -> frozenset[UUID]:
        """The centres this person works at."""
        return frozenset(self.roles)

    def people(self, centre_id: UUID) -> frozenset[UUID]:
        """This person and those they stand in for at a centre: at another they may be colleagues only."""
        return self.acts_for.get(centre_id, frozenset()) | {self.user_id}

    def has(self, role: str, centre_id: UUID | None = None) -> bool:
        """Whether a role is held, at one centre or at any."""
        if centre_id is not None:
            return role in self.roles.get(centre_id, frozenset())
        return any(role in held for held in self.roles.values())

    def centres_with(self, roles: frozenset[str]) -> list[UUID]:
        """The centres where any of these roles is held."""
        return [centre for centre, held in self.roles.items() if held & roles]


def viewer_of(user: User, day: date) -> Viewer:
    """The viewer that a user is on a day: two queries."""
    acts_for: dict[UUID, set[UUID]] = defaultdict(set)
    mine = Q(user=user)
    today = Delegation.objects.filter(deputy=user, starts_on__lte=day, ends_on__gte=day)
    for absent, centre in today.values_list("absent_id", "centre_id"):
        acts_for[centre].add(absent)
        mine |= Q(user=absent, centre=centre)
    roles: dict[UUID, set[str]] = defaultdict(set)
    for centre, role in RoleHolding.objects.filter(mine, RoleHolding.on(day)).values_list(
        "centre_id", "role"
    ):
        roles[centre].add(role)
    return Viewer(user.pk, user.subject_id, _fixed(roles), _fixed(acts_for))


def _fixed(found: Mapping[UUID, set[T]]) -> Mapping[UUID, frozenset[T]]:
    return MappingProxyType({centre: frozenset(some) for centre, some in found.items()})
