"""Whether somebody lives or studies in the area that the centre serves: asked in words, and unknown until it was."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ANSWERS = {"": _("not asked"), "yes": _("yes"), "no": _("no")}
MEANS = {"yes": True, "no": False}


class InAreaField(forms.ChoiceField):
    """Yes, no, or not asked (None)."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Lives or studies in the area"))
        super().__init__(choices=list(ANSWERS.items()), required=False, initial="", **options)

    def clean(self, value: Any) -> bool | None:
        """What was answered."""
        return MEANS.get(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        """What was kept, as the choice that stands for it."""
        return "" if value is None else {True: "yes", False: "no"}.get(value, value)
