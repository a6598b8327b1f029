"""Who looks, and at what: members of staff with real sessions, and random ids of what they may see."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from random import Random
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.casework.models import Case
from youzhang.clients.models import Person
from youzhang.kit import clock
from youzhang.ledger.models import Matter
from youzhang.services.queries import open_services
from youzhang.vault import names

CODE = "B"  # of the centres that are filled, before their number
COUNSELLOR = "counsellor"
SAMPLE = 40  # of each centre


@dataclass(frozen=True)
class Member:
    """A member of staff, signed in; ids and search words are of their own centre."""

    user: User
    centre: Centre
    session: str
    applications: list[UUID]
    people: list[UUID]
    words: dict[str, list[str]]

    @property
    def cookies(self) -> dict[str, str]:
        """What their browser sends."""
        return {settings.SESSION_COOKIE_NAME: self.session}


def specialists(seed: int = 1) -> list[Member]:
    """One project specialist of each centre."""
    count = Centre.objects.filter(code__startswith=CODE).count()
    return [_member(f"specialist2.{CODE.lower()}{number + 1}", seed) for number in range(count)]


def leads() -> list[dict[str, str]]:
    """The cookies of each centre's lead: the board is theirs."""
    users = User.objects.filter(username__startswith="project_lead").order_by("username")
    return [cookies_of(user) for user in users]


def long_cases() -> list[tuple[UUID, dict[str, str]]]:
    """The cases that have lasted, each with the cookies of who carries it."""
    cases = Case.unscoped.select_related("caseworker").filter(caseworker__username__startswith=COUNSELLOR)
    return [(case.matter_id, cookies_of(case.caseworker)) for case in cases]


def cookies_of(user: User) -> dict[str, str]:
    """What the browser of somebody who has just signed in sends."""
    return {settings.SESSION_COOKIE_NAME: sign_in(user)}


def services() -> list[UUID]:
    """Services that take applications now."""
    return [service.pk for service in open_services(clock.now())]


def sign_in(user: User) -> str:
    """A session as signing in makes it."""
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    key: str = session.session_key
    return key


def _member(username: str, seed: int) -> Member:
    user = User.objects.get(username=username)
    centre = RoleHolding.objects.select_related("centre").get(user=user).centre
    draw = Random(f"{seed}-{username}")
    people = _sample(centre, "resident", draw)
    return Member(user, centre, sign_in(user), _sample(centre, "application", draw), people, _words(people))


def _sample(centre: Centre, kind: str, draw: Random) -> list[UUID]:
    """Random matters: ids begin with the time of their making, so each is the next after a random moment."""
    matters = Matter.unscoped.filter(centre=centre, kind=kind).order_by("pk").values_list("pk", flat=True)
    first, last = matters.first(), matters.last()
    if first is None or last is None:
        return []
    points = (UUID(int=draw.randint(first.int, last.int)) for _ in range(SAMPLE))
    found = (matters.filter(pk__gte=point).first() for point in points)
    return [pk for pk in found if pk]


def _words(people: list[UUID]) -> dict[str, list[str]]:
    """What is typed to find these people."""
    found: dict[str, list[str]] = {"one": [], "two": [], "three": [], "initials": [], "phone": []}
    for person in Person.unscoped.filter(matter__in=people).select_related("subject__key"):
        found["one"].append(person.name[:1])
        found["two"].append(person.name[:2])
        found["three"] += [person.name] if len(person.name) == 3 else []
        found["initials"].append("".join(syllable[0] for syllable in names.spellings(person.name)[0]))
        found["phone"].append(person.phone or "")
    return found
