"""How a matter is called. Its own room's row is read with it, so a page of matters needs no query of its own."""

from __future__ import annotations

from django.urls import NoReverseMatch

from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.services.models import Service
from youzhang.web.addresses import address_of

# What a query of matters (or of rows that have one) reads along; every name is of a room below.
NAMING = {"id", "matter", "name"}  # what `str(service)` needs
NAMED = ("service", "parent__service", "person__subject__key")


def named(path: str = "") -> list[str]:
    """For `select_related`: the matter at the end of this path, and what names it."""
    return [path, *(f"{path}__{name}" for name in NAMED)] if path else list(NAMED)


def beside_the_name(path: str) -> list[str]:
    """For `defer`: the long texts of the services that name the matters at the end of this path."""
    texts = [field.name for field in Service._meta.concrete_fields if field.name not in NAMING]
    return [f"{path}__{way}__{text}" for way in ("service", "parent__service") for text in texts]


def kind_name(matter: Matter) -> str:
    """`Application`."""
    return str(vocabulary().matters[matter.kind].title)


def name_of(matter: Matter) -> str:
    """`Application SQ-2026-0412　Parents' group`: only for a matter that passed the visibility check."""
    return "　".join(
        part for part in (f"{kind_name(matter)} {matter.number}".strip(), own_name(matter)) if part
    )


def own_name(matter: Matter) -> str:
    """What its room calls it: the service, the person; empty when the number says all."""
    if matter.kind == "resident":
        return str(matter.person.name) if hasattr(matter, "person") else ""
    service = matter if matter.kind == "service" else matter.parent
    return str(service.service) if service and hasattr(service, "service") else ""


def page_of(matter: Matter) -> str:
    """The address of the page that shows it, empty while there is none."""
    name = vocabulary().matters[matter.kind].page
    return address(name, matter) or address(name)


def address(name: str, matter: Matter | None = None) -> str:
    """The address of a page by name, for a matter if one is given."""
    try:
        return address_of(name, *([matter.pk] if matter else [])) if name else ""
    except NoReverseMatch:
        return ""
