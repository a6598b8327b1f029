"""The expert team: who it is, who joins, who leaves (psych:15.3e)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from youzhang.accounts.access import StaffRequest, holds
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import beside_queries as queries
from youzhang.crisis.actions.experts import NewExpert, add_expert, let_expert_go
from youzhang.crisis.codes import FIELDS
from youzhang.crisis.forms import choices
from youzhang.ledger.policy import may, roles_for
from youzhang.pages.acts import at_centre
from youzhang.web.forms import Form


class ExpertForm(Form):
    """Somebody who joins the team."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    field = forms.ChoiceField(label=gettext_lazy("Field"), choices=choices(FIELDS))
    body = forms.CharField(label=gettext_lazy("Body"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)


def _shown(row: Centre, request: StaffRequest) -> dict[str, Any]:
    team, may_keep = queries.experts_at(request.viewer, row), may(request.viewer, "crisis.experts", row.pk)
    return {"centre": row, "experts": team, "may_keep": may_keep}


@at_centre("crisis:experts", gettext_lazy("Expert team")).act(
    "crisis:experts",
    gettext_lazy("Expert team"),
    ExpertForm,
    said=gettext_lazy("Joined the team."),
    template="crisis/experts.html",
    beside=_shown,
)
def join(row: Centre, form: ExpertForm, by: Viewer) -> object:
    """The team, and the form by which somebody joins."""
    given = NewExpert(**{name: form.cleaned_data[name] for name in ("name", "field", "body", "phone")})
    return add_expert(row, given, by=by)


@holds(*sorted(roles_for("crisis.experts")))
@require_POST
def expert_left(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Somebody leaves the team."""
    expert = queries.expert_for(request.viewer, matter_id)
    if expert is None:
        raise Http404
    let_expert_go(expert, by=request.viewer)
    return redirect("crisis:experts")
