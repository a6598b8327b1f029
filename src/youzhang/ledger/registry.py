"""Gathers what every room declares in its `facts.py` into one vocabulary."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from youzhang.accounts.roles import ROLES
from youzhang.rulebook.vocabulary import FactKind, MatterKind, Vocabulary


@cache
def vocabulary() -> Vocabulary:
    """All fact kinds, matter kinds and roles of the installed rooms."""
    facts: list[FactKind] = []
    matters: list[MatterKind] = []
    for app in apps.get_app_configs():
        if app.name.startswith("youzhang.") and find_spec(f"{app.name}.facts"):
            declared = import_module(f"{app.name}.facts")
            facts += getattr(declared, "FACTS", [])
            matters += getattr(declared, "MATTERS", [])
    return Vocabulary.of(facts, matters, ROLES)
