"""The roster: who is on duty, this week and any other; giving and swapping shifts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.pages.acts import On, at_centre
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.facts import PARTS
from youzhang.staff.models import Shift, Swap
from youzhang.web.weeks import Week
from youzhang.web.wording import hour, short_moment


@staff
@require_safe
def roster(request: StaffRequest) -> HttpResponse:
    """A week of shifts, who is on duty now, and what I am asked."""
    return render(request, "staff/roster.html", _roster(request))


@staff
@require_safe
def printed(request: StaffRequest) -> HttpResponse:
    """A week on paper, for the wall."""
    return render(request, "staff/printed.html", _roster(request))


def _roster(request: StaffRequest) -> dict[str, Any]:
    centre, week = current_centre(request), Week.read(request.GET.get("week", ""))
    if not queries.sees_roster(request.viewer, centre):
        raise Http404
    return {
        "centre": centre,
        "week": week,
        "days": queries.shifts_of_week(request.viewer, centre, week),
        "on_now": queries.on_now(request.viewer, centre),
        "hand_over_of": lambda row: next(
            (offer.href for offer in SHIFT.offers(row, request.viewer, "staff:hand_over")), ""
        ),
        "offered": queries.offered(request.viewer, centre),
        "mine": request.viewer.people(centre.pk),
        "leads": may(request.viewer, "staff.roster", centre.pk),
        "parts": PARTS,
    }


def _above(_row: Any) -> list[tuple[str, Any]]:
    return [(pages.roster_page(), _("Duty roster"))]


@dataclass(frozen=True)
class RosterWeek:
    """A week of a centre's roster."""

    centre: Centre
    week: Week


ROSTER = at_centre("staff:roster", _("Duty roster"))
WEEK: On[RosterWeek] = On(
    find=lambda request: RosterWeek(current_centre(request), Week.read(request.GET.get("week", ""))),
    page=lambda row: pages.roster_page(row.week.monday),
    called=lambda row: _("Duty roster"),
    centre=lambda row: row.centre.pk,
    ids=lambda row: {},
)
SHIFT: On[Shift] = On(
    find=lambda request, shift_id: queries.shift_for(request.viewer, shift_id),
    page=pages.shift_page,
    called=lambda row: short_moment(row.starts_at),
    log="staff.shift",
    above=_above,
    centre=lambda row: row.centre_id,
    ids=lambda row: {"shift_id": row.pk},
)
SWAP: On[Swap] = On(
    find=lambda request, swap_id: queries.swap_for(request.viewer, swap_id),
    page=lambda row: pages.shift_page(row.shift),
    called=lambda row: short_moment(row.shift.starts_at),
    log="staff.shift",
    above=_above,
    centre=lambda row: row.shift.centre_id,
    ids=lambda row: {"swap_id": row.pk},
)


@SHIFT.shown("staff/shift.html")
def shift(row: Shift, request: StaffRequest) -> dict[str, Any]:
    """One shift: who has it, what was asked about it, how it was handed over."""
    swaps = queries.swaps_of(request.viewer, row)
    return {
        "shift": row,
        "begun": row.starts_at <= clock.now(),
        "over": row.ends_at <= clock.now(),
        "swaps": swaps,
        "acts_of": lambda one: SWAP.offers(one, request.viewer, "staff:swap"),
        "handover": queries.handover_of(request.viewer, row),
    }


def _new_shift(centre: Centre, request: StaffRequest) -> dict[str, Any]:
    day = request.GET.get("day") or clock.today()
    return {
        "initial": {"day": day, "starts": "09:00", "ends": "17:00"},
        "people": pages.people_at(centre),
    }


def _colleagues(row: Shift, _request: StaffRequest) -> dict[str, Any]:
    return {"people": pages.people_at(row.centre, besides=row.user_id)}


