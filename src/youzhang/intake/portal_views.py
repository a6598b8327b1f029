"""Residents apply in three short steps and get number and code (psych:34.1c, psych:48, psych:49).

All public; nothing of these pages is kept by caches on the way or in the browser.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from youzhang.accounts.access import public
from youzhang.documents.papers import qr_svg
from youzhang.intake import portal_pages as pages
from youzhang.intake import portal_session as session
from youzhang.intake import rules
from youzhang.intake.actions.receipt import save_code
from youzhang.intake.models import Application
from youzhang.intake.portal_forms import SendForm
from youzhang.intake.wording import track_url
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.services.models import Service
from youzhang.services.queries import open_services, published_service
from youzhang.web.submit import open_form, submit

P = ParamSpec("P")


def for_service(
    view: Callable[Concatenate[HttpRequest, Service, P], HttpResponse],
) -> Callable[..., HttpResponseBase]:
    """A page about a service that takes applications now; for any other it says so and where to turn."""

    @public
    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, service_id: UUID, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        service = published_service(service_id)
        if service is None:
            return _closed(request, None, _("This service is not announced."), 404)
        try:
            rules.check_open(service, clock.today())
        except Refused as refused:
            return _closed(request, service, refused.why, 200 if request.method == "GET" else 422)
        return view(request, service, *args, **kwargs)

    return shown


@for_service
def apply(request: HttpRequest, service: Service) -> HttpResponse:
    """Begin, or be asked whether to go on with what was begun on this telephone: it may be somebody else's."""
    if pages.has_draft(request, service):
        return render(
            request, "intake/portal_resume.html", {"service": service, "centre": service.matter.centre}
        )
    return _step(request, service, 1)


@for_service
def apply_step(request: HttpRequest, service: Service, number: int) -> HttpResponse:
    """One of the steps; the last one sends."""
    if not 1 <= number <= pages.SEND:
        return redirect("intake:apply", service.pk)
    return _send(request, service) if number == pages.SEND else _step(request, service, number)


@require_POST
@for_service
def forget(request: HttpRequest, service: Service) -> HttpResponse:
    """Throw the half-filled form away."""
    pages.forget(request, service)
    messages.success(request, _("What was filled in is deleted."))
    return redirect("intake:apply", service.pk)


@public
@never_cache
def received(request: HttpRequest) -> HttpResponse:
    """Number and code; one goes on after saying that they are saved."""
    receipt = pages.receipt_of(request)
    if receipt is None:
        return redirect("intake:track")
    if request.method == "POST" and request.POST.get("saved"):
        return _saved(request, receipt)
    link = track_url(receipt.number)
    centre = Application.unscoped.select_related("matter__centre").get(pk=receipt.application).matter.centre
    context = {
        "receipt": receipt,
        "link": link,
        "qr": qr_svg(link),
        "centre": centre,
        "missing": request.method == "POST",
    }
    return render(request, "intake/portal_received.html", context, status=422 if context["missing"] else 200)


def _closed(request: HttpRequest, service: Service | None, why: str, status: int) -> HttpResponse:
    context: dict[str, Any] = {"service": service, "why": why, "others": list(open_services(clock.now())[:5])}
    if service:
        context["centre"] = service.matter.centre
    return render(request, "intake/portal_closed.html", context, status=status)


def _step(request: HttpRequest, service: Service, number: int) -> HttpResponse:
    filled = pages.filled(request, service, number)
    if filled is None:
        return redirect("intake:apply", service.pk)
    form = open_form(
        request, pages.STEPS[number - 1], about=service.pk, service=service, before=pages.before(filled)
    )
    sent = request.method == "POST" and form.is_valid() and not form.refused
    if sent and (response := pages.keep_and_go(request, form, number)):
        return response
    form.from_draft = False
    context = {
        "service": service,
        "centre": service.matter.centre,
        "form": form,
        "number": number,
        "steps": pages.SEND,
    }
    context |= {"conditions": pages.conditions(service), "full": number == 1 and pages.is_full(service)}
    return render(
        request, "intake/portal_apply.html", context, status=422 if request.method == "POST" else 200
    )


def _send(request: HttpRequest, service: Service) -> HttpResponse:
    filled = pages.filled(request, service, pages.SEND)
    if filled is None:
        # The same form sent twice: the first has taken the draft with it.
        return redirect(
            "intake:received" if pages.receipt_of(request) else reverse("intake:apply", args=[service.pk])
        )
    context = {"service": service, "centre": service.matter.centre, "number": pages.SEND, "steps": pages.SEND}
    return submit(
        request,
        open_form(request, SendForm, **pages.send_form_options(filled)),
        lambda form: pages.send(request, service, filled, form),
        done=reverse("intake:received"),
        page=lambda form: render(
            request,
            "intake/portal_send.html",
            context
            | {"form": form}
            | pages.send_context(service, filled, form, request.POST.get("permit", "")),
        ),
    )


def _saved(request: HttpRequest, receipt: pages.NewReceipt) -> HttpResponse:
    application = Application.unscoped.get(pk=receipt.application)
    save_code(application)
    pages.receipt_saved(request, receipt)
    session.open_for(request, application.pk)
    return redirect("intake:received")
