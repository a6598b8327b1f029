"""Forms about accounts. This room lies below `web`, so the cleaning of text is spelled out here."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.accounts.roles import ROLES
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_phone, halfwidth


class Line(forms.CharField):
    """One line of text, cleaned."""

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value) or "")


class Day(forms.DateField):
    """A day, from the browser's own calendar or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        return super().to_python(halfwidth(value) if isinstance(value, str) else value)


class Form(forms.Form):
    """A form that can show why an act was refused."""

    refused: Refused | None = None
    is_stale = False

    def refuse(self, refused: Refused) -> None:
        """At its field, when it names one of ours; above the form in any case."""
        if refused.field in self.fields:
            self.add_error(refused.field, refused.why)
        self.refused = refused


class PasswordForm(Form):
    """The first password, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("Twelve characters or more; a sentence that only you know is best."),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Once more"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if {"password", "again"} <= values.keys() and values["password"] != values["again"]:
            self.add_error("again", _("The two are not the same."))
        return values


class RoleForm(Form):
    """A role, from when, until when."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose a role")), *ROLES.items()],
        error_messages={"required": _("Choose a role.")},
    )
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("Until"), required=False, help_text=_("Empty: until further notice."))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This lies before the first day."))
        return values


class MemberForm(RoleForm):
    """A new member of staff with their first role."""

    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("Sign-in name"),
        help_text=_("Letters, digits, dots; capital or small makes no difference."),
        max_length=60,
        error_messages={"invalid": _("Letters and digits, and between them dots or dashes.")},
    )
    name = Line(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False)
    field_order = ("name", "username", "phone", "mail")

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class LastDayForm(Form):
    """The last day of something."""

    last_day = Day(label=_("Last day"))


class DelegationForm(Form):
    """Who stands in, from when to when."""

    deputy = ColleagueField(label=_("Who stands in"))
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("Until"))

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "deputy", colleagues)


def from_today(today: date) -> dict[str, date]:
    """What the dates of a form start with."""
    return {"starts_on": today, "last_day": today}
