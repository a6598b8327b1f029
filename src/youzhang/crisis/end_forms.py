"""What is typed about the end of a crisis and after it: who has the person, with what it joins, who looks again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.crisis import codes
from youzhang.crisis.actions.keepers import Said
from youzhang.crisis.forms import YES_NO, area, one_of
from youzhang.crisis.models import Confirmation, Crisis, Referral
from youzhang.ledger.late_form import LateForm
from youzhang.web.forms import Form


class ConfirmForm(LateForm):
    """What police or ambulance said."""

    draft = "crisis.confirm"
    needs = {"number": ("what", "number")}
    by_whom = one_of(_("Who"), codes.KEEPERS)
    what = one_of(_("What they said"), codes.CONFIRMED)
    person = forms.CharField(label=_("Who answered there: name, or number"), max_length=80)
    number = forms.CharField(label=_("Number under which they took it down"), max_length=60, required=False)
    words = forms.CharField(label=_("Note"), widget=area(2), required=False)

    def given(self) -> Said:
        """As the action takes it."""
        return Said(
            **{name: self.cleaned_data[name] for name in ("by_whom", "what", "person", "number", "words")}
        )


class SentBackForm(LateForm):
    """Who had the person and lets them go."""

    keeper = forms.ChoiceField(label=_("Who lets them go"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why, where the person is now, who is with them"), widget=area(3))

    def __init__(self, *args: Any, keepers: Sequence[Referral | Confirmation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.keepers = {str(one.pk): one for one in keepers}
        self.fields["keeper"].choices = [(pk, _called(one)) for pk, one in self.keepers.items()]  # type: ignore[attr-defined]

    def chosen(self) -> Referral | Confirmation:
        """The body, or the call."""
        return self.keepers[self.cleaned_data["keeper"]]


def _called(keeper: Referral | Confirmation) -> str:
    if isinstance(keeper, Referral):
        return keeper.body or ""
    return f"{keeper.telling.get_to_display()} · {keeper.person}"


class JoinForm(Form):
    """With which other crisis of the same person it goes on."""

    other = forms.ChoiceField(label=_("The other crisis"), widget=forms.RadioSelect)
    words = forms.CharField(label=_("What shows that it is the same person"), widget=area(2))

    def __init__(self, *args: Any, others: Sequence[Crisis], **options: Any) -> None:
        super().__init__(*args, **options)
        self.others = {str(one.pk): one for one in others}
        named = [
            (pk, f"{one.matter.number} {one.who or ''} {one.get_reason_display()}")
            for pk, one in self.others.items()
        ]
        self.fields["other"].choices = named  # type: ignore[attr-defined]

    def chosen(self) -> Crisis:
        """The crisis in which it goes on."""
        return self.others[self.cleaned_data["other"]]


class LookAgainForm(Form):
    """What came of looking again."""

    sign = forms.ChoiceField(
        label=_("A new sign of danger"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_("With yes a new crisis is opened at once, and whoever is on duty is called."),
    )
    words = forms.CharField(label=_("Whom you asked, what they said"), widget=area(3))
