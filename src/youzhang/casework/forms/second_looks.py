"""What a second person says afterwards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.casework.forms.parts import area
from youzhang.crisis.forms import YES_NO
from youzhang.web.forms import Form

ASKED = {
    "no_crisis": _("Was it right to open no crisis?"),
    "let_in": _("Was it right to let the guardian in again?"),
    "no_consent": _("Was it right to tell without consent, and was no more told than needed?"),
}


class SecondLookForm(Form):
    """Right or not, and why not."""

    needs = {"words": ("sound", "no")}

    sound = forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("What should have been done, and what follows now"), widget=area(), required=False
    )

    def __init__(self, *args: Any, what: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sound"].label = ASKED[what]

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {"sound": self.cleaned_data["sound"] == "yes", "words": self.cleaned_data["words"]}
