"""What is asked of a centre: its particulars, its rulebooks, who leads it first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.actions import NewCentre, NewMember, Particulars
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.web.forms import DateField, Form, PrintedPhoneField


class ParticularsForm(Form):
    """What the public and the forms say of a centre."""

    name = forms.CharField(label=_("Name of the centre"), max_length=120)
    unit_name = forms.CharField(
        label=_("Unit name on forms"), max_length=160, help_text=_("It stands on every form that you print.")
    )
    address = forms.CharField(label=_("Address"), max_length=200)
    phone = PrintedPhoneField(
        label=_("Telephone"), max_length=40, help_text=_("People ring this number to ask and to apply.")
    )
    transport = forms.CharField(
        label=_("How to get there"),
        max_length=300,
        required=False,
        help_text=_("Every reminder says it: bus, metro, entrance."),
    )

    def particulars(self) -> Particulars:
        """What was filled in, as the action takes it."""
        names = ("name", "unit_name", "address", "phone", "transport")
        return Particulars(**{name: self.cleaned_data[name] for name in names})


class RulebooksForm(Form):
    """By which rulebooks a centre runs."""

    rulebooks = forms.MultipleChoiceField(
        label=_("Rulebooks"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What they ask of you appears under My duties."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        titles = [(book, builtin(book).title.in_language(get_language() or "zh")) for book in BOOKS]
        self.fields["rulebooks"].choices = titles  # type: ignore[attr-defined]


class CentreForm(ParticularsForm, RulebooksForm):
    """A new centre. `organisations`: whose it may be; empty for the first, whose organisation is new too."""

    organisation = forms.CharField(
        label=_("Organisation"), max_length=120, help_text=_("The body that runs the centre.")
    )
    area = forms.CharField(
        label=_("Area served"), max_length=120, required=False, help_text=_("The street, town or district.")
    )
    code = forms.RegexField(
        r"^[A-Za-z0-9]{1,12}$",
        label=_("Code of the centre"),
        max_length=12,
        help_text=_("Two to four letters, such as QL: it stands in the number of every record and stays."),
        error_messages={"invalid": _("Only letters and digits, without blanks; twelve at most.")},
    )
    started_on = DateField(
        label=_("First day"), help_text=_("From this day on the terms run. Usually today; such as 20260301.")
    )
    field_order = ("organisation", "area", "name", "code", "unit_name")

    def __init__(self, *args: Any, organisations: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        if organisations:
            del self.fields["area"]
            names = [(name, name) for name in organisations]
            field = forms.ChoiceField(label=_("Organisation"), choices=names)
            self.fields["organisation"] = field
            self.order_fields(self.field_order)

    def given(self) -> NewCentre:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        names = ("organisation", "name", "unit_name", "started_on", "address", "phone", "transport")
        plain = {name: values[name] for name in names}
        books = tuple(values["rulebooks"])
        return NewCentre(code=values["code"].upper(), area=values.get("area", ""), rulebooks=books, **plain)


class LeadForm(Form):
    """Who leads a centre first."""

    name = forms.CharField(label=_("Name"), max_length=60)
    username = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        label=_("Sign-in name"),
        max_length=60,
        help_text=_("Letters, digits, dots; capital or small makes no difference."),
        error_messages={"invalid": _("Letters and digits, and between them dots or dashes.")},
    )

    def given(self) -> NewMember:
        """What was filled in, as the action takes it."""
        return NewMember(self.cleaned_data["username"], self.cleaned_data["name"])
