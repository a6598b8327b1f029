"""What staff type to correct what was noted, and to appoint a day with one applicant."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.intake.actions import Appointment
from youzhang.intake.forms import AssessForm, AttendanceForm, choices
from youzhang.ledger.late_form import LATE, LateForm
from youzhang.web.forms import DateField, Form, InstantField


class CorrectionForm(LateForm):
    """Something that was noted wrongly: it keeps the time first noted unless another is given."""

    happened_at = InstantField(
        label=_("When it really happened"),
        required=False,
        past=True,
        help_text=_("Empty: the time first noted stays."),
    )
    late_reason = forms.ChoiceField(
        label=_("Why it is corrected"),
        choices=choices({"correction": _("noted wrongly")} | LATE),
        initial="correction",
    )
    later = ("happened_at",)


class CorrectAttendanceForm(CorrectionForm, AttendanceForm):
    """Whether the applicant really took part (psych:34.3c)."""

    field_order = ("attended", "cause", "late_reason")


class CorrectAssessmentForm(CorrectionForm, AssessForm):
    """The assessment as it really was (psych:34.1d)."""

    draft = ""
    field_order = ("method", "urgency", "result", "ground", "note", "thoughts", "late_reason")


class AppointForm(Form):
    """When and where one applicant is expected (psych:33.3)."""

    starts_on = DateField(label=_("Day"), future=True)
    starts_at = forms.TimeField(
        label=_("Hour"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(
        label=_("Place"), max_length=200, required=False, help_text=_("Empty: the place of the service.")
    )

    def given(self) -> Appointment:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        return Appointment(values["starts_on"], values["starts_at"], values["place"])
