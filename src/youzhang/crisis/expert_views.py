"""The expert team: who it is, who joins, who leaves (psych:15.3e)."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.centres import current_centre
from youzhang.crisis import queries
from youzhang.crisis.actions.experts import NewExpert, add_expert, let_expert_go
from youzhang.crisis.codes import FIELDS
from youzhang.crisis.forms import choices
from youzhang.ledger.policy import may, roles_for
from youzhang.web.forms import Form
from youzhang.web.submit import open_form, submit


class ExpertForm(Form):
    """Somebody who joins the team."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    field = forms.ChoiceField(label=gettext_lazy("Field"), choices=choices(FIELDS))
    body = forms.CharField(label=gettext_lazy("Body"), max_length=120, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def experts(request: StaffRequest) -> HttpResponse:
    """The team, and the form by which somebody joins."""
    centre = current_centre(request)
    form = open_form(request, ExpertForm)

    def act(sent: ExpertForm) -> object:
        given = NewExpert(**{name: sent.cleaned_data[name] for name in ("name", "field", "body", "phone")})
        return add_expert(centre, given, by=request.user, viewer=request.viewer)

    def page(shown: ExpertForm) -> HttpResponse:
        context = {
            "centre": centre,
            "form": shown,
            "experts": queries.experts_at(request.viewer, centre),
            "may_keep": may(request.viewer, "crisis.experts", centre.pk),
        }
        return render(request, "crisis/experts.html", context)

    return submit(request, form, act, done=request.path, page=page, said=_("Joined the team."))


@holds(*sorted(roles_for("crisis.experts")))
@require_POST
def expert_left(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Somebody leaves the team."""
    expert = queries.expert_for(request.viewer, matter_id)
    if expert is None:
        raise Http404
    let_expert_go(expert, by=request.user, viewer=request.viewer)
    return redirect("crisis:experts")
