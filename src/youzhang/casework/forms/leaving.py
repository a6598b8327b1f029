"""What is asked at each step of an exit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import User
from youzhang.casework.actions import Invitation, Taken
from youzhang.casework.actions.leaving import check_contact
from youzhang.casework.codes import GROUNDS, OWN_WAYS
from youzhang.casework.forms.parts import area, choices, offered
from youzhang.casework.leaving_steps import Step
from youzhang.casework.models import Case
from youzhang.crisis.asking import thoughts_field
from youzhang.ledger.late_form import LateForm
from youzhang.web.forms import DateField, Form, InstantField


class WishForm(LateForm):
    """The client wants to go."""

    draft = "casework.leave"

    way = forms.ChoiceField(label=_("How it stands"), choices=choices(OWN_WAYS), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What the client said"), widget=area(3), required=False)
    field_order = ("way", "words")


class ProposeForm(Form):
    """The institution asks the client to leave."""

    draft = "casework.propose_exit"
    needs = {"ends_on": ("ground", "expired")}

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=choices(GROUNDS),
        widget=forms.RadioSelect,
        help_text=_("The regulation knows these three and no other."),
    )
    text = forms.CharField(label=_("What happened, and why"), widget=area(5))
    ends_on = DateField(label=_("Service is to end on"), future=True, required=False)


class StepForm(LateForm):
    """One step: the code and the words that it asks for."""

    def __init__(self, *args: Any, step: Step, case: Case, name: str, **options: Any) -> None:
        super().__init__(*args, **options)
        later = {name: self.fields.pop(name) for name in self.later}
        if step.asks:
            label = {"how": _("How"), "contact": _("Who was asked"), "outcome": _("Outcome")}[step.asks]
            asked = offered(step.codes, partial(check_contact, case, name))
            codes = asked if step.asks == "contact" else step.codes
            self.fields["code"] = forms.ChoiceField(
                label=label, choices=choices(codes), widget=forms.RadioSelect
            )
        self.fields["text"] = forms.CharField(label=step.words, widget=area(5), required=False)
        self.fields["text"].asked = step.words_needed  # type: ignore[attr-defined]
        if name == "interview":
            self.fields["thoughts"] = thoughts_field()
        self.fields |= later

    def given(self) -> Taken:
        """What was filled in, as the action takes it."""
        said = self.cleaned_data
        return Taken(said.get("code", ""), said["text"], thoughts=said.get("thoughts", ""))


class DecideForm(Form):
    """The decision with its reasons."""

    draft = "casework.decide_exit"

    ends = forms.ChoiceField(
        label=_("Decision"),
        choices=[("yes", _("the service ends")), ("no", _("the client goes on"))],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(label=_("Reasons"), widget=area(5))


class EndDateForm(Form):
    """The day on which the service ends."""

    on = DateField(label=_("Service ends on"), future=True)


class CallForm(Form):
    """When and where a conference is, and who comes."""

    draft = "casework.conference"

    starts_at = InstantField(label=_("Begins"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    colleagues = forms.MultipleChoiceField(
        label=_("Colleagues"), widget=forms.CheckboxSelectMultiple, help_text=_("The deputy head takes part.")
    )
    parties = forms.CharField(
        label=_("Parties concerned, a line each"),
        widget=area(3),
        help_text=_("The client, the guardian, others."),
    )

    def __init__(self, *args: Any, people: Sequence[User], guardian: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not guardian:
            self.fields["parties"].help_text = _("The client, others whom they trust; not the guardian.")
        self.people = {str(one.pk): one for one in people}
        self.fields["colleagues"].choices = [(pk, one.name) for pk, one in self.people.items()]  # type: ignore[attr-defined]

    def given(self) -> Invitation:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        parties = [line.strip() for line in values["parties"].splitlines() if line.strip()]
        return Invitation(
            values["starts_at"], values["place"], [self.people[pk] for pk in values["colleagues"]], parties
        )


class HoldForm(LateForm):
    """Who came to a conference, and what was agreed."""

    draft = "casework.conference_held"

    present = forms.MultipleChoiceField(label=_("Who came"), widget=forms.CheckboxSelectMultiple)
    text = forms.CharField(
        label=_("What was said and agreed"),
        widget=area(8),
        help_text=_("First conference: the strategy. Second: the referral, the exit and its date."),
    )
    field_order = ("present", "text")

    def __init__(self, *args: Any, invited: Sequence[tuple[UUID, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["present"].choices = [(str(pk), name) for pk, name in invited]  # type: ignore[attr-defined]

    def came(self) -> list[UUID]:
        """The invited who came."""
        return [UUID(pk) for pk in self.cleaned_data["present"]]
