"""Handing over a leaver's duties."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import workers
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.ledger import queries as ledger
from youzhang.ledger.duties import hand_over
from youzhang.ledger.policy import may
from youzhang.web.forms import Form
from youzhang.web.submit import open_form, submit
from youzhang.workbench.forms import HandOverForm

Leavers = list[tuple[User, int]]


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_page(request: StaffRequest) -> HttpResponse:
    """A leaver's duties go to somebody else in one act: first what will happen, then the act."""
    centre = current_centre(request)
    if not may(request.viewer, "ledger.decide", centre.pk):
        raise Http404
    leavers, people = ledger.holding_by_name(request.viewer, centre), workers(centre.pk, clock.today())
    form = open_form(request, HandOverForm, leavers=[user for user, _n in leavers], people=people)
    if request.method == "POST" and form.is_valid() and "sure" not in request.POST:
        return _hand_over_page(request, form, leavers, sure=True)
    return submit(
        request,
        form,
        lambda sent: _hand_over(request, sent, centre),
        done=reverse("workbench:hand_over"),
        page=lambda same: _hand_over_page(request, same, leavers),
        said=_("Handed over."),
    )


def _hand_over(request: StaffRequest, sent: Form, centre: Centre) -> int:
    given = sent.cleaned_data
    return hand_over(given["leaver"], given["to"], by=request.viewer, centre_id=centre.pk)


def _hand_over_page(request: StaffRequest, form: Any, leavers: Leavers, sure: bool = False) -> HttpResponse:
    asked = getattr(form, "cleaned_data", {})
    leaver, to = (asked.get(name) for name in ("leaver", "to"))
    name, count = (leaver.name, dict(leavers)[leaver]) if leaver else ("", 0)
    context = {
        "form": form,
        "leavers": leavers,
        "sure": sure,
        "name": name,
        "count": count,
        "to": to.name if to else "",
    }
    return render(request, "workbench/hand_over.html", context)
