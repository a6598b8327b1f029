"""Setting up the installation, and the centres whose system one keeps. No page here shows a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, holds, signed_in
from youzhang.accounts.models import Centre
from youzhang.accounts.roles import ROLES
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.web.once import show_once, shown_once
from youzhang.web.submit import open_form, submit
from youzhang.workbench import centres as acts
from youzhang.workbench.centre_forms import CentreForm, LeadForm, ParticularsForm, RulebooksForm

both = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@both
def setup(request: StaffRequest) -> HttpResponse:
    """The first centre of an installation; once there is one, this page does not exist."""
    again = request.method == "POST" and request.viewer.has("sysadmin")
    if Centre.objects.exists() and not again:
        raise Http404
    form = open_form(request, CentreForm, organisations=[], initial=_from_today())
    return submit(
        request,
        form,
        lambda sent: acts.set_up_first(sent.given(), by=request.user),
        done=_to_lead,
        page=lambda shown: render(request, "workbench/setup.html", {"form": shown}),
    )


@holds("sysadmin")
@require_safe
def centres(request: StaffRequest) -> HttpResponse:
    """The centres of one's organisations, and who may change them."""
    mine = set(request.viewer.centres_with(frozenset({"sysadmin"})))
    found = Centre.objects.filter(organisation__in=acts.organisations(request.viewer))
    rows = found.select_related("organisation").order_by("organisation__name", "code")
    context = {"centres": rows, "mine": mine, "titles": _titles()}
    return render(request, "workbench/centres.html", context)


@holds("sysadmin")
@both
def add(request: StaffRequest) -> HttpResponse:
    """Another centre."""
    names = [one.name for one in acts.organisations(request.viewer)]
    form = open_form(request, CentreForm, organisations=names, initial=_from_today())
    return submit(
        request,
        form,
        lambda sent: acts.add_centre(sent.given(), by=request.viewer),
        done=_to_lead,
        page=lambda shown: _page(request, shown, _("Add a centre"), reverse("workbench:centres")),
    )


@holds("sysadmin")
@require_safe
@never_cache
def centre(request: StaffRequest, centre_id: UUID) -> HttpResponse:
    """One centre; right after somebody was invited, their link: once."""
    found = _kept(request, centre_id)
    invited = shown_once(request, f"invited:{found.pk}")
    context = {"centre": found, "titles": _titles(), "invited": invited, "led": acts.is_led(found)}
    return render(request, "workbench/centre.html", context)


@holds("sysadmin")
@both
def change(request: StaffRequest, centre_id: UUID) -> HttpResponse:
    """What the public and the forms say of a centre."""
    found = _kept(request, centre_id)
    names = ("name", "unit_name", "address", "phone", "transport")
    form = open_form(request, ParticularsForm, initial={name: getattr(found, name) for name in names})
    back = reverse("workbench:centre", args=[found.pk])
    return submit(
        request,
        form,
        lambda sent: acts.change_particulars(found, sent.particulars(), viewer=request.viewer),
        done=back,
        page=lambda shown: _page(request, shown, _("Change the particulars"), back, found),
        said=_("Saved."),
    )


@holds("sysadmin")
@both
def rulebooks(request: StaffRequest, centre_id: UUID) -> HttpResponse:
    """Other rulebooks: first what will happen, then the act."""
    found = _kept(request, centre_id)
    form = open_form(request, RulebooksForm, initial={"rulebooks": found.rulebooks})
    back = reverse("workbench:centre", args=[found.pk])
    if request.method == "POST" and form.is_valid() and "sure" not in request.POST:
        return _page(request, form, _("Change the rulebooks"), back, found, ask=True)

    def act(sent: RulebooksForm) -> Job | None:
        chosen = sent.cleaned_data["rulebooks"]
        return acts.change_rulebooks(found, chosen, by=request.viewer)

    return submit(
        request,
        form,
        act,
        done=lambda job: reverse("jobs:job", args=[job.pk]) if job else back,
        page=lambda shown: _page(request, shown, _("Change the rulebooks"), back, found),
    )


@holds("sysadmin")
@both
def lead(request: StaffRequest, centre_id: UUID) -> HttpResponse:
    """Who leads a centre first; while somebody does, this page does not exist."""
    found = _kept(request, centre_id)
    if request.method != "POST" and acts.is_led(found):
        raise Http404
    form = open_form(request, LeadForm)

    def act(sent: LeadForm) -> None:
        made = acts.invite_first_lead(found, sent.given(), by=request.viewer)
        link = f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=[made.token])}"
        show_once(request, f"invited:{found.pk}", {"name": made.user.name, "link": link})

    context = {"centre": found, "roles": [ROLES[role] for role in acts.lead_roles(found)]}
    return submit(
        request,
        form,
        act,
        done=reverse("workbench:centre", args=[found.pk]),
        page=lambda shown: render(request, "workbench/lead.html", context | {"form": shown}),
    )


def _to_lead(made: Centre) -> str:
    return reverse("workbench:first_lead", args=[made.pk])


def _from_today() -> dict[str, Any]:
    return {"started_on": clock.today(), "rulebooks": ["psych"]}


def _titles() -> dict[str, Any]:
    return {book: builtin(book).title for book in BOOKS}


def _kept(request: StaffRequest, centre_id: UUID) -> Centre:
    """A centre whose system the viewer keeps; else the page does not exist."""
    found = Centre.objects.select_related("organisation").filter(pk=centre_id).first()
    if found is None or not request.viewer.has("sysadmin", found.pk):
        raise Http404
    return found


def _page(
    request: StaffRequest, form: Any, title: str, back: str, about: Centre | None = None, *, ask: bool = False
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "about": about, "ask": ask}
    return render(request, "workbench/centre_form.html", context)