@ROSTER.act(
    "staff:add",
    _("Add a shift"),
    forms.ShiftForm,
    may="staff.roster",
    options=_new_shift,
    done=lambda shifts: pages.roster_page(clock.day_of(shifts[0].starts_at)),
)
def add(centre: Centre, form: forms.ShiftForm, by: Viewer) -> list[Shift]:
    """Put somebody on the roster."""
    return actions.add_shift(centre, form.shift(), viewer=by)


@WEEK.act(
    "staff:repeat",
    _("Repeat this week"),
    forms.RepeatForm,
    may="staff.roster",
    done=lambda week: pages.roster_page(week.after),
    said=_("Repeated. Shifts in which somebody is on duty already were left out."),
    note=_("Every shift of this week, on the same days and times."),
)
def repeat(row: RosterWeek, form: forms.RepeatForm, by: Viewer) -> Week:
    """Repeat a week in those after it."""
    weeks = form.cleaned_data["weeks"]
    actions.copy_week(row.centre, row.week.monday, weeks=weeks, viewer=by)
    return row.week


@SHIFT.act(
    "staff:give",
    _("Give it to somebody else"),
    forms.GiveForm,
    may="staff.roster",
    ready=lambda row, viewer: rules.check_not_over(row, clock.now()),
    options=_colleagues,
    done=pages.shift_page,
    note=_("Of a shift that has begun, what is left of it."),
)
def give(row: Shift, form: forms.GiveForm, by: Viewer) -> Shift:
    """A lead gives a shift to somebody else."""
    return actions.give_shift(row, form.person(), viewer=by)


@SHIFT.act(
    "staff:remove",
    _("Take it off the roster"),
    may="staff.roster",
    ready=lambda row, viewer: rules.check_not_begun(row, clock.now()),
    done=pages.roster_page,
    note=_("Nobody is on duty in its place."),
    danger=True,
    weight="quiet",
)
def remove(row: Shift, form: Any, by: Viewer) -> Any:
    """Take a shift off the roster."""
    actions.remove_shift(row, viewer=by)
    return clock.day_of(row.starts_at)


def _may_offer(row: Shift, viewer: Viewer) -> None:
    rules.check_own(viewer, row)
    actions.check_may_offer(row, clock.now())


@SHIFT.act(
    "staff:offer",
    _("Ask for a swap"),
    forms.OfferForm,
    ready=_may_offer,
    options=lambda row, request: (
        _colleagues(row, request) | {"shifts": queries.shifts_ahead(request.viewer, row)}
    ),
    said=_("Asked. It stays yours until somebody takes it."),
    icon="undo",
)
def offer(row: Shift, form: forms.OfferForm, by: Viewer) -> Swap:
    """Ask colleagues to take a shift of mine."""
    return actions.offer_shift(row, form.offer(), by=by)


def _swap_in_words(swap: Swap) -> list[tuple[Any, Any]]:
    return [
        (_("Shift"), _span(swap.shift)),
        (_("On duty as"), swap.shift.get_part_display()),
        (_("Of"), swap.shift.user.name),
        (_("Question goes to"), swap.to.name if swap.to else _("everybody")),
        (_("In return for"), _span(swap.in_return) if swap.in_return else ""),
        (_("Reason"), swap.reason),
    ]


def _span(row: Shift) -> str:
    words = {"from": short_moment(row.starts_at), "until": hour(row.ends_at)}
    return gettext("%(from)s to %(until)s") % words


@SWAP.act(
    "staff:swap",
    _("Swap of a shift"),
    forms.AnswerForm,
    ready=lambda row, viewer: rules.check_answerable(viewer, row),
    options=lambda row, request: {
        "own": row.shift.user_id in request.viewer.people(row.shift.centre_id),
        "asked_all": row.to_id is None,
    },
    details=_swap_in_words,
    button=_("Answer"),
    weight="quiet",
)
def swap(row: Swap, form: forms.AnswerForm, by: Viewer) -> Any:
    """Answer a swap, or keep one's shift after all."""
    answer = form.cleaned_data["answer"]
    if answer == "withdraw":
        return actions.withdraw_swap(row, by=by)
    return actions.answer_swap(row, takes=answer == "take", by=by)
