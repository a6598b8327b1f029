"""How a matter is called. Its own room's row is read with it, so a page of matters needs no query of its own."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from youzhang.kit.kept import Given, kept, together
from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.vault.models import Subject
from youzhang.web.addresses import address_of

# What a query of matters (or of rows that have one) reads along; every name is of a room below.
NAMED = ("service", "parent__service", "partner", "person__subject__key", "staff_file__user__subject__key")
OWN_NAMES = ("service__name", "parent__service__name", "partner__name")
ABOUT = ("person__subject", "staff_file__user__subject")
NOBODY = UUID(int=0)


def named(path: str = "") -> list[str]:
    """For `select_related`: the matter at the end of this path, and what names it."""
    return [path, *(f"{path}__{name}" for name in NAMED)] if path else list(NAMED)


def columns(path: str) -> dict[str, Combinable]:
    """For `annotate`: the name of the matter at the end of this path as its room gives it, or whom it is about."""
    own, about = ([F(f"{path}__{way}") for way in ways] for ways in (OWN_NAMES, ABOUT))
    return {"own_name": Coalesce(*own), "about": about[0] if len(about) == 1 else Coalesce(*about)}


def names(users: Collection[UUID], subjects: Collection[UUID]) -> dict[UUID, str]:
    """Names by the id of the user or of the subject: for lines that passed the visibility check; one query."""
    found: list[Subject] = together(
        [
            (kept("workbench.staff", lambda: _subjects(user__pk__in=[Given("ids")])), {"ids": list(users)}),
            (kept("workbench.people", lambda: _subjects(pk__in=[Given("ids")])), {"ids": list(subjects)}),
        ]
    )
    staff = {key: one.user.name for one in found if hasattr(one, "user") for key in (one.user.pk, one.pk)}
    return staff | {one.pk: one.person.name for one in found if hasattr(one, "person")}


def _subjects(**which: Any) -> QuerySet[Subject]:
    sealed = ("id", "key", "user__subject", "user__name", "person__subject", "person__name")
    return Subject.objects.filter(**which).select_related("key", "user", "person").only(*sealed)


def kind_name(kind: str) -> str:
    """`Application`."""
    return _kind_name(kind, get_language())


@lru_cache(maxsize=256)
def _kind_name(kind: str, _language: str | None) -> str:
    return str(vocabulary().matters[kind].title)


def called(kind: str, number: str, own: str) -> str:
    """`Application SQ-2026-0412　Parents' group`: only for a matter that passed the visibility check."""
    said = f"{kind_name(kind)} {number}" if number else kind_name(kind)
    return f"{said}　{own}" if own else said


def name_of(matter: Matter) -> str:
    """The same for a matter read with `named`."""
    return called(matter.kind, matter.number, own_name(matter))


def own_name(matter: Matter) -> str:
    """What its room calls it: the service, the person; empty when the number says all."""
    if matter.kind == "resident":
        return str(matter.person.name) if hasattr(matter, "person") else ""
    if hasattr(matter, "staff_file"):
        return str(matter.staff_file.user.name)
    if hasattr(matter, "partner"):
        return str(matter.partner)
    service = matter if matter.kind == "service" else matter.parent
    return str(service.service) if service and hasattr(service, "service") else ""


def page_of(matter: Matter) -> str:
    """The address of the page that shows it, empty while there is none."""
    return page(matter.kind, matter.pk)


def page(kind: str, pk: UUID) -> str:
    """The address of the page that shows a matter of this kind."""
    name = vocabulary().matters[kind].page
    return address(name, pk) or address(name)


def address(name: str, *args: UUID) -> str:
    """The address of a page by name, for a matter if one is given; empty where there is none."""
    try:
        return address_of(name, *args) if name else ""
    except NoReverseMatch:
        return ""
