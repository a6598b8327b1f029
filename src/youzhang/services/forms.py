"""What people type about a service."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.services.actions import Notice, Plan
from youzhang.services.facts import CORRECTED, MOVED, TYPES
from youzhang.services.left_property import Found
from youzhang.services.models import Service, title_of
from youzhang.services.rules import Dates
from youzhang.web.forms import DateField, Form, NumberField, PrintedPhoneField, TokenField

NOTICE = tuple(field.name for field in fields(Notice))
DATES = tuple(field.name for field in fields(Dates))
_LATER = gettext_lazy("May wait until you publish.")


def _heading(column: str) -> str:
    return capfirst(title_of(column))


_label = lazy(_heading, str)


def _line(name: str, longest: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=_label(name), max_length=longest, required=False, **options)


def _text(name: str, **options: Any) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=_label(name), max_length=4000, required=False, widget=area, **options)


def _number(name: str, least: int, most: int) -> NumberField:
    return NumberField(label=_label(name), min_value=least, max_value=most, required=False)


class NoticeForm(Form):
    """The items of the notice, dates apart (psych:34.1b)."""

    draft = "services.notice"

    name = forms.CharField(label=_label("name"), max_length=120)
    form = _text("form")
    sessions = NumberField(label=_label("sessions"), min_value=1, max_value=400, initial=1)
    audience = _line(
        "audience", 200, help_text=gettext_lazy("Such as: parents of pupils aged 10 to 15, 12 places")
    )
    capacity = _number("capacity", 1, 10_000)
    min_age = _number("min_age", 0, 120)
    max_age = _number("max_age", 0, 120)
    area_only = forms.BooleanField(label=_label("area_only"), required=False)
    place = _line("place", 200)
    transport = _line("transport", 300)
    bring = _line("bring", 200)
    phone = PrintedPhoneField(label=_label("phone"), max_length=40, required=False)
    how = _text("how")
    steps = _text("steps")
    success = _text("success")
    results = _text("results")
    organiser = _line("organiser", 120)
    logo = forms.FileField(
        label=_label("logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP. The last one is used again."),
    )
    special = forms.BooleanField(label=_label("special"), required=False)
    special_note = _text("special_note")
    version = NumberField(widget=forms.HiddenInput, required=False)

    def notice(self) -> Notice:
        """What was typed, as the action takes it."""
        return Notice(**{name: self.cleaned_data[name] for name in NOTICE})


class DatesForm(Form):
    """When it starts, and until when one may apply."""

    starts_on = DateField(label=_label("starts_on"), required=False)
    starts_at = forms.TimeField(
        label=_label("starts_at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    project_starts_on = DateField(
        label=_label("project_starts_on"), required=False, help_text=gettext_lazy("For a routine service.")
    )
    closes_on = DateField(label=_label("closes_on"), required=False, help_text=_LATER)
    version = NumberField(widget=forms.HiddenInput, required=False)

    def dates(self) -> Dates:
        """What was typed, as the action takes it."""
        return Dates(**{name: self.cleaned_data[name] for name in DATES})


class RescheduleForm(DatesForm):
    """Other dates, and why: they moved, or were entered wrongly."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why"),
        choices=[
            ("", "–"),
            (gettext_lazy("It moves"), list(MOVED.items())),
            (gettext_lazy("It was entered wrongly"), list(CORRECTED.items())),
        ],
        help_text=gettext_lazy("What was entered wrongly makes nothing late; the former term stays visible."),
    )


class InChargeForm(Form):
    """Who leads the service."""

    in_charge = ColleagueField(label=_label("in_charge_name"))

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "in_charge", people)


class PlanForm(NoticeForm, DatesForm, InChargeForm):
    """A new service, whole."""

    draft = "services.plan"

    type = forms.ChoiceField(label=_label("type"), choices=list(TYPES.items()), widget=forms.RadioSelect)
    field_order = ("type", "name", "in_charge", *DATES)

    def plan(self) -> Plan:
        """What was typed, as the action takes it."""
        values = self.cleaned_data
        return Plan(values["type"], values["in_charge"], self.dates(), self.notice(), values["logo"])


class EndForm(Form):
    """When it ended."""

    ended_on = DateField(label=gettext_lazy("Ended on"), past=True)


class FoundForm(Form):
    """Something left behind (psych:54)."""

    description = forms.CharField(
        label=gettext_lazy("What it is"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    kept_where = forms.CharField(label=gettext_lazy("Kept where"), max_length=120)
    found_on = DateField(label=gettext_lazy("Found on"), past=True)

    def found(self) -> Found:
        """What was typed, as the action takes it."""
        values = self.cleaned_data
        return Found(values["description"], values["kept_where"], values["found_on"])


class ThingForm(Form):
    """What became of a thing left behind."""

    thing = TokenField()
    how = forms.CharField(widget=forms.HiddenInput)

    def thing_id(self) -> UUID:
        """Which thing."""
        thing: UUID = self.cleaned_data["thing"]
        return thing


def defaults(centre: Centre, user: User) -> dict[str, Any]:
    """What a new notice begins with: the centre's particulars and the criteria of psych:34.2c."""
    return {
        "type": "single",
        "sessions": 1,
        "in_charge": str(user.pk),
        "phone": centre.phone,
        "place": centre.address,
        "transport": centre.transport,
        "organiser": centre.organisation.name,
        "how": _("Online, at the desk, by telephone, or on the paper form."),
        "steps": _(
            "Fill in the form; we talk about what you need; we sign the service agreement; you get a receipt."
        ),
        "success": _(
            "All three: the form is filled in, the needs assessment is passed, the service agreement is signed."
        ),
        "results": _("Within three working days after the closing date, by telephone or text message."),
    }


def as_it_stands(service: Service) -> dict[str, Any]:
    """The notice and the dates of a service, as forms begin with them."""
    return {name: getattr(service, name) for name in (*NOTICE, *DATES, "version")} | {
        "in_charge": str(service.in_charge_id)
    }


def found_today() -> dict[str, Any]:
    """Most things are found on the day they are entered."""
    return {"found_on": clock.today()}
