"""What the form of any talk asks: whether thoughts of suicide were told (psych:15.3b)."""

from __future__ import annotations

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from youzhang.crisis.codes import ASKED, NOT_ASKED


def thoughts_field() -> forms.ChoiceField:
    """Not asked, as long as nobody says otherwise."""
    return forms.ChoiceField(
        label=_("Thoughts of suicide"),
        choices=[(code, capfirst(title)) for code, title in ASKED.items()],
        widget=forms.RadioSelect,
        initial=NOT_ASKED,
        required=False,
        help_text=_(
            "With yes, at any level, a crisis goes on: guardian and competent department are told at once."
        ),
    )
