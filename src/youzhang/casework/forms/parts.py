"""Fields that several forms of casework use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst

from youzhang.kit.refused import Refused


def choices(words: Mapping[str, Any], *, blank: bool = False) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [*([("", "–")] if blank else []), *((code, capfirst(title)) for code, title in words.items())]


def offered(words: Mapping[str, Any], check: Callable[[str], object]) -> dict[str, Any]:
    """Of a code list what the check does not refuse: nobody is let choose what is turned down afterwards."""
    return {code: title for code, title in words.items() if not _refused(check, code)}


def _refused(check: Callable[[str], object], code: str) -> bool:
    try:
        check(code)
    except Refused:
        return True
    return False


def area(rows: int = 4) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})
