"""Staff pages: what was decided alone, and what a second person says about it (psych:14b, psych:50)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.casework import second_look_queries as queries
from youzhang.casework.actions import take_second_look
from youzhang.casework.codes import LOOK_ARTICLES
from youzhang.casework.forms.second_looks import SecondLookForm
from youzhang.casework.models import SecondLook
from youzhang.casework.pages import words
from youzhang.casework.views import both
from youzhang.ledger.policy import may
from youzhang.web.submit import open_form, submit


@staff
@require_safe
def second_looks(request: StaffRequest) -> HttpResponse:
    """What was decided alone at this centre, as far as one may see it, newest first."""
    rows, following = queries.second_looks(
        request.viewer, current_centre(request).pk, request.GET.get("after", "")
    )
    context = {"rows": rows, "next": following}
    return render(request, "casework/second_looks.html", context | words())


@staff
@both
def second_look(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Who decided what alone, and why; a second person says whether it was right."""
    look = queries.second_look_for(request.viewer, matter_id)
    if look is None:
        raise Http404
    log_access(request.viewer, "casework.second_look", look.matter_id, look.matter.centre_id)
    form = open_form(request, SecondLookForm, what=look.what)
    reviews = may(request.viewer, "crisis.review", look.matter.centre_id) and look.by_id != request.user.pk

    def act(sent: SecondLookForm) -> SecondLook:
        return take_second_look(look, **sent.given(), by=request.viewer)

    def page(shown: SecondLookForm) -> HttpResponse:
        context = {"look": look, "form": shown, "reviews": reviews, "article": LOOK_ARTICLES[look.what]}
        context["sees_case"] = queries.sees_case(request.viewer, look.case)
        return render(request, "casework/second_look.html", context | words())

    return submit(request, form, act, done=_after, page=page, said=_("Noted."))


def _after(look: SecondLook) -> str:
    """Where a crisis should have been opened, straight to opening it: life comes first (psych:3)."""
    if look.what == "no_crisis" and not look.sound:
        return f"{reverse('crisis:open')}?about={look.matter_id}"
    return reverse("casework:second_look", args=[look.matter_id])
