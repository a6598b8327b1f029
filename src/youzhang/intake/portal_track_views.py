"""Residents follow their application: state, remarks, consents, leaving (psych:34.4b, psych:45, psych:47)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from youzhang.accounts.access import public
from youzhang.intake import portal_session as session
from youzhang.intake import portal_track as tracking
from youzhang.intake.actions.consents import withdraw_consent
from youzhang.intake.actions.remarks import leave_remark
from youzhang.intake.actions.withdraw import Leaving, ask_withdrawal
from youzhang.intake.models import Application
from youzhang.intake.portal_forms import RemarkForm, TrackForm, WithdrawForm
from youzhang.web.submit import open_form, submit

P = ParamSpec("P")


def for_follower(
    view: Callable[Concatenate[HttpRequest, Application, P], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """A page about the application that this browser follows; others are asked for number and code."""

    @public
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        row = session.followed(request)
        return view(request, row, *args, **kwargs) if row else redirect("intake:track")

    return shown


@public
@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Number and code, then the application. The answer to what does not fit is always the same."""
    if request.method == "POST":
        return _track_sign_in(request)
    if row := session.followed(request):
        return _tracked(request, row, RemarkForm())
    form = TrackForm(initial={"number": request.GET.get("n", "")})
    return render(request, "intake/portal_track_in.html", {"form": form})


@for_follower
def remark(request: HttpRequest, row: Application) -> HttpResponse:
    """Leave a remark (psych:47)."""
    if request.method != "POST":
        return redirect("intake:track")
    return submit(
        request,
        open_form(request, RemarkForm),
        lambda form: leave_remark(row, form.cleaned_data["text"]),
        done=reverse("intake:track"),
        page=lambda form: _tracked(request, row, form),
        said=_("Thank you. The answer will stand on this page."),
    )


@for_follower
def withdraw(request: HttpRequest, row: Application) -> HttpResponse:
    """Ask to leave: in any state, with or without a reason (psych:34.4b)."""
    context = {"row": row, "centre": row.matter.centre}
    return submit(
        request,
        open_form(request, WithdrawForm),
        lambda form: ask_withdrawal(row, Leaving("online", form.cleaned_data["reason"])),
        done=reverse("intake:track"),
        page=lambda form: render(request, "intake/portal_withdraw.html", context | {"form": form}),
        said=_("We have your request to withdraw. You need not do anything else."),
    )


@for_follower
def take_back(request: HttpRequest, row: Application, consent: str) -> HttpResponse:
    """Take a consent back, as easily as it was given."""
    if request.method == "POST":
        withdraw_consent(row, consent, by=None)
        messages.success(request, _("Your consent is taken back."))
    return redirect("intake:track")


@public
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the tracking page on this browser."""
    session.sign_out(request)
    return redirect("portal:home")


def _track_sign_in(request: HttpRequest) -> HttpResponse:
    form = TrackForm(request.POST)
    try:
        if form.is_valid() and session.sign_in(
            request, form.cleaned_data["number"], form.cleaned_data["code"]
        ):
            return redirect("intake:track")
    except session.Throttled as throttled:
        context = {"form": form, "minutes": throttled.seconds // 60 + 1}
        response = render(request, "intake/portal_track_in.html", context, status=429)
        response.headers["Retry-After"] = str(throttled.seconds)
        return response
    return render(
        request, "intake/portal_track_in.html", {"form": form, "wrong": form.is_valid()}, status=422
    )


def _tracked(request: HttpRequest, row: Application, form: RemarkForm) -> HttpResponse:
    return render(request, "intake/portal_track.html", tracking.track_context(row) | {"form": form})
