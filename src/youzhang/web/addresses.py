"""Addresses by name. A page of rows asks for hundreds: the pattern that takes an id is worked out once."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.conf import settings
from django.urls import reverse

_ANY = UUID(int=0)


def address_of(name: str, *args: object) -> str:
    """As `reverse` gives it."""
    if len(args) == 1 and isinstance(args[0], UUID):
        return _pattern(name, settings.ROOT_URLCONF).replace(str(_ANY), str(args[0]))
    return reverse(name, args=args) if args else _plain(name, settings.ROOT_URLCONF)


@cache
def _plain(name: str, _urls: str) -> str:
    return reverse(name)


@cache
def _pattern(name: str, _urls: str) -> str:
    return reverse(name, args=[_ANY])
