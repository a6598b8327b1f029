"""What staff type about an application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.clients.actions import NewPerson
from youzhang.clients.facts import RELATIONS
from youzhang.clients.rules import LONGEST_NAME
from youzhang.crisis.asking import thoughts_field
from youzhang.intake import facts as codes
from youzhang.intake.actions import (
    Assessed,
    Attendance,
    Checklist,
    Leaving,
    PhoneCall,
    Signing,
    Told,
)
from youzhang.ledger.late_form import LateForm
from youzhang.web.fields import SignatureField
from youzhang.web.forms import DateField, Form, NumberField, PhoneField

_NONE = [("", "–")]


def choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    """A code list as choices."""
    return [(code, capfirst(title)) for code, title in words.items()]


def area(rows: int = 4) -> forms.Textarea:
    """Several lines."""
    return forms.Textarea(attrs={"rows": rows})


class AssessForm(LateForm):
    """The assessment (psych:34.1d); as grounds only the published conditions that may fail (psych:32)."""

    draft = "intake.assess"
    needs = {"ground": ("result", "failed")}

    method = forms.ChoiceField(
        label=_("How the need was assessed"), choices=choices(codes.METHODS), widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), choices=choices(codes.URGENCIES), widget=forms.RadioSelect
    )
    result = forms.ChoiceField(label=_("Result"), choices=choices(codes.RESULTS), widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("Published condition that is not met"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Only what the notice states, and what is really not met, can be chosen."),
    )
    note = forms.CharField(label=_("Note"), widget=area(), required=False)
    thoughts = thoughts_field()
    version = NumberField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, grounds: Iterable[str], **options: Any) -> None:
        super().__init__(*args, **options)
        offered = {code: title for code, title in codes.GROUNDS.items() if code in set(grounds)}
        self.fields["ground"].choices = choices(offered)  # type: ignore[attr-defined]

    def given(self) -> Assessed:
        """What was filled in, as the action takes it."""
        names = ("method", "urgency", "result", "version", "ground", "note", "thoughts")
        return Assessed(**{name: self.cleaned_data[name] for name in names})


class TellForm(LateForm):
    """The explanation of a refusal (psych:34.4a)."""

    draft = "intake.tell"
    way = forms.ChoiceField(
        label=_("How it was explained"), choices=choices(codes.WAYS), widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("The reasons, as you explained them"),
        widget=area(6),
        help_text=_("The applicant reads this on the tracking page."),
    )
    referral_offered = forms.BooleanField(
        label=_("A referral or a more suitable body was offered"), required=False
    )
    thoughts = thoughts_field()

    def given(self) -> Told:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        return Told(values["way"], values["referral_offered"], values["text"], values["thoughts"])


class ExplainForm(LateForm):
    """What is gone through before anybody signs (psych:34.2a)."""

    rights = forms.BooleanField(label=_("Rights, the centre's and the client's"), required=False)
    duties = forms.BooleanField(label=_("Duties, the centre's and the client's"), required=False)
    risks = forms.BooleanField(label=_("Possible risks, and where confidentiality ends"), required=False)
    safeguards = forms.BooleanField(label=_("Safeguards, and whom to call in a crisis"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("rights", "duties", "risks", "safeguards"):
            self.fields[name].asked = True  # type: ignore[attr-defined]  # the article refuses, not the field

    def given(self) -> Checklist:
        """What was ticked."""
        values = self.cleaned_data
        return Checklist(values["rights"], values["duties"], values["risks"], values["safeguards"])


class SignForm(LateForm):
    """One signature, drawn on screen or scanned."""

    needs = {"image": ("how", "screen"), "scan": ("how", "paper")}

    part = forms.CharField(widget=forms.HiddenInput)
    text_hash = forms.CharField(widget=forms.HiddenInput)
    how = forms.ChoiceField(
        label=_("How it is signed"),
        choices=choices(codes.SIGN_WAYS),
        widget=forms.RadioSelect,
        initial="screen",
    )
    image = SignatureField(label=_("Signature"), required=False)
    scan = forms.FileField(
        label=_("Scan of the signed page"), required=False, help_text=_("PDF, PNG, JPEG or WebP")
    )
    identity_checked = forms.BooleanField(label=_("I have seen the ID of whoever signs"), required=False)
    agrees = forms.BooleanField(
        label=_("The guardian has read it and agrees to the use of this information"), required=False
    )
    assent = forms.BooleanField(
        label=_("The child was told in words it understands, and agrees"), required=False
    )

    def __init__(
        self, *args: Any, asks_child: bool, lacking: Mapping[str, str], by_centre: bool, **options: Any
    ) -> None:
        """`lacking`: the consents that the guardian still has to give, with their texts."""
        super().__init__(*args, **options)
        self.lacking = lacking
        self.fields["identity_checked"].needed = "how=screen"  # type: ignore[attr-defined]
        self.fields["agrees"].help_text = " ".join(lacking.values())
        for name, asked in (
            ("assent", asks_child),
            ("agrees", bool(lacking)),
            ("identity_checked", not by_centre),
        ):
            if asked:
                self.fields[name].asked = True  # type: ignore[attr-defined]  # the article refuses, not the field
            else:
                del self.fields[name]

    def given(self) -> Signing:
        """What was signed, as the action takes it."""
        values = self.cleaned_data
        image = values["image"] if values["how"] == "screen" else values["scan"]
        agrees = dict.fromkeys(self.lacking, values.get("agrees", False))
        return Signing(
            values["part"], values["how"], image, values["text_hash"], values.get("assent", False), consents=agrees,
            identity_checked=values.get("identity_checked", False),
        )  # fmt: skip


class PhoneConsentForm(LateForm):
    """A guardian's consent by telephone (psych:41)."""

    phone = PhoneField(label=_("Number that was called"))
    reason = forms.CharField(label=_("Why the guardian could not sign"), widget=area(3), max_length=500)
    witness = ColleagueField(label=_("Colleague who listened"))

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "witness", people)

    def given(self) -> PhoneCall:
        """What was noted of the call."""
        values = self.cleaned_data
        return PhoneCall(values["phone"], values["reason"], values["witness"])


