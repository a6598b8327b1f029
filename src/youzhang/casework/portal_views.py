"""Residents' pages: what is recorded about me, opened with a card (psych:43)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from youzhang.accounts.access import public
from youzhang.casework import portal_pages
from youzhang.casework.actions.rights import Asked, ask_right, card_for, open_by_card
from youzhang.casework.forms.rights import CardInForm, PortalRightForm
from youzhang.casework.models import AccessCard
from youzhang.kit import clock
from youzhang.web import limits
from youzhang.web.limits import Limit
from youzhang.web.submit import open_form, submit

SESSION = "card"
MINUTES = 30
WRONG_FROM_ONE = Limit("card-wrong", 5, 15 * 60)
WRONG_OF_ALL = Limit("card-wrong-all", 200, 3600)
Page = Callable[..., HttpResponse]


def for_holder(view: Page) -> Callable[..., HttpResponseBase]:
    """A page about the file that this browser's card opens; others are asked for the card."""

    @public
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        visit = request.session.get(SESSION) or {"until": 0}
        card = card_for(visit["id"]) if visit["until"] > clock.now().timestamp() else None
        if card is None:
            return redirect("casework:portal_in")
        request.session[SESSION] = {"id": str(card.pk), "until": _until()}
        return view(request, card)

    return shown


@public
@never_cache
def portal_in(request: HttpRequest) -> HttpResponse:
    """Number, code and birth date; what does not fit gets one and the same answer."""
    form = open_form(request, CardInForm)
    wrong = wait = 0
    if request.method == "POST" and form.is_valid():
        entry = limits.enter((WRONG_FROM_ONE, limits.address_of(request)), (WRONG_OF_ALL, ""))
        if not entry.shut:
            card = open_by_card(**{name: form.cleaned_data[name] for name in ("number", "code", "birth")})
            if card:
                return _open(request, card, entry)
            wrong = 1
        else:
            wait = 1
    status = 422 if wrong or form.errors else 429 if wait else 200
    return render(
        request, "casework/portal_in.html", {"form": form, "wrong": wrong, "wait": wait}, status=status
    )


@for_holder
def portal_case(request: HttpRequest, card: AccessCard) -> HttpResponse:
    """What is recorded, what was asked, and a new request."""
    form = open_form(request, PortalRightForm)

    def act(sent: PortalRightForm) -> object:
        values = sent.cleaned_data
        return ask_right(card.case, Asked(values["kind"], card.holder, "portal", values["words"]), by=None)

    def page(shown: PortalRightForm) -> HttpResponse:
        return render(request, "casework/portal_case.html", portal_pages.context(card) | {"form": shown})

    return submit(request, form, act, done=reverse("casework:portal_case"), page=page, said=_("Received."))


@public
@require_POST
def portal_out(request: HttpRequest) -> HttpResponse:
    """Close it on this browser."""
    request.session.pop(SESSION, None)
    messages.success(request, _("Closed on this device."))
    return redirect("casework:portal_in")


def _open(request: HttpRequest, card: AccessCard, entry: limits.Entry) -> HttpResponse:
    entry.free()
    request.session.cycle_key()
    request.session[SESSION] = {"id": str(card.pk), "until": _until()}
    return redirect("casework:portal_case")


def _until() -> float:
    return clock.now().timestamp() + MINUTES * 60
