"""Who may lead, agree to a lower level, be handed a crisis: one answer for all of them (psych:15.3a)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from youzhang.accounts.models import Delegation, RoleHolding, User
from youzhang.crisis import who_rules
from youzhang.crisis.actions.locking import may_be_asked
from youzhang.crisis.models import Crisis, Expert, Referral
from youzhang.kit import clock
from youzhang.staff.queries import trained, trained_among


class Outsider(NamedTuple):
    """Somebody from outside who can be the second person: who, what they are, and their telephone."""

    name: str
    words: str
    phone: str


def own_roles(person: UUID, centre: UUID) -> frozenset[str]:
    """The roles that somebody holds at a centre today, without those they stand in for."""
    return frozenset(_held([person], centre).get(person, ()))


def roles_of(people: Iterable[User], centre: UUID) -> dict[UUID, set[str]]:
    """The same of several colleagues, at once."""
    return _held([one.pk for one in people], centre)


def _held(people: Collection[UUID], centre: UUID) -> dict[UUID, set[str]]:
    found = RoleHolding.objects.filter(RoleHolding.on(clock.today()), user__in=people, centre=centre)
    roles: dict[UUID, set[str]] = {}
    for person, role in found.values_list("user", "role"):
        roles.setdefault(person, set()).add(role)
    return roles


def qualified(person: UUID, centre: UUID, at: datetime | None = None) -> bool:
    """Whether somebody may lead a crisis: counsellor or support worker by a role of their own, trained."""
    return who_rules.is_qualified(trained(person, at=at), own_roles(person, centre))


def qualified_for(crisis: Crisis, besides: Collection[UUID] = ()) -> list[User]:
    """The colleagues who may lead this crisis, and whom nothing bars from it."""
    found = [one for one in may_be_asked(crisis, who_rules.LEADING) if one.pk not in besides]
    fit = trained_among({one.pk for one in found})
    return [one for one in found if one.pk in fit]


def offered_to(crisis: Crisis, asker: User) -> list[User]:
    """Whom somebody may ask: the qualified, never themself nor who stands in for them; where the house has no other
    one, a head."""
    besides = {asker.pk, *_stand_ins(asker.pk, crisis.matter.centre_id)}
    found = qualified_for(crisis, besides)
    return found or [one for one in may_be_asked(crisis, who_rules.LEADS) if one.pk not in besides]


def outsiders_for(crisis: Crisis, asker: User) -> list[Outsider]:
    """Where the house has no other qualified one: the expert team, and who took the person over (psych:15.3e)."""
    if qualified_for(crisis, {asker.pk, *_stand_ins(asker.pk, crisis.matter.centre_id)}):
        return []
    team = Expert.unscoped.filter(matter__centre=crisis.matter.centre_id, left_at=None)
    bodies = Referral.unscoped.filter(crisis=crisis, answer="accepted", sent_back=None).select_related(
        "matter__key"
    )
    return [
        *(
            Outsider(one.name, str(one.get_field_display()), one.phone or "")
            for one in team.select_related("matter__key").order_by("field", "pk")
        ),
        *(Outsider(one.received_by or one.body, one.body, "") for one in bodies.order_by("at")),
    ]


def _stand_ins(person: UUID, centre: UUID) -> set[UUID]:
    """Whoever stands in for somebody today, or for whom they stand in: no second pair of eyes."""
    today = clock.today()
    lent = Delegation.objects.filter(
        Q(absent=person) | Q(deputy=person), centre=centre, starts_on__lte=today, ends_on__gte=today
    )
    return {one for pair in lent.values_list("absent", "deputy") for one in pair} - {person}
