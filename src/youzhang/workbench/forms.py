"""What people decide about a duty, and the handing over of a leaver's duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.fields import ColleagueField, offer
from youzhang.accounts.models import User
from youzhang.ledger.reasons import EXTEND, WAIVE
from youzhang.web.forms import DateField, Form


def _choices(reasons: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", _("Choose a reason")), *reasons.items()]


class PlainForm(Form):
    """A decision that needs no words: take, give back, chase."""


class PassOnForm(Form):
    """To whom a duty goes."""

    to = ColleagueField(label=_("To whom"))

    def __init__(self, *args: Any, people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "to", people, _("Choose a person"))


class ExtendForm(Form):
    """A later date, and why."""

    to_date = DateField(label=_("New last day"), future=True)
    reason_code = forms.ChoiceField(label=_("Why"), choices=_choices(EXTEND))


class WaiveForm(Form):
    """Why it is no longer owed."""

    reason_code = forms.ChoiceField(
        label=_("Why"),
        choices=_choices(WAIVE),
        help_text=_("Waived duties stand in a column of their own on the board, never as done."),
    )


class HandOverForm(Form):
    """From whom to whom."""

    leaver = ColleagueField(label=_("From whom"))
    to = ColleagueField(label=_("To whom"))

    def __init__(self, *args: Any, leavers: list[User], people: list[User], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, "leaver", leavers, _("Choose a person"))
        offer(self, "to", people, _("Choose a person"))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("to") and values.get("to") == values.get("leaver"):
            self.add_error("to", _("Choose somebody else."))
        return values
