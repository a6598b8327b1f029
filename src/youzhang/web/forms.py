"""The base of every form: text is cleaned on the way in, long text is refused in words, nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.validators import MaxLengthValidator
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from youzhang.kit.ids import new_id
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_line, clean_text, halfwidth
from youzhang.web.fields import (
    DateField,
    IdCardField,
    InstantField,
    NumberField,
    PhoneField,
    PrintedPhoneField,
    SignatureField,
)

__all__ = [
    "DateField",
    "Form",
    "IdCardField",
    "InstantField",
    "NumberField",
    "PhoneField",
    "PrintedPhoneField",
    "SignatureField",
]
LONGEST = 20_000
REQUIRED = forms.Field.default_error_messages["required"]
CHOOSING = (forms.ChoiceField, forms.FileField, forms.ModelChoiceField)
HALFWIDTH = (NumberField, PrintedPhoneField, forms.TimeField, forms.EmailField)


class TokenField(forms.Field):
    """The key under which an answer is remembered; a spoilt one counts as none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> UUID | None:
        try:
            return UUID(str(value))
        except ValueError:
            return None


class Form(forms.Form):
    """A form of ours.

    `draft`: the name under which half-filled forms are kept, empty for none. `needs`: field → (other field, value):
    asked for only when the other is asked for and has that value, or one of several (`3|4`). A field is required
    unless it says `required=False`.
    """

    draft: ClassVar[str] = ""
    needs: ClassVar[Mapping[str, tuple[str, str]]] = {}
    form_token = TokenField(required=False, initial=new_id)

    draft_key: str = ""
    from_draft: bool = False
    refused: Refused | None = None

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(cleaned(data), *args, **options)
        for name, field in self.fields.items():
            other, value = self.needs.get(name, ("", ""))
            field.needed = f"{other}={value}" if other else ""  # type: ignore[attr-defined]
            if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField):
                _limit(field)
        self._fold_lines()

    @property
    def is_stale(self) -> bool:
        """Whether somebody else was quicker."""
        return isinstance(self.refused, Stale)

    def full_clean(self) -> None:
        """With our own words for what is empty, also of fields that a form adds to itself."""
        for field in self.fields.values():
            if field.error_messages["required"] is REQUIRED:
                field.error_messages["required"] = _what_to_do(field)
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.needs:
            if (
                values.get(name) in (None, "", b"", [])
                and name not in self.errors
                and self._asks(name, values)
            ):
                self.add_error(name, self.fields[name].error_messages["required"])
        return values

    def _asks(self, name: str, values: Mapping[str, Any]) -> bool:
        if name not in self.needs:
            return True
        other, wanted = self.needs[name]
        given = values.get(other)
        chosen = map(str, given) if isinstance(given, list) else [str(given)]
        return self._asks(other, values) and not set(wanted.split("|")).isdisjoint(chosen)

    def refuse(self, refused: Refused) -> None:
        """Show why an act was refused: at its field, when it names one of ours, else above the form."""
        if refused.field in self.fields and not isinstance(refused, Stale):
            self.add_error(refused.field, refused.why)
        self.refused = refused

    def _fold_lines(self) -> None:
        """One-line fields hold one line; numbers, times and e-mail addresses may be typed full-width."""
        for name, field in self.fields.items():
            key = self.add_prefix(name)
            typed = self.data.get(key)
            if isinstance(typed, str) and isinstance(field, HALFWIDTH):
                self.data[key] = halfwidth(typed)  # type: ignore[index]
            elif isinstance(typed, str) and isinstance(field.widget, forms.TextInput):
                self.data[key] = clean_line(typed)  # type: ignore[index]


def _what_to_do(field: forms.Field) -> str:
    """What an empty field asks for; Django says only that it is required."""
    if isinstance(field, forms.BooleanField):
        return _("Tick it.")
    return _("Choose one.") if isinstance(field, CHOOSING) else _("Fill it in.")


def cleaned(data: Any) -> Any:
    """What was sent, every text of it through the one cleaning entry; None (an unbound form) stays None."""
    if data is None:
        return None
    if isinstance(data, QueryDict):
        copy = data.copy()
        for name, values in data.lists():
            copy.setlist(name, [clean_text(value) for value in values])
        return copy
    return {name: clean_text(value) if isinstance(value, str) else value for name, value in data.items()}


def at_most(limit: int) -> MaxLengthValidator:
    """Refuses longer text and says what to do with it."""
    return _at_most(limit, get_language())


@cache
def _at_most(limit: int, _language: str | None) -> MaxLengthValidator:
    length = _("This has %(show_value)d characters; at most %(limit_value)d fit.")
    way_on = _("It is still here: please shorten it.")
    return MaxLengthValidator(limit, f"{length} {way_on}")


def _limit(field: forms.CharField) -> None:
    """Our own message instead of Django's; no `maxlength` in the page: browsers cut pasted text without a word."""
    limit = field.max_length or LONGEST
    field.validators = [v for v in field.validators if not isinstance(v, MaxLengthValidator)] + [
        at_most(limit)
    ]
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs["data-max"] = limit
