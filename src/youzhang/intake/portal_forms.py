"""What residents fill in: three short steps, then number and code, a remark, a withdrawal. Only what is needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.clients.actions import NewPerson
from youzhang.clients.facts import RELATIONS
from youzhang.clients.models import SEXES
from youzhang.clients.rules import COMES_OF_AGE, LONGEST_NAME, age_on, check_id_number
from youzhang.intake import rules
from youzhang.intake.facts import NEEDS
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.notices.channels import Channel, closed_because
from youzhang.services.models import Service
from youzhang.web.forms import DateField, Form, IdCardField, PhoneField, SignatureField

WHO = {
    "self": gettext_lazy("for myself"),
    "child": gettext_lazy("for my child"),
    "other": gettext_lazy("for somebody I care for"),
}
LONGEST_WISH = 3000


class StepForm(Form):
    """A step that is kept as a draft of its own. `content`: what the steps before hold, checked."""

    def __init__(self, *args: Any, service: Service, before: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.service, self.before = service, before

    def content(self) -> dict[str, Any]:
        """What was typed, as a draft keeps it."""
        kept = {}
        for name, field in self.fields.items():
            value = field.widget.value_from_datadict(self.data, {}, name)
            if value not in (None, "", [], False) and not field.widget.is_hidden:
                kept[name] = "on" if value is True else value
        return kept


class WhoForm(StepForm):
    """Who takes part."""

    draft = "intake.apply.who"

    who = forms.ChoiceField(
        label=gettext_lazy("I apply"), choices=list(WHO.items()), widget=forms.RadioSelect
    )
    name = forms.CharField(label=gettext_lazy("Name of the one who takes part"), max_length=LONGEST_NAME)
    birth = DateField(label=gettext_lazy("Birth date"), past=True)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"),
        choices=list(SEXES.items()),
        widget=forms.RadioSelect,
        initial="x",
        required=False,
    )
    phone = PhoneField(
        label=gettext_lazy("Telephone"),
        help_text=gettext_lazy("Under 18 a telephone of the guardian is enough; it is asked for next"),
        required=False,
    )
    school = forms.CharField(label=gettext_lazy("School and grade"), max_length=120, required=False)
    id_number = IdCardField(label=gettext_lazy("ID number"), required=False)
    in_area = forms.BooleanField(label=gettext_lazy("Lives or studies in the area we serve"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.service.area_only:
            del self.fields["in_area"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        birth = values.get("birth")
        if birth and not is_minor(birth) and not values.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter a number where we can reach you"))
        try:
            check_id_number(values.get("id_number") or "", birth, values.get("sex") or "x")
        except Refused as refused:
            self.add_error("id_number", refused.why)
        return values


class MoreForm(StepForm):
    """The guardian where there is one, what one hopes for, what one needs, how to be reached."""

    draft = "intake.apply.more"
    needs = {"mail": ("channel", Channel.EMAIL.value)}

    guardian_name = forms.CharField(label=gettext_lazy("Name of the guardian"), max_length=LONGEST_NAME)
    relation = forms.ChoiceField(label=gettext_lazy("Relation"), choices=[("", "—"), *RELATIONS.items()])
    guardian_phone = PhoneField(
        label=gettext_lazy("Telephone of the guardian"),
        help_text=gettext_lazy("We ring here when something changes"),
    )
    wish = forms.CharField(
        label=gettext_lazy("What help do you hope for?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=LONGEST_WISH,
        required=False,
    )
    special = forms.MultipleChoiceField(
        label=gettext_lazy("What is needed to take part"),
        help_text=gettext_lazy("If it is something else, say it in the field above"),
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("How shall we tell you?"), widget=forms.RadioSelect, initial="call"
    )
    mail = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.minor = is_minor(self.before["birth"])
        self.fields["channel"].choices = ways_to_be_told()  # type: ignore[attr-defined]
        for name in GUARDIAN:
            self.fields[name].required = self.minor
            if not self.minor and self.before["who"] == "self":
                del self.fields[name]
        if self.minor and self.before["who"] == "child":
            self.fields["guardian_name"].label = _("Your name, as the guardian")
            self.fields["guardian_phone"].label = _("Your telephone")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and values.get("guardian_name"):
            for name in GUARDIAN[1:]:
                if not values.get(name):
                    self.add_error(name, self.fields[name].error_messages["required"])
        if not self.errors and values.get("guardian_name"):
            self._check_another(values)
        return values

    def _check_another(self, values: dict[str, Any]) -> None:
        one = (self.before["name"], self.before["phone"], self.before["birth"])
        try:
            rules.check_guardian_is_another(one, (values["guardian_name"], values["guardian_phone"], None))
        except Refused as refused:
            self.refuse(refused)


GUARDIAN = ("guardian_name", "relation", "guardian_phone")


class SendForm(Form):
    """Read and agree, each purpose by itself; then send."""

    consent_information = forms.BooleanField(label=gettext_lazy("I agree to the use of this information"))
    consent_sensitive = forms.BooleanField(label=gettext_lazy("I agree to the use of sensitive information"))
    consent_portrait = forms.BooleanField(label=gettext_lazy("You may take photographs"), required=False)

    def __init__(self, *args: Any, needed: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        if "sensitive" not in needed:
            del self.fields["consent_sensitive"]

    def decisions(self) -> dict[str, bool]:
        """Purpose → decision."""
        return {
            name.removeprefix("consent_"): self.cleaned_data[name]
            for name in self.fields
            if name != "form_token"
        }


class TrackForm(Form):
    """Receipt number and query code."""

    number = forms.CharField(
        label=gettext_lazy("Receipt number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Query code"),
        help_text=gettext_lazy("10 letters and digits; blanks do not matter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class RemarkForm(Form):
    """Something to say about the service."""

    text = forms.CharField(
        label=gettext_lazy("What would you like to tell us?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=3000,
    )


class WithdrawForm(Form):
    """Asks to leave."""

    reason = forms.CharField(
        label=gettext_lazy("Why"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False
    )


class SignForm(Form):
    """Signs the text that was shown."""

    text_hash = forms.CharField(widget=forms.HiddenInput)
    consent_information = forms.BooleanField(
        label=gettext_lazy("As the guardian I agree to the use of this information"), required=False
    )
    consent_sensitive = forms.BooleanField(
        label=gettext_lazy("As the guardian I agree to the use of sensitive information"), required=False
    )
    assent = forms.BooleanField(
        label=gettext_lazy("The child was told in its own words, and agrees"), required=False
    )
    image = SignatureField(label=gettext_lazy("Signature"))

    def __init__(self, *args: Any, lacking: Mapping[str, str], assent: bool, **options: Any) -> None:
        """`lacking`: the consents that the guardian still has to give, with the text of each."""
        super().__init__(*args, **options)
        for code in ("information", "sensitive"):
            if code in lacking:
                self.fields[f"consent_{code}"].help_text = lacking[code]
                self.fields[f"consent_{code}"].asked = True  # type: ignore[attr-defined]  # the action refuses
            else:
                del self.fields[f"consent_{code}"]
        if not assent:
            del self.fields["assent"]

    def consents(self) -> dict[str, bool]:
        """Purpose → decision."""
        return {
            name.removeprefix("consent_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("consent_")
        }


def is_minor(birth: date) -> bool:
    """Whether a guardian applies and signs, too."""
    return age_on(birth, clock.today()) < COMES_OF_AGE


def ways_to_be_told() -> list[tuple[str, str]]:
    """The ways that are open in this house; a telephone call always is."""
    words = {
        Channel.CALL: _("ring me"),
        Channel.SMS: _("send a text message"),
        Channel.EMAIL: _("write an e-mail"),
    }
    return [
        (way.value, title)
        for way, title in words.items()
        if way == Channel.CALL or not closed_because(way.value)
    ]


def filled_by(who: dict[str, Any]) -> str:
    """Who says that they typed it; for a grown child nobody signs as the guardian."""
    return {"self": "self", "child": "guardian" if is_minor(who["birth"]) else "other"}.get(
        who["who"], "other"
    )


def people(who: dict[str, Any], more: dict[str, Any]) -> tuple[NewPerson, NewPerson | None]:
    """Applicant and guardian as the action takes them: whoever acts is the one who is told."""
    told = {"channel": more["channel"], "mail": more.get("mail") or ""}
    guardian = (
        NewPerson(more["guardian_name"], phone=more["guardian_phone"]) if more.get("guardian_name") else None
    )
    # A young person alone tells how they themself are reached; the guardian's number was typed, nothing else is known.
    alone = who["who"] == "self"
    given = {name: who[name] for name in ("name", "birth", "phone", "school", "id_number")}
    applicant = NewPerson(**given, sex=who["sex"] or "x", in_area=who.get("in_area"))
    if guardian and is_minor(who["birth"]) and not alone:
        return applicant, NewPerson(guardian.name, phone=guardian.phone, **told)
    return NewPerson(**vars(applicant) | told), guardian
