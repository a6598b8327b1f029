"""Addresses by name. A page of rows asks for hundreds: the pattern that takes an id is worked out once."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse

_ANY = UUID(int=0)


def address_of(name: str, *args: object) -> str:
    """As `reverse` gives it."""
    if len(args) == 1 and isinstance(args[0], UUID):
        return str(args[0]).join(_around(name, settings.ROOT_URLCONF))
    return reverse(name, args=args) if args else _plain(name, settings.ROOT_URLCONF)


def around(name: str) -> tuple[str, str] | None:
    """What stands before and after the id in an address that takes one; None where there is no such page."""
    try:
        return _around(name, settings.ROOT_URLCONF) if name else None
    except NoReverseMatch:
        return None


@cache
def _plain(name: str, _urls: str) -> str:
    return reverse(name)


@cache
def _around(name: str, _urls: str) -> tuple[str, str]:
    before, _id, after = reverse(name, args=[_ANY]).partition(str(_ANY))
    return before, after