class RemindForm(LateForm):
    """That somebody was reminded, and how."""

    way = forms.ChoiceField(
        label=_("How the person was reminded"),
        choices=choices(codes.REMINDER_WAYS),
        widget=forms.RadioSelect,
        initial="call",
    )


class AttendanceForm(LateForm):
    """Whether the applicant took part (psych:34.3c)."""

    needs = {"cause": ("attended", "no")}

    attended = forms.ChoiceField(
        label=_("Did the person take part?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    cause = forms.ChoiceField(
        label=_("Why not"), choices=choices(codes.ABSENCE), widget=forms.RadioSelect, required=False
    )

    def given(self) -> Attendance:
        """What was noted."""
        attended = self.cleaned_data["attended"] == "yes"
        return Attendance(attended, "" if attended else self.cleaned_data["cause"])


class TalkedOverForm(LateForm):
    """What was told when a withdrawal was talked over."""

    thoughts = thoughts_field()


class WithdrawalForm(TalkedOverForm):
    """How somebody asked to leave, and why (psych:34.4b)."""

    way = forms.ChoiceField(
        label=_("How the person asked"),
        choices=[pair for pair in choices(codes.LEAVING_WAYS) if pair[0] != "online"],
        widget=forms.RadioSelect,
        initial="oral",
    )
    reason = forms.CharField(label=_("Reason"), widget=area(3), required=False)
    field_order = ("way", "reason", "thoughts")

    def given(self) -> Leaving:
        """What was said."""
        return Leaving(self.cleaned_data["way"], self.cleaned_data["reason"])


class GuardianForm(Form):
    """Who acts for the applicant (psych:41)."""

    guardian_name = forms.CharField(label=_("Guardian's name"), max_length=LONGEST_NAME)
    guardian_phone = PhoneField(label=_("Guardian's telephone"))
    relation = forms.ChoiceField(label=_("Relation"), choices=[("", "–"), *choices(RELATIONS)])
    guardian_birth = DateField(label=_("Guardian's birth date"), past=True, required=False)

    def person(self) -> NewPerson:
        """The guardian as given."""
        values = self.cleaned_data
        return NewPerson(values["guardian_name"], values["guardian_birth"], phone=values["guardian_phone"])


class CodeForm(Form):
    """A new query code, after a look at the person."""

    identity_checked = forms.BooleanField(
        label=_("I have checked that this is the applicant or the guardian"), required=False
    )


class ReceiptForm(LateForm):
    """How the receipt was handed over (psych:34.3a)."""

    paper = forms.ChoiceField(
        label=_("How it was given"),
        choices=[("yes", _("On paper")), ("no", _("Electronically"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
