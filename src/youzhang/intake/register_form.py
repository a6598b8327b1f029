"""The form at the desk, on somebody's behalf (psych:34.1c)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre
from youzhang.clients.actions import NewPerson
from youzhang.clients.facts import RELATIONS
from youzhang.clients.in_area import InAreaField
from youzhang.clients.models import SEXES, Person
from youzhang.clients.reached_by import ReachedByField
from youzhang.clients.rules import LONGEST_NAME
from youzhang.intake import facts as codes
from youzhang.intake.actions import ApplicationForm
from youzhang.intake.forms import area, choices
from youzhang.intake.texts import consent_text
from youzhang.ledger.late_form import LateForm
from youzhang.services.models import Service
from youzhang.web.forms import DateField, PhoneField

CAME = {code: title for code, title in codes.CHANNELS.items() if code != "online"}
APPLICANT = ("name", "birth", "sex", "phone", "reached_by", "mail", "school", "in_area")
AGREED_BY = {"applicant": _("the applicant's"), "guardian": _("the guardian's"), "both": _("of both")}
WHOSE = {"applicant": ("applicant",), "guardian": ("guardian",), "both": ("applicant", "guardian")}
YES_NO = [("yes", _("agrees")), ("no", _("does not agree"))]


class RegisterForm(LateForm):
    """报名表: with a known person their own particulars are left out."""

    draft = "intake.register"
    needs = {"mail": ("reached_by", "email")}

    came = forms.ChoiceField(
        label=_("How the application came"), choices=choices(CAME), widget=forms.RadioSelect, initial="desk"
    )
    name = forms.CharField(
        label=_("Applicant's name"), max_length=LONGEST_NAME, help_text=_("A pseudonym will do")
    )
    birth = DateField(label=_("Birth date"), past=True)
    sex = forms.ChoiceField(
        label=_("Sex"), choices=list(SEXES.items()), widget=forms.RadioSelect, initial="x", required=False
    )
    phone = PhoneField(label=_("Telephone"), required=False)
    reached_by = ReachedByField()
    mail = forms.EmailField(label=_("E-mail"), required=False)
    school = forms.CharField(label=_("School or work"), max_length=120, required=False)
    in_area = InAreaField()
    guardian_name = forms.CharField(
        label=_("Guardian's name"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("For everybody under 18."),
    )
    guardian_phone = PhoneField(label=_("Guardian's telephone"), required=False)
    relation = forms.ChoiceField(
        label=_("Relation"), choices=[("", "–"), *choices(RELATIONS)], required=False
    )
    guardian_birth = DateField(label=_("Guardian's birth date"), past=True, required=False)
    wish = forms.CharField(label=_("What the person hopes for"), widget=area(3), required=False)
    special_needs = forms.MultipleChoiceField(
        label=_("Special needs"),
        choices=choices(codes.NEEDS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    emergency_name = forms.CharField(
        label=_("Whom to call in an emergency"), max_length=LONGEST_NAME, required=False
    )
    emergency_phone = PhoneField(label=_("Their telephone"), required=False)
    consent_information = forms.BooleanField(
        label=_("Agrees to the use of personal information"),
        error_messages={"required": _("Without this consent the application cannot be kept.")},
    )
    consent_sensitive = forms.BooleanField(
        label=_("Agrees to the use of sensitive information"), required=False
    )
    consent_portrait = forms.ChoiceField(
        label=_("Photographs"), choices=YES_NO, widget=forms.RadioSelect, initial="no"
    )
    agreed_by = forms.ChoiceField(
        label=_("Whose consents these are"), choices=choices(AGREED_BY), widget=forms.RadioSelect,
        initial="applicant", required=False, help_text=_("A guardian who is not here agrees when they sign."),
    )  # fmt: skip
    paper = forms.FileField(
        label=_("Scan of the paper form"), required=False, help_text=_("PDF, PNG, JPEG or WebP")
    )
    is_new = forms.BooleanField(
        label=_("None of these: this is somebody else"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, centre: Centre, known: Person | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.known = known
        for code in ("information", "sensitive", "portrait"):
            self.fields[f"consent_{code}"].help_text = consent_text(code, centre)
        if known:
            for name in (*APPLICANT, "is_new"):
                del self.fields[name]

    def offer(self) -> None:
        """Let the box be ticked, now that there are files to compare with."""
        self.fields["is_new"].widget = forms.CheckboxInput()

    def applicant(self) -> NewPerson | Person:
        """The known person, or the particulars of a new one."""
        if self.known:
            return self.known
        values = self.cleaned_data
        given = {name: values[name] for name in APPLICANT if name != "reached_by"}
        return NewPerson(**given | {"sex": values["sex"] or "x", "channel": values["reached_by"]})

    def given(self, service: Service) -> ApplicationForm:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        return ApplicationForm(
            service=service,
            applicant=self.applicant(),
            channel=values["came"],
            guardian=self._guardian(),
            relation=values["relation"],
            wish=values["wish"],
            emergency_name=values["emergency_name"],
            emergency_phone=values["emergency_phone"],
            needs=tuple(values["special_needs"]),
            consents=self._consents(),
            paper=values["paper"],
            is_new=values.get("is_new", False),
            agreed_by=WHOSE.get(values["agreed_by"], ()),
        )

    def _guardian(self) -> NewPerson | None:
        values = self.cleaned_data
        if not (values["guardian_name"] or values["guardian_phone"]):
            return None
        channel = values.get("reached_by") or "call"
        reached: dict[str, Any] = {"channel": channel, "mail": values.get("mail") or ""}
        return NewPerson(
            values["guardian_name"], values["guardian_birth"], phone=values["guardian_phone"], **reached
        )

    def _consents(self) -> dict[str, bool]:
        values = self.cleaned_data
        given = {
            "information": values["consent_information"],
            "portrait": values["consent_portrait"] == "yes",
        }
        return given | ({"sensitive": True} if values["consent_sensitive"] else {})
