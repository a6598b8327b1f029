"""Fields that several forms of casework use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst

from youzhang.accounts.models import User


def choices(words: Mapping[str, Any], *, blank: bool = False) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [*([("", "–")] if blank else []), *((code, capfirst(title)) for code, title in words.items())]


def area(rows: int = 4) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})


class ColleagueField(forms.ChoiceField):
    """One of the colleagues whom the form is given; its value is the colleague."""

    def offer(self, people: Sequence[User]) -> None:
        """These may be chosen."""
        self.people = {str(one.pk): one for one in people}
        self.choices = [("", "–"), *((pk, one.name) for pk, one in self.people.items())]

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))
