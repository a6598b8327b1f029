"""Forms of the people's room: parsing and messages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import Bar, User
from youzhang.clients.actions import NewPerson
from youzhang.clients.emergency import Emergency
from youzhang.clients.facts import CAPACITIES, TIES
from youzhang.clients.in_area import InAreaField
from youzhang.clients.models import SEXES, Person
from youzhang.clients.reached_by import ReachedByField
from youzhang.clients.rules import LONGEST_NAME
from youzhang.kit.text import clean_line
from youzhang.web.forms import DateField, Form, IdCardField, NumberField, PhoneField


class ParticularsForm(Form):
    """Who somebody is and how they are reached."""

    name = forms.CharField(label=_("Name"), help_text=_("A pseudonym will do"), max_length=LONGEST_NAME)
    birth = DateField(label=_("Birth date"), past=True, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=list(SEXES.items()), widget=forms.RadioSelect, initial="x", required=False
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False)
    channel = ReachedByField()
    id_number = IdCardField(label=_("ID number"), required=False)
    address = forms.CharField(label=_("Home address"), max_length=200, required=False)
    school = forms.CharField(label=_("School or work"), max_length=120, required=False)
    in_area = InAreaField()

    def given(self) -> NewPerson:
        """What was filled in, as the action takes it."""
        values = {name: self.cleaned_data[name] for name in PARTICULARS}
        return NewPerson(**values | {"sex": values["sex"] or "x"})


PARTICULARS = tuple(ParticularsForm.base_fields.keys() - {"form_token"})


class RegisterForm(ParticularsForm):
    """A new file, once it is clear that there is none yet."""

    draft = "clients.register"
    is_new = forms.BooleanField(
        label=_("None of these: this is somebody else"), required=False, widget=forms.HiddenInput
    )

    def offer(self) -> None:
        """Let the box be ticked, now that there are files to compare with."""
        self.fields["is_new"].widget = forms.CheckboxInput()


class CorrectForm(ParticularsForm):
    """Particulars put right; `version` tells whether somebody else was quicker."""

    version = NumberField(widget=forms.HiddenInput)


def sought(typed: str) -> dict[str, str]:
    """What was searched for in vain, in the field where it belongs: few names hold digits."""
    text = clean_line(typed)
    return {"phone" if any(map(str.isdecimal, text)) else "name": text}


def particulars(person: Person) -> dict[str, Any]:
    """What a form starts with."""
    return {name: getattr(person, name) for name in (*PARTICULARS, "version")}


class CapacityForm(Form):
    """What was found about civil capacity."""

    capacity = forms.ChoiceField(label=_("Civil capacity"), choices=list(CAPACITIES.items()))


class LinkForm(Form):
    """Which other file is of the same human being."""

    other = forms.UUIDField(label=_("The other file"), widget=forms.HiddenInput)


class BarForm(Form):
    """Which colleague may not see anything of this person, and why."""

    user = ColleagueField(label=_("Colleague"))
    reason = forms.ChoiceField(label=_("Reason"), choices=Bar._meta.get_field("reason").choices or [])

    def __init__(self, *args: Any, colleagues: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "user", colleagues)


class EmergencyForm(Form):
    """Whom to call in an emergency, and where the person lives."""

    draft = "clients.emergency"

    name = forms.CharField(label=_("Whom to call in an emergency"), max_length=LONGEST_NAME, required=False)
    phone = PhoneField(label=_("Their telephone"), required=False)
    relation = forms.ChoiceField(
        label=_("Who they are to the person"), choices=list(TIES.items()), initial="other", required=False
    )
    address = forms.CharField(label=_("Where the person lives"), max_length=200, required=False)

    def given(self) -> Emergency:
        """What was filled in, as the action takes it."""
        values = {name: self.cleaned_data[name] for name in ("name", "phone", "relation", "address")}
        return Emergency(**values | {"relation": values["relation"] or "other"})
