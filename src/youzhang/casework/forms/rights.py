"""Asking for access, answering it; what clients ask; cards."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.casework.actions import Asked, Protection
from youzhang.casework.actions.access import check_may_learn
from youzhang.casework.actions.rights import check_may_ask
from youzhang.casework.codes import (
    ACCESS_REASONS,
    ASKERS,
    LET_IN,
    LONGEST_ACCESS,
    RIGHT_RESULTS,
    RIGHT_WAYS,
    RIGHTS,
)
from youzhang.casework.forms.parts import area, choices, offered
from youzhang.casework.models import Case
from youzhang.web.forms import DateField, Form, NumberField

AT_THE_CENTRE = {code: title for code, title in RIGHT_WAYS.items() if code != "portal"}


def _askers(case: Case) -> list[tuple[str, Any]]:
    """The client, and a guardian who may learn what stands in the file."""
    return choices(offered(ASKERS, partial(check_may_ask, case)))


class AccessForm(Form):
    """Ask to read a case by its number."""

    number = forms.CharField(label=_("Number of the case"), max_length=40)
    reason = forms.ChoiceField(label=_("Reason"), choices=choices(ACCESS_REASONS), widget=forms.RadioSelect)
    words = forms.CharField(label=_("Why you need it"), widget=area(3))


class DecideAccessForm(Form):
    """Let somebody read, or not."""

    needs = {"hours": ("answer", "yes")}

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("may read it")), ("no", _("may not read it"))],
        widget=forms.RadioSelect,
    )
    hours = NumberField(
        label=_("For how many hours"), min_value=1, max_value=LONGEST_ACCESS, required=False, initial=24
    )


class ProtectForm(Form):
    """Whether the guardian is kept out, and whom to call instead."""

    needs = {"why": ("kept_out", "True")}

    # Its value says what `needs` waits for; a bare tick would be sent as "on", and the reason never asked for.
    kept_out = forms.BooleanField(
        label=_("Keep the guardian out"),
        required=False,
        widget=forms.CheckboxInput(attrs={"value": "True"}),
    )
    why = forms.CharField(label=_("Why"), widget=area(3), required=False)
    safe_contact = forms.CharField(label=_("Whom to call instead"), max_length=200, required=False)

    def __init__(self, *args: Any, is_out: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_out:  # letting them in again asks for a reason, on a page of its own
            self.fields["kept_out"].widget = forms.HiddenInput()

    def given(self) -> Protection:
        """What was filled in, as the action takes it."""
        return Protection(**{name: self.cleaned_data[name] for name in ("kept_out", "why", "safe_contact")})


class LetInForm(Form):
    """Why a guardian is let in again."""

    reason = forms.ChoiceField(label=_("Reason"), choices=choices(LET_IN), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What cleared the guardian: who looked into it, with what result"), widget=area(4)
    )


class AgreeAnewForm(Form):
    """What a client who came of age says."""

    guardian = forms.ChoiceField(label=_("What the guardian may learn from now on"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        answers = {"no": _("nothing any more"), "yes": _("as before, the client wants it")}
        codes = offered(answers, lambda code: check_may_learn(case, code == "yes"))
        self.fields["guardian"].choices = choices(codes)  # type: ignore[attr-defined]


class RightForm(Form):
    """What a client or guardian asks."""

    kind = forms.ChoiceField(label=_("What is asked"), choices=choices(RIGHTS), widget=forms.RadioSelect)
    asked_by = forms.ChoiceField(label=_("Who asks"), widget=forms.RadioSelect, initial="client")
    way = forms.ChoiceField(
        label=_("Way"), choices=choices(AT_THE_CENTRE), widget=forms.RadioSelect, initial="desk"
    )
    words = forms.CharField(label=_("In their words"), widget=area(3), required=False)
    field_order = ("kind", "asked_by", "way", "words")

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked_by"].choices = _askers(case)  # type: ignore[attr-defined]

    def given(self) -> Asked:
        """What was filled in, as the action takes it."""
        return Asked(**{name: self.cleaned_data[name] for name in ("kind", "asked_by", "way", "words")})


class AnswerRightForm(Form):
    """The answer to what was asked."""

    result = forms.ChoiceField(label=_("Result"), choices=choices(RIGHT_RESULTS), widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("The answer, as it is told"),
        widget=area(5),
        help_text=_("The client reads it; say it plainly, without judging."),
    )


class CardForm(Form):
    """A card for somebody who stands at the desk."""

    holder = forms.ChoiceField(label=_("For whom"), widget=forms.RadioSelect, initial="client")
    identity_checked = forms.BooleanField(label=_("I have seen the ID of this person"), required=False)

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["holder"].choices = _askers(case)  # type: ignore[attr-defined]
        self.fields["identity_checked"].asked = True  # type: ignore[attr-defined]  # the action refuses


class CardInForm(Form):
    """What is on the card, and the birth date."""

    number = forms.CharField(label=_("Number on the card"), max_length=40)
    code = forms.CharField(label=_("Code on the card"), max_length=40)
    birth = DateField(label=_("Birth date of the client"), past=True)


class PortalRightForm(Form):
    """What the holder of a card asks."""

    kind = forms.ChoiceField(label=_("What do you ask?"), choices=choices(RIGHTS), widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your words"), widget=area(4), required=False)
