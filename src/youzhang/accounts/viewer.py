"""`Viewer`: the person asking, with the roles they hold today. Every read starts from one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from django.db.models import F, QuerySet

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.kit.kept import Given, kept

T = TypeVar("T")


@dataclass(frozen=True)
class Viewer:
    """Who asks.

    `user`: the same as an account, to be named as who acted. `roles`: centre id → role codes held today, own or
    delegated. `acts_for`: centre id → users on leave there.
    `places`: these centres, by code.
    """

    user_id: UUID
    subject_id: UUID
    user: User = field(compare=False, repr=False)
    roles: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    acts_for: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    places: tuple[Centre, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def likeness(self) -> tuple[Hashable, dict[str, UUID]]:
        """What the viewer has in common with others of the same roles, and the ids in which they differ, by name.

        Whoever stands in for somebody is like nobody else.
        """
        if self.acts_for:
            acts_for = frozenset(self.acts_for.items())
            return (self.user_id, self.subject_id, frozenset(self.roles.items()), acts_for), {}
        centres = {f"viewer_centre_{n}": centre for n, centre in enumerate(self.roles)}
        who = {"viewer_user": self.user_id, "viewer_subject": self.subject_id, **centres}
        return tuple(self.roles.values()), who

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


def user_of(by: Viewer | None) -> User | None:
    """Who acted; nobody where it was done on the portal by somebody without an account."""
    return by.user if by else None


def viewer_of(user: User, day: date) -> Viewer:
    """The viewer that a user is on a day: one query, or none for who was just signed in by `signed_in_user`."""
    acts_for: dict[UUID, set[UUID]] = defaultdict(set)
    roles: dict[UUID, set[str]] = defaultdict(set)
    places: dict[UUID, Centre] = {}
    known: tuple[date, list[RoleHolding]] | None = getattr(user, _HELD, None)
    for holding in known[1] if known and known[0] == day else _held(user.pk, day):
        roles[holding.centre_id].add(holding.role)
        places[holding.centre_id] = holding.centre
        if holding.user_id != user.pk:
            acts_for[holding.centre_id].add(holding.user_id)
    centres = tuple(sorted(places.values(), key=lambda centre: centre.code))
    return Viewer(user.pk, user.subject_id, user, _fixed(roles), _fixed(acts_for), centres)


def signed_in_user(user_id: UUID, day: date) -> User | None:
    """A user who may still sign in, with the key of their name, read in one query with the roles they hold today."""
    held = _held(user_id, day)
    user = next((holding.user for holding in held if holding.user_id == user_id), None) or _alone(user_id)
    if user is None or not user.is_active:
        return None
    setattr(user, _HELD, (day, held))
    return user


_HELD = "_held"


def _held(user_id: UUID, day: date) -> list[RoleHolding]:
    return kept("accounts.viewer", _holdings).ask(user=user_id, day=day)


def _holdings() -> QuerySet[RoleHolding]:
    """Roles held by a user, and by those they stand in for at the centre concerned."""
    day = Given("day")
    along = ("centre__organisation", "user__subject__key")
    held = RoleHolding.objects.filter(RoleHolding.on(day)).select_related(*along)
    lent = held.filter(
        user__delegations_given__deputy=Given("user"),
        user__delegations_given__centre=F("centre"),
        user__delegations_given__starts_on__lte=day,
        user__delegations_given__ends_on__gte=day,
    )
    return held.filter(user=Given("user")).union(lent, all=True)


def _alone(user_id: UUID) -> User | None:
    """Somebody who holds no role of their own."""
    users = kept(
        "accounts.user", lambda: User.objects.filter(pk=Given("user")).select_related("subject__key")
    )
    return next(iter(users.ask(user=user_id)), None)


def _fixed(found: Mapping[UUID, set[T]]) -> Mapping[UUID, frozenset[T]]:
    return MappingProxyType({centre: frozenset(some) for centre, some in found.items()})
