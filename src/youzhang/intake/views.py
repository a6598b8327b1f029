"""Staff pages: the applications of a service, one application, registering at the desk, its papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.viewer import Viewer
from youzhang.clients.forms import sought
from youzhang.clients.models import Person
from youzhang.clients.queries import find_or_offer, person_for, search
from youzhang.documents.papers import qr_svg
from youzhang.documents.responses import serve
from youzhang.intake import pages, queries
from youzhang.intake.actions import Received, apply_for
from youzhang.intake.actions.locking import check_may_act
from youzhang.intake.exporting import export
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import Application
from youzhang.intake.register_form import RegisterForm
from youzhang.intake.telling import how_signed
from youzhang.intake.wording import track_url
from youzhang.kit.text import clean_line
from youzhang.services.models import Service
from youzhang.services.queries import service_for
from youzhang.services.rules import check_may_lead
from youzhang.web.once import show_once, shown_once
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])
Step = Callable[[StaffRequest, Application], HttpResponse]
Ready = Callable[[Viewer, Application], None]


def acting(act: str, ready: Ready | None = None) -> Callable[[Step], Callable[..., HttpResponseBase]]:
    """A page on which one step is taken with an application: for whom the policy table gives this act. `ready`:
    refuses on opening what the step itself would refuse as the application stands."""

    def decorate(view: Step) -> Callable[..., HttpResponseBase]:
        @staff
        @both
        @wraps(view)
        def shown(request: StaffRequest, matter_id: UUID) -> HttpResponse:
            row = found_application(request, matter_id)
            check_may_act(request.viewer, row, act)
            if ready:
                on_opening(request, lambda: ready(request.viewer, row), back=application_page(row))
            return view(request, row)

        return shown

    return decorate


@staff
@require_safe
def service_applications(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The applications of a service, filtered by the address."""
    state, after = request.GET.get("state", ""), request.GET.get("after", "")
    context = pages.list_context(request.viewer, found_service(request, matter_id), state, after)
    return render(request, "intake/list.html", context)


@staff
@require_safe
def service_applications_sheet(request: StaffRequest, matter_id: UUID, form: str) -> HttpResponse:
    """The same list to take along."""
    return export(request.viewer, found_service(request, matter_id), request.GET.get("state", ""), form)


@staff
@require_safe
def application(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One application."""
    found = found_application(request, matter_id)
    context = pages.application_context(request.viewer, found, request.GET.get("topic", ""))
    return render(request, "intake/application.html", context)


@staff
@require_safe
def printed(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The whole file on paper."""
    found = found_application(request, matter_id, "intake.printed")
    return render(request, "intake/printed.html", pages.application_context(request.viewer, found))


@staff
@require_safe
def agreement(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The agreement as it was shown and signed."""
    found = found_application(request, matter_id)
    file = queries.file_of(request.viewer, found)
    if file.agreement is None:
        raise Http404
    context = {"application": found, "file": file, "signing": pages.signing(file), "how_signed": how_signed}
    return render(request, "intake/agreement.html", context)


@staff
@require_safe
def paper(request: StaffRequest, matter_id: UUID, file_id: UUID) -> HttpResponse:
    """A scan or a signature, as it was kept."""
    found = found_application(request, matter_id, "intake.paper")
    stored = queries.paper_of(found, file_id)
    if stored is None:
        raise Http404
    return serve(stored)


@staff
@both
def register(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Search or create, then fill in the form with the person (psych:34.1c)."""
    service = found_service(request, matter_id)
    check_may_lead(request.viewer, service, "intake.receive")
    known = _known(request)
    options = {"centre": service.matter.centre, "known": known, "initial": sought(request.GET.get("q", ""))}
    form = open_form(request, RegisterForm, about=f"{service.pk}:{known.pk if known else ''}", **options)

    def act(sent: RegisterForm) -> Received:
        return apply_for(sent.given(service), by=request.viewer, **sent.when())

    def page(shown: RegisterForm) -> HttpResponse:
        return render(request, "intake/register.html", _register_context(request, service, shown))

    return submit(
        request, form, act, done=lambda made: show_code(request, made.application, made.code), page=page
    )


def _register_context(request: StaffRequest, service: Service, form: RegisterForm) -> dict[str, Any]:
    text = clean_line(request.GET.get("q", ""))
    found = search(request.viewer, text, 10) if text and not form.known else []
    offered: list[Person] = []
    if form.refused and form.refused.rule == "rule:known_person":
        form.offer()
        given = form.given(service).applicant
        centre = service.matter.centre
        offered = find_or_offer(request.viewer, centre, name=given.name, phone=given.phone or "", birth=None)
    started = request.method == "POST" or form.known or "new" in request.GET
    return {
        "service": service,
        "form": form,
        "text": text,
        "found": found,
        "offered": offered,
        "started": started,
    }


def _known(request: StaffRequest) -> Person | None:
    try:
        return person_for(request.viewer, UUID(request.GET["person"]))
    except (KeyError, ValueError):
        return None


def show_code(request: StaffRequest, application: Application, code: str) -> str:
    """Keep a new code for the one page that shows it; that page's address."""
    show_once(request, f"code:{application.pk}", {"code": code})
    return reverse("intake:receipt", args=[application.matter_id])


def receipt_context(request: StaffRequest, application: Application) -> dict[str, Any]:
    """Number, QR code and, right after it was made, the query code: once."""
    link = track_url(application.matter.number)
    code = shown_once(request, f"code:{application.pk}").get("code", "")
    meeting = meeting_of(application)
    return {"application": application, "link": link, "qr": qr_svg(link), "code": code, "meeting": meeting}


def found_application(request: StaffRequest, matter_id: UUID, act: str = "intake.opened") -> Application:
    """The application, or 404 where it is not visible; that it was opened is written down before any page of it."""
    found = queries.application_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    log_access(request.viewer, act, found.matter_id, found.matter.centre_id)
    return found


def application_page(row: Application) -> str:
    """Where an application is seen whole."""
    return reverse("intake:application", args=[row.matter_id])


def found_service(request: StaffRequest, matter_id: UUID) -> Service:
    """The service, or 404 where it is not visible."""
    found = service_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    return found
