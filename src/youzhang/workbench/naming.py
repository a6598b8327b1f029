"""How a matter is called. Its own room's row is read with it, so a page of matters needs no query of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import NoReverseMatch
from django.utils.translation import get_language

from youzhang.accounts.models import User
from youzhang.clients.models import Person
from youzhang.kit.kept import Given, Kept, kept, together
from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.premises.models import Partner
from youzhang.services.models import Service
from youzhang.vault.keys import unwrap
from youzhang.vault.models import Subject
from youzhang.web.addresses import address_of, around
from youzhang.web.wording import short_moment

# What a query of matters (or of rows that have one) reads along; every name is of a room below.
NAMED = (
    *("service", "parent__service", "partner", "session"),
    *("person__subject__key", "staff_file__user__subject__key"),
)
USERS_NAME: Any = User._meta.get_field("name")
PERSONS_NAME: Any = Person._meta.get_field("name")


def named(path: str = "") -> list[str]:
    """For `select_related`: the matter at the end of this path, and what names it."""
    return [path, *(f"{path}__{name}" for name in NAMED)] if path else list(NAMED)


def open_names(services: Collection[UUID], partners: Collection[UUID]) -> dict[UUID, str]:
    """What services and partners are called, by their matters: for lines that passed the visibility check; one query.

    Nothing is asked where there are none.
    """
    return dict(
        together(
            [
                (kept("workbench.services named", lambda: _open(Service)), {"ids": list(services)}),
                (kept("workbench.partners named", lambda: _open(Partner)), {"ids": list(partners)}),
            ]
        )
    )


def _open(model: Any) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model.unscoped.filter(matter__id__in=[Given("ids")])
    return rows.values_list("matter_id", "name")


def sealed_names(
    users: Collection[UUID], people: Collection[UUID], files: Collection[UUID]
) -> dict[UUID, str]:
    """Names of staff by user, of others by the personal or staff file, a matter, that is about them: for lines that
    passed the visibility check; one query."""
    asked = {"user": users, "person__matter": people, "user__files__matter": files}
    return {
        about: (PERSONS_NAME if about in people else USERS_NAME).read(pk, name, unwrap(wrapped, *key))
        for about, pk, name, wrapped, *key in together([_sealed(way, ids) for way, ids in asked.items()])
        if wrapped
    }


def _sealed(way: str, ids: Collection[UUID]) -> tuple[Kept, dict[str, Any]]:
    whose = way.partition("__")[0]
    columns = (way, f"{whose}__pk", f"{whose}__name", "key__wrapped", "key__version", "key__id")

    def build() -> QuerySet[Subject, tuple[Any, ...]]:
        return Subject.objects.filter(**{f"{way}__pk__in": [Given("ids")]}).values_list(*columns)

    return kept(("workbench.sealed names", way), build), {"ids": list(ids)}


def kind_name(kind: str) -> str:
    """`Application`."""
    return _kind_name(kind, get_language())


@lru_cache(maxsize=256)
def _kind_name(kind: str, _language: str | None) -> str:
    return str(vocabulary().matters[kind].title)


def called(kind: str, number: str, own: str, language: str | None = None) -> str:
    """`Application SQ-2026-0412　Parents' group`: only for a matter that passed the visibility check."""
    name = _kind_name(kind, language or get_language())
    said = f"{name} {number}" if number else name
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
    if hasattr(matter, "session"):
        return session_name(matter.parent.number if matter.parent else "", matter.session.starts_at)
    service = matter if matter.kind == "service" else matter.parent
    return str(service.service) if service and hasattr(service, "service") else ""


def session_name(case_number: str, begins: datetime) -> str:
    """The session of a case, which has neither number nor name, by its case and when it begins."""
    return f"{case_number}　{short_moment(begins)}"


def page_of(matter: Matter) -> str:
    """The address of the page that shows it, empty while there is none."""
    return page(matter.kind, matter.pk)


def page(kind: str, pk: UUID) -> str:
    """The address of the page that shows a matter of this kind."""
    name = vocabulary().matters[kind].page
    parts = around(name)
    return str(pk).join(parts) if parts else address(name)


def address(name: str, *args: UUID) -> str:
    """The address of a page by name, for a matter if one is given; empty where there is none."""
    try:
        return address_of(name, *args) if name else ""
    except NoReverseMatch:
        return ""
