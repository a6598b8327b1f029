"""Opening a case and handing it on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import Centre, User
from youzhang.casework.actions import HandOn, NewCase, NewGuardian, NewOwners
from youzhang.casework.codes import SOURCES
from youzhang.casework.forms.parts import area, choices
from youzhang.casework.queries import colleagues_in
from youzhang.clients.facts import RELATIONS
from youzhang.clients.models import Person
from youzhang.clients.rules import LONGEST_NAME, needs_guardian
from youzhang.kit import clock
from youzhang.ledger.late_form import LateForm
from youzhang.web.forms import DateField, Form, PhoneField

BARS = {"relative": _("relative"), "acquaintance": _("acquaintance"), "other": _("other")}
CAME = {code: title for code, title in SOURCES.items() if code != "application"}


class OwnersForm(Form):
    """Who carries a case."""

    caseworker = ColleagueField(label=_("Caseworker"))
    backup = ColleagueField(
        label=_("Backup"), help_text=_("Steps in when the caseworker is away; somebody else.")
    )

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, ColleagueField):
                field.offer(people)

    def owners(self) -> NewOwners:
        """Who was chosen."""
        return NewOwners(self.cleaned_data["caseworker"], self.cleaned_data["backup"])


class OpenForm(LateForm, OwnersForm):
    """A case for somebody whose file is there."""

    draft = "casework.open"

    supervisor = ColleagueField(label=_("Supervisor"), required=False)
    source = forms.ChoiceField(label=_("How it came"), choices=choices(CAME), initial="self")
    problem = forms.CharField(
        label=_("What it is about, in the client's words"), widget=area(), required=False
    )
    guardian_name = forms.CharField(label=_("Guardian's name"), max_length=LONGEST_NAME, required=False)
    guardian_phone = PhoneField(label=_("Guardian's telephone"), required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=choices(RELATIONS, blank=True), required=False)
    ends_on = DateField(label=_("Agreed until"), future=True, required=False)

    def __init__(self, *args: Any, person: Person, centre: Centre, **options: Any) -> None:
        super().__init__(*args, people=colleagues_in(centre.pk), **options)
        offer(self, "supervisor", colleagues_in(centre.pk, frozenset({"supervisor"})))
        self.person = person
        if not needs_guardian(person, clock.today()):
            for name in ("guardian_name", "guardian_phone", "relation"):
                del self.fields[name]

    def given(self) -> NewCase:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        name = values.get("guardian_name", "")
        guardian = NewGuardian(name, values["guardian_phone"], values["relation"]) if name else None
        return NewCase(
            self.person, values["caseworker"], values["backup"], values["source"], values["problem"],
            supervisor=values["supervisor"], new_guardian=guardian, ends_on=values["ends_on"],
        )  # fmt: skip


class HandOnForm(Form):
    """To whom a case goes, and what they need to know."""

    draft = "casework.hand_on"

    to = ColleagueField(label=_("Who takes it over"))
    note = forms.CharField(
        label=_("Hand-over note"),
        widget=area(8),
        help_text=_("How things stand, what was promised, what to watch, what comes next."),
    )

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "to", people)

    def given(self) -> HandOn:
        """What was filled in, as the action takes it."""
        return HandOn(self.cleaned_data["to"], self.cleaned_data["note"])


class AnswerForm(Form):
    """Take a case over, or say why not."""

    needs = {"why": ("answer", "no")}

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("I take it over")), ("no", _("I cannot take it over"))],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("Why not"), widget=area(2), required=False)


class BackupForm(Form):
    """Another backup."""

    backup = ColleagueField(label=_("Backup"))

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "backup", people)


class SupervisorForm(Form):
    """Another supervisor."""

    supervisor = ColleagueField(label=_("Supervisor"))

    def __init__(self, *args: Any, people: Sequence[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "supervisor", people)


class StepAsideForm(OwnersForm):
    """A conflict of interest, and who takes over."""

    reason = forms.ChoiceField(
        label=_("What connects you with the person"),
        choices=choices(BARS),
        widget=forms.RadioSelect,
    )
