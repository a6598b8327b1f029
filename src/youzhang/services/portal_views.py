"""What residents read of services: the list, the notice, and its papers. All public."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from youzhang.accounts.access import public
from youzhang.accounts.models import Centre
from youzhang.documents.papers import qr_svg
from youzhang.documents.responses import serve
from youzhang.kit import clock
from youzhang.services import queries, rules
from youzhang.services.models import Service


@public
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What one may apply for, at every centre or at one (`?centre=`)."""
    code = request.GET.get("centre", "")
    centre = Centre.objects.filter(code=code).first() if code else None
    if code and centre is None:
        raise Http404
    services = list(queries.open_services(clock.now(), centre)[:200])
    centres = {service.matter.centre for service in services}
    return render(
        request, "services/notices.html", {"services": services, "centre": centre, "many": len(centres) > 1}
    )


@public
@require_safe
def notice(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The notice of a service."""
    return render(request, "services/notice.html", _shown(service_id))


@public
@require_safe
def poster(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The notice on one sheet of A4, with a QR code."""
    return render(request, "services/poster.html", _shown(service_id))


@public
@require_safe
def paper_form(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The application form, to be filled in by hand."""
    return render(request, "services/paper_form.html", _shown(service_id))


@public
@require_safe
def logo(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The organiser's logo."""
    service = _published(service_id)
    if service.logo is None:
        raise Http404
    return serve(service.logo)


def _published(service_id: UUID) -> Service:
    service = queries.published_service(service_id)
    if service is None:
        raise Http404
    return service


def _shown(service_id: UUID) -> dict[str, Any]:
    service = _published(service_id)
    link = f"{settings.PUBLIC_URL}{reverse('services:notice', args=[service.pk])}"
    return {
        "service": service,
        "centre": service.matter.centre,
        "open": rules.is_open(service, clock.today()),
        "state": rules.state_of(service, clock.today()),
        "link": link,
        "qr": qr_svg(link),
    }
