"""A colleague to choose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms

from youzhang.accounts.models import User


class ColleagueField(forms.ChoiceField):
    """One of the colleagues whom the form is given; its value is the colleague. Nobody is chosen beforehand."""

    def offer(self, people: Iterable[User], nobody: Any = "–") -> None:
        """These may be chosen; whoever shares a name is told apart. `nobody`: what stands for no choice."""
        self.people = {str(one.pk): one for one in people}
        shared = Counter(one.name for one in self.people.values())
        named = [
            (pk, one.name if shared[one.name] == 1 else f"{one.name} ({one.username})")
            for pk, one in self.people.items()
        ]
        self.choices = [("", nobody), *named]

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))


def offer(form: forms.Form, name: str, people: Iterable[User], nobody: Any = "–") -> None:
    """Offer colleagues in a field of a form."""
    field = form.fields[name]
    assert isinstance(field, ColleagueField)
    field.offer(people, nobody)
