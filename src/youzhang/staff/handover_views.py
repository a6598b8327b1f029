"""Hand-overs: what one shift tells the next."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.pages.acts import On
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.models import HandOver, Shift
from youzhang.staff.views import SHIFT
from youzhang.web.wording import short_moment


@staff
@require_safe
def handovers(request: StaffRequest) -> HttpResponse:
    """The hand-overs that I gave or received; leads: all."""
    centre = current_centre(request)
    rows = queries.handovers(request.viewer, centre)
    return render(request, "staff/handovers.html", {"rows": rows, "centre": centre})


def _address(row: HandOver) -> str:
    return reverse("staff:handover", args=[row.matter_id])


HANDOVER: On[HandOver] = On(
    find=lambda request, matter_id: queries.handover_for(request.viewer, matter_id),
    page=_address,
    called=lambda row: row.matter.number,
    log="staff.handover",
    above=lambda row: [
        (pages.roster_page(), _("Duty roster")),
        (reverse("staff:handovers"), _("Hand-overs")),
    ],
)


def _may_hand_over(row: Shift, viewer: Viewer) -> None:
    rules.check_own(viewer, row)
    rules.check_begun(row, clock.now())
    rules.check_not_handed_over(queries.handover_of(viewer, row))


def _receivers(row: Shift, request: StaffRequest) -> dict[str, Any]:
    next_ones = queries.next_on(request.viewer, row)
    return {
        "initial": {"user": str(next_ones[0].user_id)} if next_ones else {},
        "people": pages.people_at(row.centre, besides=row.user_id),
    }


@SHIFT.act(
    "staff:hand_over",
    _("Hand over"),
    forms.HandOverForm,
    ready=_may_hand_over,
    options=_receivers,
    done=_address,
    said=_("Handed over. It is accepted once it was read."),
    article="psych:75",
    weight="primary",
)
def hand_over(row: Shift, form: forms.HandOverForm, by: Viewer) -> HandOver:
    """Hand my shift over."""
    return actions.hand_over(row, to=form.person(), note=form.cleaned_data["note"], by=by)


@HANDOVER.shown("staff/handover.html")
def handover(row: HandOver, request: StaffRequest) -> dict[str, Any]:
    """What was handed over."""
    return {"handover": row}


def _from(row: HandOver) -> list[tuple[Any, Any]]:
    words = {"name": row.given_by.name, "when": short_moment(row.given_at)}
    return [(_("Handed over by"), gettext("%(name)s, %(when)s") % words)]


@HANDOVER.act(
    "staff:accept",
    _("Read and accept"),
    ready=lambda row, viewer: rules.check_may_accept(viewer, row),
    said=_("Accepted: it is yours now."),
    article="psych:75",
    details=_from,
    quote=lambda row: row.note,
    weight="primary",
)
def accept(row: HandOver, form: Any, by: Viewer) -> HandOver:
    """Read, and taken over."""
    return actions.accept(row, by=by)


def _may_pass_on(row: HandOver, viewer: Viewer) -> None:
    rules.check_may_pass_on(viewer, row)
    rules.check_waits(row)


def _others(row: HandOver, _request: StaffRequest) -> dict[str, Any]:
    people = pages.people_at(row.matter.centre)
    return {"people": [one for one in people if one.pk not in {row.to_id, row.given_by_id}]}


@HANDOVER.act(
    "staff:pass_on", _("Somebody else takes over"), forms.PassOnForm, ready=_may_pass_on, options=_others
)
def pass_on(row: HandOver, form: forms.PassOnForm, by: Viewer) -> HandOver:
    """Somebody else takes over."""
    return actions.pass_on(row, form.person(), by=by)
