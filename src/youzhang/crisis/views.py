"""Pages of a crisis: the one button, the list, one crisis, each of its steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, public, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.crisis import actions, forms, queries, readiness
from youzhang.crisis.act import Act, Work
from youzhang.crisis.actions.locking import check_may_act, check_may_read
from youzhang.crisis.acts import ACTS
from youzhang.crisis.models import Crisis
from youzhang.crisis.offers import numbers_for, offered_to
from youzhang.crisis.pages import crisis_context
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """For whoever is in danger themself: who helps now."""
    return render(request, "crisis/help.html", {"centres": list(Centre.objects.order_by("code"))})


@staff
@both
def open_page(request: StaffRequest) -> HttpResponse:
    """The one button: open a crisis, from wherever one is."""
    about, subject = _about(request)
    centre = about.centre if about else current_centre(request)
    form = open_form(request, forms.OpenForm, initial={"route": _route(request)})

    def act(sent: forms.OpenForm) -> Crisis:
        chosen = {name: sent.cleaned_data[name] for name in ("reason", "source", "route")}
        told = sent.told()
        return actions.open_crisis(centre, subject, about=about, by=request.user, told=told, **chosen)

    context = {"about": about, "centre": centre, "known": subject is not None}
    context["just_opened"] = queries.just_opened(request.viewer, clock.now())
    return submit(
        request,
        form,
        act,
        done=crisis_url,
        page=lambda shown: render(request, "crisis/open.html", context | {"form": shown}),
        said=_("Recorded. Whoever is on duty is being called."),
    )


def _route(request: StaffRequest) -> str:
    """Whoever only answers the hotline notices it there."""
    held = frozenset[str]().union(*request.viewer.roles.values())
    return "hotline" if held == {"hotline_volunteer"} else "venue"


def _about(request: StaffRequest) -> Any:
    try:
        return queries.matter_for(request.viewer, UUID(request.GET["about"]))
    except (KeyError, ValueError):
        return None, None


def crisis_url(crisis: Crisis) -> str:
    """The page of a crisis."""
    return reverse("crisis:crisis", args=[crisis.matter_id])


@staff
@require_safe
def list_page(request: StaffRequest) -> HttpResponse:
    """The crises of the centre, filtered by the address."""
    centre, state = current_centre(request), request.GET.get("state", "")
    rows, following = queries.crises_at(
        request.viewer, centre, state=state, after=request.GET.get("after", "")
    )
    context = {
        "centre": centre,
        "rows": rows,
        "state": state,
        "next": following,
        "may_concerns": may(request.viewer, "crisis.concern", centre.pk),
    }
    return render(request, "crisis/list.html", context)


@staff
@require_safe
def crisis_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One crisis."""
    crisis = found_crisis(request, matter_id)
    return render(request, "crisis/crisis.html", crisis_context(request.viewer, crisis))


@staff
@require_safe
def printed(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The complete record on paper, for whoever may read it."""
    crisis = found_crisis(request, matter_id, "crisis.printed")
    check_may_act(request.viewer, crisis)
    return render(request, "crisis/printed.html", crisis_context(request.viewer, crisis))


@staff
@require_safe
def referral_card(request: StaffRequest, matter_id: UUID, entry_id: UUID) -> HttpResponse:
    """A referral in two copies: one goes with the person, one stays."""
    crisis = found_crisis(request, matter_id, "crisis.printed")
    check_may_act(request.viewer, crisis)
    referral = queries.entry_of(request.viewer, crisis, "referrals", entry_id)
    if referral is None:
        raise Http404
    return render(request, "crisis/referral.html", {"crisis": crisis, "referral": referral})


@staff
@both
def step(request: StaffRequest, matter_id: UUID, act: str) -> HttpResponse:
    """One step of a crisis: its form, then back to the crisis."""
    wanted, crisis = ACTS[act], found_crisis(request, matter_id)
    if not wanted.for_all:
        (check_may_read if wanted.for_readers else check_may_act)(request.viewer, crisis)
    on_opening(request, lambda: readiness.check_runs(crisis, act), back=crisis_url(crisis))
    work = Work(crisis, request.user, request.viewer, _item(request, crisis, wanted))
    on_opening(request, lambda: readiness.check_ready(act, work), back=crisis_url(crisis))
    options = offered_to(wanted.form, request.viewer, crisis)
    form = open_form(request, wanted.form, about=crisis.pk, initial={"to": request.GET.get("to")}, **options)
    numbers = numbers_for(wanted.form, request.viewer, crisis)
    context = {"crisis": crisis, "act": wanted, "name": act, "item": work.item, "numbers": numbers}
    return submit(
        request,
        form,
        lambda sent: wanted.run(work, sent),
        done=lambda made: crisis_url(made if isinstance(made, Crisis) else crisis),
        page=lambda shown: render(request, "crisis/step.html", context | {"form": shown}),
        said=_("Noted."),
    )


def _item(request: StaffRequest, crisis: Crisis, wanted: Act) -> Any:
    """The entry that the step is about: as the address says, else the first that waits."""
    if not wanted.item:
        return None
    try:
        asked = UUID(request.GET["entry"])
    except (KeyError, ValueError):
        asked = None
    found = queries.entry_of(request.viewer, crisis, wanted.item, asked)
    if found is None:
        raise Http404
    return found


def found_crisis(request: StaffRequest, matter_id: UUID, act: str = "crisis.seen") -> Crisis:
    """The crisis, or 404 where it is not visible; that it was opened is written down first."""
    crisis = queries.crisis_for(request.viewer, matter_id)
    if crisis is None:
        raise Http404
    log_access(request.viewer, act, crisis.matter_id, crisis.matter.centre_id)
    return crisis
