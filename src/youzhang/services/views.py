"""Staff pages of services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import workers
from youzhang.accounts.centres import current_centre
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.services import actions, forms, left_property, pages, queries, rules
from youzhang.services.facts import TYPES
from youzhang.services.models import Service
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])


@staff
@require_safe
def service_list(request: StaffRequest) -> HttpResponse:
    """The services of the centre looked at, filtered by the address."""
    centre = current_centre(request)
    state, kind, after = (request.GET.get(name, "") for name in ("state", "type", "after"))
    page = queries.services_seen(request.viewer, centre, state=state, kind=kind, after=after)
    may_plan = may(request.viewer, "services.plan", centre.pk)
    context = {
        "page": page,
        "state": state,
        "type": kind,
        "types": TYPES,
        "may_plan": may_plan,
        "state_of": pages.state_words,
    }
    return render(request, "services/list.html", context)


@staff
@require_safe
def service_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One service: what is owed, what happened, what its notice lacks."""
    return render(
        request, "services/service.html", pages.service_context(request.viewer, _found(request, matter_id))
    )


@staff
@both
def plan(request: StaffRequest) -> HttpResponse:
    """Plan a service."""
    centre = current_centre(request)
    check_may(request.viewer, "services.plan", centre.pk)
    initial = forms.defaults(centre, request.user)
    form = open_form(request, forms.PlanForm, initial=initial, people=workers(centre.pk, clock.today()))
    return submit(
        request,
        form,
        lambda form: actions.plan_service(centre, form.plan(), by=request.viewer),
        done=pages.address_of,
        page=lambda form: render(request, "services/plan.html", {"form": form, "centre": centre}),
        said=_("Planned. Its notice is owed from now on."),
    )


@staff
@both
def edit(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Change what the notice says."""
    service = _led(request, matter_id, "services.plan")
    form = open_form(request, forms.NoticeForm, about=service.pk, initial=forms.as_it_stands(service))

    def act(form: forms.NoticeForm) -> Service:
        values = form.cleaned_data
        version = values["version"] or 0
        return actions.edit_notice(
            service, form.notice(), version=version, logo=values["logo"], by=request.viewer
        )

    return _answer(request, service, form, act, _("Edit the notice"), said=_("Saved."))


@staff
@both
def publish(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Look the notice over item by item, and publish it."""
    service = _led(request, matter_id, "services.publish")
    on_opening(request, lambda: rules.check_unpublished(service), back=pages.address_of(service))
    return submit(
        request,
        open_form(request, Form),
        lambda _form: actions.publish_notice(service, by=request.viewer),
        done=pages.address_of,
        page=lambda form: render(
            request, "services/publish.html", pages.publish_context(request.viewer, service, form)
        ),
        said=_("Published. Print the poster for the notice board, and send the link to the groups."),
    )


@staff
@both
def reschedule(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Move the start or the closing date."""
    service = _led(request, matter_id, "services.reschedule")
    form = open_form(request, forms.RescheduleForm, initial=forms.as_it_stands(service))

    def act(form: forms.RescheduleForm) -> tuple[Service, Job | None]:
        values = form.cleaned_data
        version = values["version"] or 0
        return actions.move_dates(service, form.dates(), values["reason"], version=version, by=request.viewer)

    note = _(
        "The terms and reminders of everybody who has applied move with the dates, and the tracking page shows them. "
        "Ring whoever should know at once."
    )
    if service.applications_closed_at:
        note += _(" A new closing date opens it to applications again.")
    return _answer(request, service, form, act, _("Move the dates"), note=note)


@staff
@both
def close_early(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Take no more applications."""
    service = _led(request, matter_id, "services.reschedule")
    on_opening(
        request, lambda: rules.check_may_close_early(service, clock.today()), back=pages.address_of(service)
    )
    note = _(
        "Nobody can apply from now on. Those who have applied are still assessed and signed by the closing date."
    )
    act = actions.close_early
    return _confirm(request, service, act, _("Close applications"), note, article="psych:34.2b")


@staff
@both
def call_off(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Call a service off."""
    service = _led(request, matter_id, "services.reschedule")
    note = _(
        "It will not take place, and nothing about it is owed any more. Everybody who has applied is told; calls that "
        "staff make wait under Notices. This cannot be taken back."
    )
    return _confirm(request, service, actions.call_off, _("Call off"), note, danger=True)


@staff
@both
def end(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Say that a service is over."""
    service = _led(request, matter_id, "services.reschedule")
    on_opening(
        request,
        lambda: rules.check_may_end(service, clock.today(), clock.today()),
        back=pages.address_of(service),
    )
    form = open_form(request, forms.EndForm, initial={"ended_on": clock.today()})

    def act(form: forms.EndForm) -> Service:
        return actions.mark_ended(service, form.cleaned_data["ended_on"], by=request.viewer)

    return _answer(request, service, form, act, _("Mark as ended"))


@staff
@both
def in_charge(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Name another person in charge."""
    service = _led(request, matter_id, "services.plan")
    people = workers(service.matter.centre_id, clock.today())
    form = open_form(request, forms.InChargeForm, initial=forms.as_it_stands(service), people=people)

    def act(form: forms.InChargeForm) -> tuple[Service, Job | None]:
        return actions.set_in_charge(service, form.cleaned_data["in_charge"], by=request.viewer)

    return _answer(request, service, form, act, _("Change the person in charge"))


@staff
@both
def property_register(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """What was left behind, and a form to enter something."""
    service = _found(request, matter_id)
    form = open_form(request, forms.FoundForm, initial=forms.found_today())
    return submit(
        request,
        form,
        lambda form: left_property.take_in(service, form.found(), by=request.viewer),
        done=reverse("services:property", args=[matter_id]),
        page=lambda form: render(
            request, "services/property.html", pages.property_context(request.viewer, service, form)
        ),
        said=_("Entered."),
    )


@staff
@require_http_methods(["POST"])
def let_go(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Returned, or disposed of."""
    service = _found(request, matter_id)
    return submit(
        request,
        open_form(request, forms.ThingForm),
        lambda form: left_property.let_go(
            service, form.thing_id(), form.cleaned_data["how"], by=request.viewer
        ),
        done=reverse("services:property", args=[matter_id]),
        page=lambda form: render(
            request, "services/property.html", pages.property_context(request.viewer, service, form)
        ),
        said=_("Entered."),
    )


def _found(request: StaffRequest, matter_id: UUID) -> Service:
    service = queries.service_for(request.viewer, matter_id)
    if service is None:
        raise Http404
    return service


def _led(request: StaffRequest, matter_id: UUID, act: str) -> Service:
    """A service that runs, for whoever may act on it."""
    service = _found(request, matter_id)
    rules.check_may_lead(request.viewer, service, act)
    on_opening(request, lambda: rules.check_running(service), back=pages.address_of(service))
    return service


def _answer(
    request: StaffRequest, service: Service, form: Any, act: Any, title: str, said: str = "", **words: Any
) -> HttpResponse:
    """The one form page of a service."""
    context = {"service": service, "title": title} | words
    return submit(
        request,
        form,
        act,
        done=pages.after,
        page=lambda form: render(request, "services/form.html", context | {"form": form}),
        said=said or _("Done."),
    )


def _confirm(
    request: StaffRequest, service: Service, act: Any, title: str, note: str, **words: Any
) -> HttpResponse:
    """An act without a form of its own, asked once."""

    def run(_form: Form) -> Any:
        return act(service, by=request.viewer)

    return _answer(request, service, open_form(request, Form), run, title, note=note, **words)
