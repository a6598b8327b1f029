"""Pages of meetings: the list, one meeting, calling, signing in, minutes, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import may
from youzhang.ledger.registry import vocabulary
from youzhang.meetings import actions, forms, queries, rules
from youzhang.meetings.facts import KINDS
from youzhang.meetings.models import Decision, Meeting
from youzhang.pages.acts import On
from youzhang.web.wording import day


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


def _url(row: Meeting) -> str:
    return reverse("meetings:meeting", args=[row.matter_id])


def _above(_row: Any) -> list[tuple[str, Any]]:
    return [(reverse("meetings:list"), _("Meetings"))]


MEETING: On[Meeting] = On(
    find=lambda request, matter_id: queries.meeting_for(request.viewer, matter_id),
    page=_url,
    called=lambda row: row.matter.number,
    log="meetings.opened",
    above=_above,
)


@MEETING.shown("meetings/meeting.html")
def meeting_page(row: Meeting, request: StaffRequest) -> dict[str, Any]:
    """One meeting."""
    offers = lambda one: DECISION.offers(one, request.viewer, "meetings:see_to")  # noqa: E731
    return _file(row, request) | {"acts_of": offers}


@MEETING.shown("meetings/printed.html")
def printed(row: Meeting, request: StaffRequest) -> dict[str, Any]:
    """Sign-in sheet and minutes on paper."""
    return _file(row, request)


def _file(row: Meeting, request: StaffRequest) -> dict[str, Any]:
    about = queries.matter_for(request.viewer, row.about_id) if row.about_id else None
    file = queries.file_of(request.viewer, row)
    return {"meeting": row, "file": file, "facts": vocabulary().facts, "about": about}


@dataclass(frozen=True)
class Calling:
    """A meeting to be called at a centre, about a matter or of the centre's own accord; `kind`: as the address says."""

    centre: Centre
    about: Matter | None
    kind: str


def _calling(request: StaffRequest, matter_id: UUID | None = None) -> Calling:
    """At the centre of the year from whose duty one comes, of the matter it is about, else the one looked at."""
    about = _about(request)
    asked = queries.matter_for(request.viewer, matter_id) if matter_id else about
    if matter_id and asked is None:
        raise Http404
    centre = asked.centre if asked else current_centre(request)
    return Calling(centre, about, "crisis_meeting" if matter_id else request.GET.get("kind", ""))


def _about(request: StaffRequest) -> Matter | None:
    try:
        return queries.matter_for(request.viewer, UUID(request.GET["about"]))
    except (KeyError, ValueError):
        return None


def _may_call(row: Calling, viewer: Viewer) -> None:
    if row.about is None:
        rules.check_may_call(row.kind, viewer, row.centre.pk)


CALL: On[Calling] = On(
    find=_calling,
    page=lambda row: reverse("meetings:list"),
    called=lambda row: _("Meetings"),
    centre=lambda row: row.centre.pk,
    ids=lambda row: {},
)


def _to_invite(row: Calling, request: StaffRequest) -> dict[str, Any]:
    people = [one for one in colleagues(row.centre.pk, clock.today()) if one != request.user]
    kinds = rules.kinds_called_by(request.viewer, row.centre.pk, about=row.about is not None)
    return {"people": people, "matter": row.about, "kinds": kinds, "initial": {"kind": row.kind}}


@CALL.act(
    "meetings:call",
    _("Call a meeting"),
    forms.CallForm,
    ready=_may_call,
    options=_to_invite,
    done=_url,
    said=_("The meeting is called."),
    sends=_("Call it"),
    details=lambda row: [(_("Centre"), row.centre.name), (_("About"), row.about.number if row.about else "")],
    inline=True,
)
def call(row: Calling, form: forms.CallForm, by: Viewer) -> Meeting:
    """Call a meeting; a conference from the page of what it is about."""
    return actions.call(row.centre, form.given(), by=by)


@MEETING.act(
    "meetings:hold",
    _("Sign in who came"),
    forms.HoldForm,
    ready=lambda row, viewer: rules.check_still_called(row),
    options=lambda row, request: {"invited": queries.file_of(request.viewer, row).invited},
    said=_("Noted."),
    icon="pen",
    weight="primary",
)
def hold(row: Meeting, form: forms.HoldForm, by: Viewer) -> Meeting:
    """Sign in who came."""
    present = [UUID(pk) for pk in form.cleaned_data["present"]]
    return actions.hold(row, present, by=by, **form.when())


def _minutes(row: Meeting, _request: StaffRequest) -> dict[str, Any]:
    return {
        "people": colleagues(row.matter.centre_id, clock.today()),
        "has_minutes": row.minutes_at is not None,
    }


@MEETING.act(
    "meetings:minutes",
    _("Minutes and decisions"),
    forms.MinutesForm,
    ready=lambda row, viewer: rules.check_held(row),
    options=_minutes,
    said=_("Noted."),
    icon="pen",
    weight="primary",
)
def minutes(row: Meeting, form: forms.MinutesForm, by: Viewer) -> Meeting:
    """The minutes, then the decisions one by one."""
    return actions.file_minutes(row, form.given(), by=by)


@MEETING.act(
    "meetings:call_off",
    _("Call it off"),
    ready=lambda row, viewer: rules.check_may_call_off(row, viewer),
    note=_("It will not take place. Whoever was invited is to be told."),
    danger=True,
    icon="x",
)
def call_off(row: Meeting, form: Any, by: Viewer) -> Meeting:
    """It will not take place."""
    return actions.call_off(row, by=by)


DECISION: On[Decision] = On(
    find=lambda request, matter_id: _decision(request, matter_id),
    page=lambda row: reverse("meetings:meeting", args=[row.matter_id]),
    called=lambda row: row.matter.number,
    log="meetings.opened",
    above=_above,
    query=lambda row: f"?decision={row.pk}",
)


def _decision(request: StaffRequest, matter_id: UUID) -> Decision | None:
    """The decision that the address names, else the one that waits: a duty leads here by its matter only."""
    try:
        asked = UUID(request.GET["decision"])
    except (KeyError, ValueError):
        asked = None
    return queries.decision_for(request.viewer, matter_id, asked)


@DECISION.act(
    "meetings:see_to",
    _("Carried out"),
    ready=lambda row, viewer: rules.check_may_see_to(row, viewer),
    details=lambda row: [
        (_("Decided"), row.text),
        (_("Who sees to it"), row.owner.name),
        (_("Until"), day(row.due_on)),
    ],
    said=_("Noted."),
)
def see_to(row: Decision, form: Any, by: Viewer) -> Decision:
    """A decision was carried out."""
    return actions.see_to(row, by=by)
