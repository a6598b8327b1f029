"""Fields that several forms of casework use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst


def choices(words: Mapping[str, Any], *, blank: bool = False) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [*([("", "–")] if blank else []), *((code, capfirst(title)) for code, title in words.items())]


def area(rows: int = 4) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})
