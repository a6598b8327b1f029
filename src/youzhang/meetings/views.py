"""Pages of meetings: the list, one meeting, calling, signing in, minutes, decisions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may, may
from youzhang.ledger.registry import vocabulary
from youzhang.meetings import actions, forms, queries, rules
from youzhang.meetings.facts import KINDS
from youzhang.meetings.models import Decision, Meeting
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])


@staff
@require_safe
def list_page(request: StaffRequest) -> HttpResponse:
    """The meetings of the centre that the viewer may see, and what they were given to see to."""
    centre, kind = current_centre(request), request.GET.get("kind", "")
    rows, following = queries.meetings_at(
        request.viewer, centre, kind=kind, after=request.GET.get("after", "")
    )
    context = {
        "centre": centre,
        "rows": rows,
        "kind": kind,
        "kinds": KINDS,
        "next": following,
        "mine": queries.my_decisions(request.viewer),
        "may_call": may(request.viewer, "meetings.call", centre.pk),
    }
    return render(request, "meetings/list.html", context)


@staff
@require_safe
def meeting_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One meeting."""
    return render(request, "meetings/meeting.html", _context(request, found_meeting(request, matter_id)))


@staff
@require_safe
def printed(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Sign-in sheet and minutes on paper."""
    return render(request, "meetings/printed.html", _context(request, found_meeting(request, matter_id)))


def _context(request: StaffRequest, meeting: Meeting) -> dict[str, Any]:
    file = queries.file_of(request.viewer, meeting)
    about = queries.matter_for(request.viewer, meeting.about_id) if meeting.about_id else None
    return {"meeting": meeting, "file": file, "facts": vocabulary().facts, "about": about}


@staff
@both
def call_page(request: StaffRequest, matter_id: UUID | None = None) -> HttpResponse:
    """Call a meeting; a conference from the page of what it is about."""
    about, centre = _about(request), _centre(request, matter_id)
    if about is None:
        check_may(request.viewer, "meetings.call", centre.pk)
    people = [one for one in colleagues(centre.pk, clock.today()) if one != request.user]
    initial = {"kind": "crisis_meeting" if matter_id else request.GET.get("kind", "")}
    form = open_form(request, forms.CallForm, people=people, matter=about, initial=initial)

    def act(sent: forms.CallForm) -> Meeting:
        return actions.call(centre, sent.given(), by=request.user, viewer=request.viewer)

    return submit(
        request,
        form,
        act,
        done=_url,
        page=lambda shown: render(
            request, "meetings/call.html", {"form": shown, "centre": centre, "about": about}
        ),
        said=_("The meeting is called."),
    )


def _about(request: StaffRequest) -> Matter | None:
    try:
        return queries.matter_for(request.viewer, UUID(request.GET["about"]))
    except (KeyError, ValueError):
        return None


def _centre(request: StaffRequest, year_id: UUID | None) -> Centre:
    """The centre of the year from whose duty one comes, of the matter it is about, else the one looked at."""
    asked = queries.matter_for(request.viewer, year_id) if year_id else _about(request)
    if year_id and asked is None:
        raise Http404
    return asked.centre if asked else current_centre(request)


def _url(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.matter_id])


@staff
@both
def hold_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Sign in who came."""
    meeting = found_meeting(request, matter_id)
    on_opening(request, lambda: rules.check_still_called(meeting))
    invited = queries.file_of(request.viewer, meeting).invited
    form = open_form(request, forms.HoldForm, invited=invited)

    def act(sent: forms.HoldForm) -> Meeting:
        present = [UUID(pk) for pk in sent.cleaned_data["present"]]
        return actions.hold(meeting, present, by=request.user, **sent.when())

    return _answer(request, meeting, form, act, _("Sign in who came"))


@staff
@both
def minutes_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The minutes, then the decisions one by one."""
    meeting = found_meeting(request, matter_id)
    people = colleagues(meeting.matter.centre_id, clock.today())
    form = open_form(
        request,
        forms.MinutesForm,
        about=meeting.pk,
        people=people,
        has_minutes=meeting.minutes_at is not None,
    )

    def act(sent: forms.MinutesForm) -> Meeting:
        return actions.file_minutes(meeting, sent.given(), by=request.user)

    return _answer(request, meeting, form, act, _("Minutes and decisions"))


@staff
@both
def see_to(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A decision was carried out."""
    meeting = found_meeting(request, matter_id)
    decision = _decision(request, meeting)

    def act(_sent: forms.SeeToForm) -> Decision:
        return actions.see_to(decision, by=request.user, viewer=request.viewer)

    form = open_form(request, forms.SeeToForm)
    return _answer(request, meeting, form, act, _("Carried out"), decision=decision)


def _decision(request: StaffRequest, meeting: Meeting) -> Decision:
    try:
        asked = UUID(request.GET["decision"])
    except (KeyError, ValueError):
        asked = None
    found = queries.decision_for(request.viewer, meeting, asked)
    if found is None:
        raise Http404
    return found


@staff
@require_POST
def call_off(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """It will not take place."""
    meeting = found_meeting(request, matter_id)
    actions.call_off(meeting, by=request.user, viewer=request.viewer)
    return redirect(_url(meeting))


def _answer(
    request: StaffRequest, meeting: Meeting, form: Any, act: Any, title: str, **more: Any
) -> HttpResponse:
    context = {"meeting": meeting, "title": title, "decision": None} | more
    return submit(
        request,
        form,
        act,
        done=_url(meeting),
        page=lambda shown: render(request, "meetings/form.html", context | {"form": shown}),
        said=_("Noted."),
    )


def found_meeting(request: StaffRequest, matter_id: UUID) -> Meeting:
    """The meeting, or 404 where it is not visible."""
    found = queries.meeting_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    return found
