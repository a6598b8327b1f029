"""A setting of the rules, changed: its new value, from when it holds, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.kit import clock
from youzhang.ledger.own_values import NewValue
from youzhang.ledger.wording import value_in_words
from youzhang.rulebook.settable import Value
from youzhang.rulebook.terms import UNITS, BadTerm, Term
from youzhang.web.forms import DateField, Form, NumberField

UNIT_NAMES = {
    "minute": gettext_lazy("minutes"),
    "hour": gettext_lazy("hours"),
    "day": gettext_lazy("days"),
    "working day": gettext_lazy("working days"),
    "week": gettext_lazy("weeks"),
    "month": gettext_lazy("months"),
    "year": gettext_lazy("years"),
}


class SettingForm(Form):
    """One value; how it is asked for depends on what it is."""

    holds_from = DateField(
        label=gettext_lazy("Holds from"),
        help_text=gettext_lazy("Today or later. What was owed before this day keeps its term."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Whoever inspects the centre reads it. No names of clients."),
    )
    seen = NumberField(widget=forms.HiddenInput, required=False)
    field_order = ("value", "unit", "holds_from", "reason")

    def __init__(self, *args: Any, setting: Value, **options: Any) -> None:
        super().__init__(*args, **options)
        self.setting = setting
        for name, made in _asked(setting).items():
            made.needed = ""  # type: ignore[attr-defined]
            self.fields[name] = made
        self.order_fields(self.field_order)

    def given(self) -> NewValue:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        book = self.setting.article.book
        return NewValue(
            book, self.setting.path, self._value(), values["holds_from"], values["reason"], values.get("seen")
        )

    def _value(self) -> str | int:
        value = self.cleaned_data["value"]
        return str(Term(value, self.cleaned_data["unit"])) if self.setting.kind == "term" else value


def _asked(setting: Value) -> dict[str, forms.Field]:
    """The fields that ask for a value."""
    if setting.kind == "choice":
        choices = [(one, value_in_words(setting, one)) for one in setting.bounds.choices]
        return {"value": forms.ChoiceField(label=_("New value"), choices=choices, widget=forms.RadioSelect)}
    if setting.kind == "text":
        return {"value": forms.CharField(label=_("New value"), max_length=120)}
    number = NumberField(label=_("New value"), min_value=1, max_value=999)
    if setting.kind == "number":
        return {"value": number}
    return {"value": number, "unit": forms.ChoiceField(label=_("Counted in"), choices=_units(setting))}


def _units(setting: Value) -> list[tuple[str, Any]]:
    """The units of which one is not already too long."""
    ceiling = setting.bounds.ceiling
    return [
        (unit, UNIT_NAMES[unit])
        for unit in UNITS
        if not isinstance(ceiling, Term) or Term(1, unit).length <= ceiling.length
    ]


def as_it_stands(setting: Value, seen: int) -> dict[str, Any]:
    """What the form begins with: the value that holds, from tomorrow on."""
    begin = {"holds_from": clock.today() + timedelta(days=1), "seen": seen}
    try:
        term = Term.parse(str(setting.value)) if setting.kind == "term" else None
    except BadTerm:
        term = None
    return begin | ({"value": term.count, "unit": term.unit} if term else {"value": _plain(setting.value)})


def _plain(value: str | float) -> str | int:
    return value if isinstance(value, str) else int(value)
