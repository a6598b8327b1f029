"""What stands above every page of the workbench until somebody has seen to it: each room brings its own `strip.py`.

`strip.py` has two functions. `strips(request) -> list[Strip]` runs on every page: one cheap query at most.
`watches(viewer) -> bool`: whether something may appear while a page is open, so that the page asks again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from zlib import crc32

from django.apps import apps
from django.http import HttpRequest


@dataclass(frozen=True)
class Strip:
    """One line: what waits, since when, under which article, and the one button."""

    title: str
    words: str
    href: str
    act: str
    article: str = ""
    tone: str = "crisis"


def strips_of(request: HttpRequest) -> list[Strip]:
    """Every strip for whoever is signed in."""
    if getattr(request, "viewer", None) is None:
        return []
    return [strip for source in _sources() for strip in source.strips(request)]


def watches(request: HttpRequest) -> bool:
    """Whether an open page of this viewer asks again."""
    viewer = getattr(request, "viewer", None)
    return viewer is not None and any(source.watches(viewer) for source in _sources())


def stamp_of(strips: list[Strip]) -> str:
    """Tells one state of the strips from another."""
    return f"{crc32(repr(strips).encode()):08x}"


@cache
def _sources() -> tuple[ModuleType, ...]:
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("youzhang.")]
    return tuple(import_module(f"{room}.strip") for room in rooms if find_spec(f"{room}.strip"))
