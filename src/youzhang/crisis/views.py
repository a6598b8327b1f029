"""Pages of a crisis: the one button, the list, one crisis, its papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, public, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.crisis import actions, forms, queries
from youzhang.crisis.codes import LEVELS, SAFETY
from youzhang.crisis.course import level_at
from youzhang.crisis.models import Crisis
from youzhang.crisis.pages import crisis_context
from youzhang.crisis.work import (
    CRISIS,
    PRINTED,
    Work,
    acting_on_all,
    acting_on_own,
    crisis_url,
    on_entry,
)
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.web.submit import open_form, submit


@public
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """For whoever is in danger themself: who helps now."""
    return render(request, "crisis/help.html", {"centres": list(Centre.objects.order_by("code"))})


@staff
@require_http_methods(["GET", "HEAD", "POST"])
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


@staff
@require_safe
def list_page(request: StaffRequest) -> HttpResponse:
    """The crises of the centre, filtered by the address."""
    centre, state = current_centre(request), request.GET.get("state", "")
    after = request.GET.get("after", "")
    rows, following = queries.crises_at(request.viewer, centre, state=state, after=after)
    context = {
        "centre": centre,
        "danger": queries.in_danger(request.viewer, centre) if not (after or state) else [],
        "rows": rows,
        "state": state,
        "next": following,
        "may_concerns": may(request.viewer, "crisis.concern", centre.pk),
    }
    return render(request, "crisis/list.html", context)


@CRISIS.shown("crisis/crisis.html")
def crisis_page(row: Work, request: StaffRequest) -> dict[str, Any]:
    """One crisis."""
    return crisis_context(row)


@staff
@require_safe
def standing(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Who has it now, for the page that is open: nothing that was said, so it is no opening of the file."""
    crisis = queries.crisis_for(request.viewer, matter_id)
    if crisis is None:
        raise Http404
    answer = render(request, "crisis/standing.html", {"crisis": crisis})
    if request.GET.get("had") not in {None, str(crisis.lead_id or "")}:
        answer["HX-Refresh"] = "true"
    return answer


@PRINTED.shown("crisis/printed.html")
def printed(row: Work, request: StaffRequest) -> dict[str, Any]:
    """The complete record on paper, for whoever acts in it and may read what others said."""
    acting_on_all(row)
    return crisis_context(row)


@on_entry("safety_plans", PRINTED).shown("crisis/safety_plan.html")
def safety_sheet(row: Work, request: StaffRequest) -> dict[str, Any]:
    """The safety plan on a sheet to take along: what the person wrote, and nothing of the crisis."""
    acting_on_own(row)
    if row.item is None:
        raise Http404
    return {"centre": row.crisis.matter.centre, "plan": row.item, "parts": SAFETY}


@on_entry("referrals", PRINTED).shown("crisis/referral.html")
def referral_card(row: Work, request: StaffRequest) -> dict[str, Any]:
    """A referral in two copies: one goes with the person, one stays."""
    acting_on_own(row)
    if row.item is None:
        raise Http404
    level = LEVELS.get(level_at(row.facts, row.item.at), "")
    return {"crisis": row.crisis, "referral": row.item, "level": level}
