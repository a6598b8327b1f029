"""What stands above every page of the workbench until somebody has seen to it: each room brings its own `strip.py`.

`strip.py` has one function, `strips(request) -> list[Strip]`. It runs on every page: one cheap query at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

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
    return [strip for strips in _sources() for strip in strips(request)]


@cache
def _sources() -> tuple[Callable[[Any], list[Strip]], ...]:
    rooms = [app.name for app in apps.get_app_configs() if app.name.startswith("youzhang.")]
    return tuple(import_module(f"{room}.strip").strips for room in rooms if find_spec(f"{room}.strip"))
