"""What the staff pages of a service show, and where they lead."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.services import forms, queries, rules
from youzhang.services.models import Service

# An act on a service → its page; who may do it is asked of the policy table.
ACTS = {
    "edit": "services.plan",
    "publish": "services.publish",
    "reschedule": "services.reschedule",
    "in_charge": "services.plan",
    "close_early": "services.reschedule",
    "end": "services.reschedule",
    "call_off": "services.reschedule",
    "property": "services.property",
}


def service_context(viewer: Viewer, service: Service) -> dict[str, Any]:
    """Everything on the page of a service."""
    return {
        "service": service,
        "state": state_words(service),
        "duties": queries.open_duties(viewer, service.matter),
        "happenings": queries.timeline(viewer, service.matter),
        "items": rules.notice_items(service),
        "property": queries.property_of(viewer, service),
        "may": {act for act, rule in ACTS.items() if rules.may_lead(viewer, service, rule)},
        "publishes": rules.may_lead(viewer, service, "services.publish"),
        "running": not (service.called_off_at or service.ended_on),
        "open": rules.is_open(service, clock.today()),
        "begun": (service.starts_on or service.project_starts_on or clock.today()) <= clock.today(),
    }


def publish_context(viewer: Viewer, service: Service, form: Any) -> dict[str, Any]:
    """The notice item by item, before it is published."""
    duties = [
        line for line in queries.open_duties(viewer, service.matter) if line.duty.article == "psych:34.1a"
    ]
    items = rules.notice_items(service)
    missing = [item for item in items if not item.present]
    return {
        "service": service,
        "form": form,
        "items": items,
        "missing": missing,
        "duty": duties[0] if duties else None,
    }


def property_context(viewer: Viewer, service: Service, form: Any) -> dict[str, Any]:
    """The register of things left behind."""
    entry = form if isinstance(form, forms.FoundForm) else forms.FoundForm(initial=forms.found_today())
    things = queries.property_of(viewer, service)
    return {
        "service": service,
        "form": entry,
        "answer": form,
        "things": things,
        "token": forms.ThingForm()["form_token"],
        "may": rules.may_lead(viewer, service, "services.property"),
    }


def state_words(service: Service) -> tuple[str, str]:
    """The state of a service in words, with its tone."""
    states = {
        "planned": (_("notice not yet published"), "soon"),
        "open": (_("taking applications"), "ok"),
        "closed": (_("applications closed"), "wait"),
        "called_off": (_("called off"), "none"),
        "ended": (_("ended"), "none"),
    }
    return states[rules.state_of(service, clock.today())]


def address_of(service: Service) -> str:
    """The page of a service."""
    return reverse("services:service", args=[service.matter_id])


def after(done: Service | tuple[Service, Job | None]) -> str:
    """The progress of what was set going, else the page of the service."""
    service, job = done if isinstance(done, tuple) else (done, None)
    return reverse("jobs:job", args=[job.pk]) if job else address_of(service)
