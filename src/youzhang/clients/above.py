"""What rooms above know of a person's safety: each may bring a `safety.py`, found by its name as `strip.py` is.

`signs(subjects) -> list[Sign]`: the signs of danger that its files tell of; `tells(subject) -> Exists`: whether there
are any, for the query of a page, which asks no more where there are none. `contacts(subjects) -> list[Named]`: whom
its files name for an emergency. `follow(person, by, at)`: keeps its files in step with a person's, in the same act;
`follow_guardian(person, before, guardian, relation, by, at)`: does so where another guardian was named.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from youzhang.accounts.models import User
from youzhang.clients.models import Person, SamePerson


@dataclass(frozen=True)
class Sign:
    """A sign of danger. `level`: 0 to 4, None while nobody has judged it; `lead`: who leads the crisis; `plan`: since
    when a safety plan is there; `is_danger`: whether it tells of danger now."""

    matter_id: UUID
    kind: str
    since: datetime
    level: int | None = None
    number: str = ""
    page: str = ""
    lead: User | None = None
    plan: datetime | None = None
    is_danger: bool = True


@dataclass(frozen=True)
class Named:
    """Somebody named for an emergency: `part` as in `told`; `by`: who entered it, None for the person themself."""

    part: str
    name: str
    phone: str
    at: datetime
    by: User | None = None
    relation: str = ""


def signs_of(subjects: Collection[UUID]) -> list[Sign]:
    """All signs of danger of a person, the worst and oldest first."""
    found = [one for ask in _asked("signs") for one in ask(list(subjects))]
    return sorted(
        found, key=lambda one: (not one.is_danger, one.kind != "crisis", -(one.level or 0), one.since)
    )


def named_for(subjects: Collection[UUID]) -> list[Named]:
    """Everybody whom a room above names for an emergency."""
    return [one for ask in _asked("contacts") for one in ask(list(subjects))]


def hints(subject: str) -> dict[str, Any]:
    """Annotations for the query of a page about a person, `subject` away: where they say no, nothing more is asked."""
    twins = SamePerson.objects.filter(
        Q(first__subject=OuterRef(subject)) | Q(second__subject=OuterRef(subject))
    )
    told: Any = Q(pk__in=[])
    for tells in _asked("tells"):
        told |= Q(tells(OuterRef(subject)))
    return {"has_twin": Exists(twins), "has_sign": ExpressionWrapper(told, output_field=BooleanField())}


def keep_in_step(person: Person, *, by: User | None, at: datetime) -> None:
    """A person's file was put right: what hangs on it follows, inside the act that did it."""
    for follow in _asked("follow"):
        follow(person, by=by, at=at)


def guard_in_step(
    person: Person, before: Person | None, guardian: Person, relation: str, *, by: User | None, at: datetime
) -> None:
    """Another guardian was named in one file: those that had the one before have the new one."""
    for follow in _asked("follow_guardian"):
        follow(person, before, guardian, relation, by=by, at=at)


def _asked(name: str) -> Iterator[Callable[..., Any]]:
    return (getattr(room, name) for room in _rooms() if hasattr(room, name))


@cache
def _rooms() -> tuple[ModuleType, ...]:
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("youzhang.")]
    above = (room for room in rooms if room != "youzhang.clients" and find_spec(f"{room}.safety"))
    return tuple(import_module(f"{room}.safety") for room in above)
