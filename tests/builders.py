"""Builders: they call the real actions, so that test data obeys the rules."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.test import Client

from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer, viewer_of
from youzhang.kit import clock

_serial = count(1)
START = date(2026, 1, 1)


def a_centre(*rulebooks: str, organisation: str = "Green Lane", started_on: date = START) -> Centre:
    """A centre that runs by the given rulebooks (psych unless told)."""
    code = f"C{next(_serial)}"
    return create_centre(
        NewCentre(
            organisation,
            code,
            f"Centre {code}",
            f"Unit {code}",
            started_on,
            rulebooks=rulebooks or ("psych",),
        )
    )


def staff(centre: Centre, *roles: str, name: str = "苏禾") -> User:
    """A member of staff of a centre in these roles since it began."""
    user = create_user(NewMember(f"user{next(_serial)}", name))
    for role in roles:
        give_role(user, centre, role, starts_on=START)
    return user


def viewing(user: User) -> Viewer:
    """The viewer that a member of staff is today."""
    return viewer_of(user, clock.today())


def signed_in(client: Client, user: User) -> Client:
    """A browser in which this person has signed in."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
