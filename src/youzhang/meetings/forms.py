"""What is typed about a meeting."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.ledger.late_form import LateForm
from youzhang.ledger.models import Matter
from youzhang.meetings.actions import Call, Minutes, Resolution
from youzhang.meetings.facts import KINDS
from youzhang.meetings.models import Invited
from youzhang.web.forms import DateField, Form, InstantField


class CallForm(Form):
    """Call a meeting."""

    draft = "meetings.call"

    kind = forms.ChoiceField(label=_("Kind"))
    starts_at = InstantField(label=_("Begins"))
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    topic = forms.CharField(label=_("Topic"), max_length=200)
    people = forms.MultipleChoiceField(
        label=_("Colleagues"), widget=forms.CheckboxSelectMultiple, required=False
    )
    guests = forms.CharField(
        label=_("Guests"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("One a line: name and body."),
    )

    def __init__(
        self, *args: Any, people: list[User], matter: Matter | None, kinds: Collection[str], **options: Any
    ) -> None:
        """`kinds`: those that the viewer may call."""
        super().__init__(*args, **options)
        self.matter = matter
        self.colleagues = {str(one.pk): one for one in people}
        named = [(pk, f"{one.name} ({one.username})") for pk, one in self.colleagues.items()]
        self.fields["people"].choices = named  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(code, capfirst(KINDS[code])) for code in kinds]  # type: ignore[attr-defined]

    def given(self) -> Call:
        """As the action takes it."""
        data = self.cleaned_data
        invited = [self.colleagues[pk] for pk in data["people"]]
        guests = data["guests"].splitlines()
        return Call(
            data["kind"], data["starts_at"], data["topic"], data["place"], invited, guests, self.matter
        )


class HoldForm(LateForm):
    """Who came."""

    present = forms.MultipleChoiceField(label=_("Who came"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, invited: list[Invited], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(one.pk), one.user.name if one.user else one.guest) for one in invited]
        self.fields["present"].choices = named  # type: ignore[attr-defined]


class MinutesForm(Form):
    """The minutes, and a decision with its owner; further decisions follow one by one."""

    draft = "meetings.minutes"

    text = forms.CharField(label=_("The minutes"), widget=forms.Textarea(attrs={"rows": 8}), required=False)
    decision = forms.CharField(label=_("Decided"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    owner = ColleagueField(label=_("Who sees to it"), required=False)
    due_on = DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, people: list[User], has_minutes: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "owner", people)
        if has_minutes:
            del self.fields["text"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        for name in ("owner", "due_on") if values.get("decision") else ():
            if not values.get(name) and name not in self.errors:
                self.add_error(name, self.fields["decision"].error_messages["required"])
        if not values.get("text") and not values.get("decision") and not self.errors:
            self.add_error("decision", self.fields["decision"].error_messages["required"])
        return values

    def given(self) -> Minutes:
        """As the action takes it."""
        data = self.cleaned_data
        owner = data["owner"]
        decided = [Resolution(data["decision"], owner, data["due_on"])] if data["decision"] and owner else []
        return Minutes(data.get("text", ""), decided)
