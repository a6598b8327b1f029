"""The referral card, and each act on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.casework.actions import Done, NewReferral
from youzhang.casework.actions.referrals import check_agrees
from youzhang.casework.codes import REFERRAL_KINDS, REFERRAL_WAYS
from youzhang.casework.forms.parts import area, choices, offered
from youzhang.casework.models import Case
from youzhang.casework.referral_acts import Act
from youzhang.premises.models import Partner
from youzhang.web.forms import Form


class ReferralForm(Form):
    """To whom, what for, and the little that they need to know."""

    draft = "casework.referral"

    partner = forms.ChoiceField(label=_("Partner of the centre"), required=False)
    body = forms.CharField(label=_("Another body"), max_length=120, required=False)
    contact = forms.CharField(label=_("Whom there, telephone"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind of help"), choices=choices(REFERRAL_KINDS))
    way = forms.ChoiceField(
        label=_("How"), choices=choices(REFERRAL_WAYS), widget=forms.RadioSelect, initial="phone"
    )
    reason = forms.CharField(label=_("Why"), widget=area(3))
    summary = forms.CharField(
        label=_("What the receiver needs to know"),
        widget=area(5),
        help_text=_("As little as will do. It is shown only after the consent."),
    )

    def __init__(self, *args: Any, partners: Sequence[Partner], **options: Any) -> None:
        super().__init__(*args, **options)
        self.partners = {str(one.pk): one for one in partners}
        titles = [(pk, one.name) for pk, one in self.partners.items()]
        self.fields["partner"].choices = [("", _("none")), *titles]  # type: ignore[attr-defined]

    def given(self) -> NewReferral:
        """What was filled in, as the action takes it."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "form_token"}
        return NewReferral(**values | {"partner": self.partners.get(values["partner"])})


class ActForm(Form):
    """One act: the code and the words that it asks for."""

    def __init__(self, *args: Any, act: Act, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        if act.codes:
            codes = offered(act.codes, partial(check_agrees, case))
            self.fields["code"] = forms.ChoiceField(
                label=_("Consent"), choices=choices(codes), widget=forms.RadioSelect
            )
        if act.keeps:
            self.fields["words"] = forms.CharField(label=act.words, widget=area(3), required=False)
            self.fields["words"].asked = True  # type: ignore[attr-defined]  # the action refuses

    def given(self) -> Done:
        """What was filled in, as the action takes it."""
        return Done(self.cleaned_data.get("code", ""), self.cleaned_data.get("words", ""))
