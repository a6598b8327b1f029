"""The first interview, the plan, its review, papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from youzhang.casework.actions import Around, Danger, PlanData
from youzhang.casework.codes import CLOSENESS, CRISIS_LEVEL, GOALS, INTERVIEW, PLANS, RELATIVES, TRIGGERS
from youzhang.casework.forms.danger import DangerForm, LevelField
from youzhang.casework.forms.parts import area, choices
from youzhang.casework.models import CasePlan
from youzhang.crisis.codes import REASONS
from youzhang.ledger.late_form import LateForm
from youzhang.web.forms import DateField, Form

MOST_GOALS = 5


class InterviewForm(DangerForm, LateForm):
    """The first interview; what was not talked about stays empty."""

    draft = "casework.interview"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        later = {
            name: self.fields.pop(name)
            for name in [*DangerForm.base_fields, *self.later]
            if name in self.fields
        }
        for name, title in INTERVIEW.items():
            needed = name in {"complaint", "risk"}
            self.fields[name] = forms.CharField(label=title, widget=area(3), required=needed)
        self.fields["trigger"] = forms.ChoiceField(
            label=_("Was any of this told"),
            choices=[("", _("None of it")), *choices({code: REASONS[code] for code in TRIGGERS})],
            widget=forms.RadioSelect,
            required=False,
            help_text=_("It opens a crisis, unless you say why none is needed."),
        )
        self.fields["safe"] = forms.CharField(
            label=_("Why no crisis is needed: since when they are safe from it, and by what"),
            widget=area(2),
            required=False,
        )
        self.fields["safe"].needed = "trigger=" + "|".join(TRIGGERS)  # type: ignore[attr-defined]
        self.fields["level"] = LevelField()
        self.fields |= later

    def content(self) -> dict[str, str]:
        """What was written, by heading."""
        return {name: self.cleaned_data[name] for name in INTERVIEW}

    def answer(self) -> Danger:
        """At a level that is not high, an event that is over is answered by its own words."""
        told, safe = self.cleaned_data["trigger"], self.cleaned_data["safe"]
        if told and safe and self.cleaned_data["level"] < CRISIS_LEVEL:
            return replace(super().answer(), shows="", declined="safe", words=safe)
        return super().answer()


class PlanForm(Form):
    """Goals with their measures, the way there, and when it is looked at again."""

    draft = "casework.plan"

    kind = forms.ChoiceField(
        label=_("Kind of plan"), choices=choices(PLANS), widget=forms.RadioSelect, initial="service"
    )
    method = forms.CharField(label=_("How: methods, how often, how long"), widget=area(3))
    impact = forms.CharField(
        label=_("What it changes in daily life, and how that is kept small"), widget=area(2), required=False
    )
    mildest = forms.CharField(
        label=_("Other ways that were considered, and why this one restricts least"),
        widget=area(2),
        required=False,
    )
    review_on = DateField(label=_("Looked at again on"), future=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        rest = {name: self.fields.pop(name) for name in ("method", "impact", "mildest", "review_on")}
        for n in range(1, MOST_GOALS + 1):
            goal, measure = (
                _("Goal %(n)d") % {"n": n},
                _("How one sees that goal %(n)d is reached") % {"n": n},
            )
            self.fields[f"goal_{n}"] = forms.CharField(label=goal, max_length=300, required=n == 1)
            self.fields[f"measure_{n}"] = forms.CharField(label=measure, max_length=300, required=n == 1)
        self.fields |= rest

    def given(self) -> PlanData:
        """What was filled in, as the action takes it."""
        values = self.cleaned_data
        pairs = [(values[f"goal_{n}"], values[f"measure_{n}"]) for n in range(1, MOST_GOALS + 1)]
        return PlanData(
            [pair for pair in pairs if any(pair)], values["method"], values["review_on"], values["kind"],
            values["impact"], values["mildest"],
        )  # fmt: skip


def as_planned(plan: CasePlan | None) -> dict[str, Any]:
    """The plan that holds, to be changed into the next edition."""
    if plan is None:
        return {}
    found: dict[str, Any] = {
        "kind": plan.kind,
        "method": plan.method,
        "impact": plan.impact,
        "mildest": plan.mildest,
    }
    for n, goal in enumerate(plan.goals_in_order, 1):
        found |= {f"goal_{n}": goal.text, f"measure_{n}": goal.measure}
    return found


class ReviewForm(Form):
    """How far each goal was reached."""

    review_on = DateField(label=_("Looked at again on"), future=True)

    def __init__(self, *args: Any, plan: CasePlan, **options: Any) -> None:
        super().__init__(*args, **options)
        last = self.fields.pop("review_on")
        self.goals = list(plan.goals_in_order)
        for goal in self.goals:
            self.fields[f"goal_{goal.pk}"] = forms.ChoiceField(
                label=_now("%(goal)s (%(measure)s)") % {"goal": goal.text, "measure": goal.measure},
                choices=[(code, capfirst(title)) for code, title in GOALS.items()],
                widget=forms.RadioSelect,
                initial=goal.state,
            )
        self.fields["review_on"] = last

    def states(self) -> dict[UUID, str]:
        """Goal → how far."""
        return {goal.pk: self.cleaned_data[f"goal_{goal.pk}"] for goal in self.goals}


class PaperForm(Form):
    """A paper for the file."""

    file = forms.FileField(label=_("Paper or picture"), help_text=_("PDF, PNG, JPEG or WebP"))


class RelativeForm(Form):
    """Somebody around the client."""

    relation = forms.ChoiceField(label=_("Relation"), choices=choices(RELATIVES))
    name = forms.CharField(label=_("Name"), max_length=60)
    closeness = forms.ChoiceField(
        label=_("How they stand to each other"), choices=choices(CLOSENESS), widget=forms.RadioSelect
    )
    lives_along = forms.BooleanField(label=_("Lives in the same home"), required=False)
    words = forms.CharField(label=_("Good to know"), widget=area(2), required=False)

    def given(self) -> Around:
        """What was filled in, as the action takes it."""
        names = ("relation", "name", "closeness", "words", "lives_along")
        return Around(**{name: self.cleaned_data[name] for name in names})
