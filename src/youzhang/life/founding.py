"""The first day: centres, their staff, the texts they owe the public."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.kit import clock
from youzhang.ledger.own_values import NewValue, set_value
from youzhang.ledger.years import centre_year
from youzhang.life.cast import cast, staff_phone
from youzhang.policy.actions import open_library


@dataclass
class Place:
    """A centre with its people by role."""

    centre: Centre
    staff: dict[str, User] = field(default_factory=dict)
    by_role: dict[str, list[User]] = field(default_factory=dict)

    def one(self, *roles: str) -> User:
        """Somebody who holds the first of these roles that anybody holds."""
        return next(self.by_role[role][0] for role in roles if self.by_role.get(role))


def viewing(user: User) -> Viewer:
    """The viewer that a member of staff is today."""
    return viewer_of(user, clock.today())


def found(first_day: date, password: str, suffix: str = "") -> list[Place]:
    """All centres of the cast; `suffix` tells copies apart in a larger simulation."""
    return [_place(one, first_day, password, suffix) for one in cast()["centre"]]


def _place(one: dict[str, Any], first_day: date, password: str, suffix: str) -> Place:
    plain = {
        name: one[name]
        for name in ("organisation", "name", "unit_name", "address", "phone", "transport", "area")
    }
    code = one["code"] + suffix
    centre = create_centre(
        NewCentre(code=code, started_on=first_day, rulebooks=tuple(one["rulebooks"]), **plain)
    )
    place = Place(centre)
    for member in one["staff"]:
        _hire(place, member, first_day, password, suffix)
    centre_year(centre, first_day.year)
    lead = place.one("project_lead", "director")
    open_library(centre, by=lead)
    for own in one.get("own_values", ()):
        _set(centre, own, first_day, lead)
    return place


def _set(centre: Centre, own: dict[str, Any], first_day: date, lead: User) -> None:
    """A value that the text leaves to the centre, from some weeks after its first day on."""
    from_day = first_day + timedelta(weeks=own["after_weeks"])
    given = NewValue(own["rulebook"], own["path"], own["value"], from_day, own["reason"])
    set_value(centre, given, by=viewing(lead))


@cache
def _hashed(password: str) -> str:
    return make_password(password)


def _hire(place: Place, member: dict[str, Any], first_day: date, password: str, suffix: str) -> None:
    number = staff_phone(place.centre.code + member["username"])
    user = create_user(NewMember(member["username"] + suffix, member["name"], number))
    # One hash for all: making it is slow on purpose, and in a story everybody has the same password.
    user.password = _hashed(password)
    user.save(update_fields=["password"])
    place.staff[member["username"]] = user
    for role in member["roles"]:
        give_role(user, place.centre, role, starts_on=first_day)
        place.by_role.setdefault(role, []).append(user)
