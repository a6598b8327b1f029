"""Residents sign, each for themself: with number and code, or by a one-time link (psych:34.2a, psych:41)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from youzhang.accounts.access import public
from youzhang.intake import portal_session as session
from youzhang.intake import portal_track as tracking
from youzhang.intake.actions.sign import Signing
from youzhang.intake.actions.sign import sign as sign_agreement
from youzhang.intake.actions.signing_link import found_link, send_signing_link
from youzhang.intake.models import Application
from youzhang.intake.portal_forms import SignForm
from youzhang.intake.portal_session import Signer
from youzhang.intake.portal_track_views import for_follower
from youzhang.kit.refused import Refused
from youzhang.web import limits
from youzhang.web.owner import remember
from youzhang.web.submit import open_form, submit

LINKS = limits.Limit("signing-link", 3, 3600)


@public
@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link. Only their own press opens it, in one browser: messengers fetch links by themselves."""
    session.check_not_staff(request)
    found = found_link(token)
    if found and request.method != "POST":
        return render(request, "intake/portal_link.html", {"gone": False})
    response = redirect("intake:track_sign")
    if found is None or not session.take_link(request, response, found):
        return render(request, "intake/portal_link.html", {"gone": True}, status=404)
    return response


@public
@never_cache
def sign(request: HttpRequest) -> HttpResponse:
    """Read the agreement and sign one's own part on one's own telephone, once it was explained."""
    session.check_not_staff(request)
    found = session.signer(request)
    wanted = tracking.to_sign(found.row) if found else None
    if not found or not wanted or not wanted.explained or found.part not in wanted.missing:
        return redirect("intake:track")
    refused = tracking.not_on_this_device(found)
    if refused and request.method != "POST":
        return render(request, "intake/portal_link.html", {"refused": refused}, status=422)
    return _signing(request, found, wanted)


def _signing(request: HttpRequest, found: Signer, wanted: tracking.ToSign) -> HttpResponse:
    """The form; the browser is known by a mark from here on, so that it acts for one part only."""
    if request.method == "POST" and not found.device:
        response: HttpResponse = redirect("intake:track_sign")
    else:
        response = _form(request, found, wanted)
    remember(request, response)
    return response


def _form(request: HttpRequest, found: Signer, wanted: tracking.ToSign) -> HttpResponse:
    return submit(
        request,
        open_form(request, SignForm, **tracking.sign_options(found, wanted)),
        lambda form: _sign(request, found, form),
        done=lambda _signed: _after(found),
        page=lambda form: render(
            request, "intake/portal_sign.html", tracking.sign_context(found, wanted, form)
        ),
        said=_("Thank you, this is signed."),
    )


@public
@never_cache
def signed(request: HttpRequest) -> HttpResponse:
    """After a link: nothing else is shown in this browser."""
    return render(request, "intake/portal_signed.html")


@for_follower
def send_link(request: HttpRequest, row: Application, part: str) -> HttpResponse:
    """Have the link sent to the number or mailbox on file of whoever signs this part."""
    if request.method == "POST":
        try:
            _send(row, part)
            messages.success(request, _("The link is on its way."))
        except Refused as refused:
            messages.error(request, f"{refused.why} {refused.way_on}")
    return redirect("intake:track")


def _send(row: Application, part: str) -> None:
    if limits.take(LINKS, f"{row.pk}:{part}") is None:
        raise Refused("rule:quota", _("The link was sent several times."), _("Try again later, or call us."))
    send_signing_link(row, part, by=None)


def _sign(request: HttpRequest, found: Signer, form: SignForm) -> None:
    values: dict[str, Any] = form.cleaned_data
    given = Signing(
        found.part, "screen", values["image"], values["text_hash"], values.get("assent", False),
        consents=form.consents(), device=found.device, link=found.link,
    )  # fmt: skip
    sign_agreement(found.row, given, by=None)
    if found.link:
        session.signed_by_link(request)


def _after(found: Signer) -> str:
    return reverse("intake:track_signed" if found.link else "intake:track")
