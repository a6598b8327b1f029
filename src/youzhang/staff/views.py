"""The roster: who is on duty, this week and any other; giving and swapping shifts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.facts import PARTS
from youzhang.staff.models import Shift
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form
from youzhang.web.weeks import Week

both = require_http_methods(["GET", "HEAD", "POST"])


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


@staff
@both
def add(request: StaffRequest) -> HttpResponse:
    """Put somebody on the roster."""
    centre = current_centre(request)
    check_may(request.viewer, "staff.roster", centre.pk)
    initial = {"day": request.GET.get("day") or clock.today(), "starts": "09:00", "ends": "17:00"}
    form = open_form(request, forms.ShiftForm, initial=initial, people=pages.people_at(centre))
    return pages.form_page(
        request,
        form,
        lambda form: actions.add_shift(centre, form.shift(), viewer=request.viewer),
        _("Add a shift"),
        back=(pages.roster_page(), _("Duty roster")),
        done=lambda shifts: pages.roster_page(form.cleaned_data["day"]),
    )


@staff
@both
def repeat(request: StaffRequest) -> HttpResponse:
    """Repeat a week in those after it."""
    centre, week = current_centre(request), Week.read(request.GET.get("week", ""))
    check_may(request.viewer, "staff.roster", centre.pk)
    return pages.form_page(
        request,
        open_form(request, forms.RepeatForm),
        lambda form: actions.copy_week(
            centre, week.monday, weeks=form.cleaned_data["weeks"], viewer=request.viewer
        ),
        _("Repeat this week"),
        back=(pages.roster_page(week.monday), _("Duty roster")),
        done=pages.roster_page(week.after),
        said=_("Repeated. Shifts in which somebody is on duty already were left out."),
        note=_("Every shift of this week, on the same days and times."),
    )


@staff
@require_safe
def shift(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """One shift: who has it, what was asked about it, how it was handed over."""
    return render(request, "staff/shift.html", pages.shift_context(request.viewer, _shift(request, shift_id)))


@staff
@both
def give(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """A lead gives a shift to somebody else."""
    row = _shift(request, shift_id)
    check_may(request.viewer, "staff.roster", row.centre_id)
    on_opening(request, lambda: rules.check_not_over(row, clock.now()), back=pages.shift_page(row))
    people = pages.people_at(row.centre, besides=row.user_id)
    return pages.form_page(
        request,
        open_form(request, forms.GiveForm, people=people),
        lambda form: actions.give_shift(row, form.person(), viewer=request.viewer),
        _("Give it to somebody else"),
        back=(pages.shift_page(row), _("Shift")),
        done=pages.shift_page,
        note=_("Of a shift that has begun, what is left of it."),
    )


@staff
@both
def remove(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift off the roster."""
    row = _shift(request, shift_id)
    check_may(request.viewer, "staff.roster", row.centre_id)
    on_opening(request, lambda: rules.check_not_begun(row, clock.now()), back=pages.shift_page(row))
    return pages.form_page(
        request,
        open_form(request, Form),
        lambda _form: actions.remove_shift(row, viewer=request.viewer),
        _("Take it off the roster"),
        back=(pages.shift_page(row), _("Shift")),
        done=pages.roster_page(clock.day_of(row.starts_at)),
        note=_("Nobody is on duty in its place."),
        danger=True,
    )


@staff
@both
def offer(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Ask colleagues to take a shift of mine."""
    row = _shift(request, shift_id)
    rules.check_own(request.viewer, row)
    on_opening(request, lambda: actions.check_may_offer(row, clock.now()), back=pages.shift_page(row))
    people = pages.people_at(row.centre, besides=row.user_id)
    form = open_form(
        request, forms.OfferForm, people=people, shifts=queries.shifts_ahead(request.viewer, row)
    )
    return pages.form_page(
        request,
        form,
        lambda form: actions.offer_shift(row, form.offer(), **pages.who(request)),
        _("Ask for a swap"),
        back=(pages.shift_page(row), _("Shift")),
        said=_("Asked. It stays yours until somebody takes it."),
    )


@staff
@both
def swap(request: StaffRequest, swap_id: UUID) -> HttpResponse:
    """Answer a swap, or keep one's shift after all."""
    row = pages.found(queries.swap_for(request.viewer, swap_id))
    own = row.shift.user_id in request.viewer.people(row.shift.centre_id)
    on_opening(request, lambda: rules.check_answerable(request.viewer, row), back=pages.shift_page(row.shift))
    form = open_form(request, forms.AnswerForm, own=own, asked_all=row.to_id is None)

    def act(form: forms.AnswerForm) -> Any:
        answer, who = form.cleaned_data["answer"], pages.who(request)
        if answer == "withdraw":
            return actions.withdraw_swap(row, **who)
        return actions.answer_swap(row, takes=answer == "take", **who)

    back = (pages.shift_page(row.shift), _("Shift"))
    return pages.form_page(request, form, act, _("Swap of a shift"), back=back, swap=row)


def _shift(request: StaffRequest, shift_id: UUID) -> Shift:
    return pages.found(queries.shift_for(request.viewer, shift_id))


def _roster(request: StaffRequest) -> dict[str, Any]:
    centre, week = current_centre(request), Week.read(request.GET.get("week", ""))
    if not queries.sees_roster(request.viewer, centre):
        raise Http404
    return {
        "centre": centre,
        "week": week,
        "days": queries.shifts_of_week(request.viewer, centre, week),
        "on_now": queries.on_now(request.viewer, centre),
        "offered": queries.offered(request.viewer, centre),
        "mine": request.viewer.people(centre.pk),
        "leads": may(request.viewer, "staff.roster", centre.pk),
        "parts": PARTS,
    }
