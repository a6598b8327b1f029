"""What a form asks besides a high level: the crisis that is opened in the same step, or why none (psych:14b)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from youzhang.casework.actions import Danger
from youzhang.casework.codes import CRISIS_LEVEL, LEVELS, NO_CRISIS
from youzhang.casework.forms.parts import area, choices
from youzhang.crisis.asking import thoughts_field
from youzhang.crisis.codes import NOT_ASKED, REASONS
from youzhang.web.forms import Form


class LevelField(forms.TypedChoiceField):
    """A risk level as somebody judges it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Risk level, judged each time"))
        levels = [(str(level), title) for level, title in LEVELS.items()]
        super().__init__(choices=choices(dict(levels)), widget=forms.RadioSelect, coerce=int, **options)


class DangerForm(Form):
    """`before`: the level noted until now; `running`: a crisis of the person is open, so that nothing is asked."""

    thoughts = thoughts_field()
    danger = forms.ChoiceField(
        label=_("High risk: what follows"),
        choices=choices({"open": _("open a crisis now: whoever is on duty is called")} | NO_CRISIS),
        widget=forms.RadioSelect,
        initial="open",
        required=False,
    )
    shows = forms.ChoiceField(
        label=_("What shows"), choices=choices(REASONS), widget=forms.RadioSelect, required=False
    )
    known = forms.CharField(
        label=_("What whoever takes it must know now"),
        widget=area(2),
        required=False,
        help_text=_("Where the person is, who is with them. Leave it empty rather than lose time."),
    )
    no_crisis = forms.CharField(label=_("Why no crisis is opened"), widget=area(2), required=False)

    def __init__(self, *args: Any, before: int = 0, running: bool = False, **options: Any) -> None:
        high = "|".join(str(level) for level in LEVELS if level >= max(CRISIS_LEVEL, before + 1))
        asks = bool(high) and not running
        if asks:
            answers = {"shows": ("danger", "open"), "no_crisis": ("danger", "|".join(NO_CRISIS))}
            self.needs = {**self.needs, "danger": ("level", high), **answers}  # type: ignore[misc]
        super().__init__(*args, **options)
        self.fields["known"].needed = "danger=open"  # type: ignore[attr-defined]
        for name in () if asks else ("danger", "shows", "known", "no_crisis"):
            del self.fields[name]

    def answer(self) -> Danger:
        """What was answered, as the actions take it."""
        values = self.cleaned_data
        thoughts = values["thoughts"] or NOT_ASKED
        if values.get("danger") in NO_CRISIS:
            return Danger(declined=values["danger"], words=values["no_crisis"], thoughts=thoughts)
        return Danger(shows=values.get("shows", ""), words=values.get("known", ""), thoughts=thoughts)
