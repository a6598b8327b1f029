"""The rows of a form about something that may have happened earlier than it is entered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.web.forms import Form, InstantField

LATE = {
    "no_network": _("no network at the time"),
    "paper_first": _("written on paper first"),
    "told_later": _("told of it later"),
    "forgotten": _("forgotten"),
}


class LateForm(Form):
    """Something that may have happened earlier than it is entered."""

    happened_at = InstantField(label=_("When it happened"), required=False, past=True)
    late_reason = forms.ChoiceField(
        label=_("Why it is entered only now"),
        choices=[("", "–"), *((code, capfirst(title)) for code, title in LATE.items())],
        required=False,
        help_text=_("Asked for after more than 24 hours."),
    )
    later: tuple[str, ...] = ("happened_at", "late_reason")

    def when(self) -> dict[str, Any]:
        """`at` and `late_reason`, as actions take them."""
        return {"at": self.cleaned_data["happened_at"], "late_reason": self.cleaned_data["late_reason"]}
