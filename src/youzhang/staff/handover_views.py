"""Hand-overs: what one shift tells the next."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.models import HandOver
from youzhang.staff.views import both
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form


@staff
@require_safe
def handovers(request: StaffRequest) -> HttpResponse:
    """The hand-overs that I gave or received; leads: all."""
    centre = current_centre(request)
    rows = queries.handovers(request.viewer, centre)
    return render(request, "staff/handovers.html", {"rows": rows, "centre": centre})


@staff
@both
def hand_over(request: StaffRequest, shift_id: UUID) -> HttpResponse:
    """Hand my shift over."""
    shift = pages.found(queries.shift_for(request.viewer, shift_id))
    rules.check_own(request.viewer, shift)
    on_opening(request, lambda: rules.check_begun(shift, clock.now()), back=pages.shift_page(shift))
    people = pages.people_at(shift.centre, besides=shift.user_id)
    next_ones = queries.next_on(request.viewer, shift)
    initial = {"user": str(next_ones[0].user_id)} if next_ones else {}
    form = open_form(request, forms.HandOverForm, about=shift.pk, initial=initial, people=people)
    return pages.form_page(
        request,
        form,
        lambda form: actions.hand_over(
            shift, to=form.person(), note=form.cleaned_data["note"], **pages.who(request)
        ),
        _("Hand over"),
        back=(pages.shift_page(shift), _("Shift")),
        done=_address,
        said=_("Handed over. It is accepted once it was read."),
        article="psych:75",
    )


@staff
@require_safe
def handover(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """What was handed over."""
    row = _opened(request, matter_id)
    people = request.viewer.people(row.matter.centre_id)
    context = {
        "handover": row,
        "may_accept": row.to_id in people and not row.accepted_at,
        "may_pass_on": not row.accepted_at
        and (
            bool({row.to_id, row.given_by_id} & people)
            or may(request.viewer, "staff.roster", row.matter.centre_id)
        ),
    }
    return render(request, "staff/handover.html", context)


@staff
@both
def accept(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Read, and taken over."""
    row = _opened(request, matter_id)
    on_opening(request, lambda: rules.check_may_accept(request.viewer, row), back=_address(row))
    return pages.form_page(
        request,
        open_form(request, Form),
        lambda _form: actions.accept(row, **pages.who(request)),
        _("Read and accept"),
        back=(_address(row), row.matter.number),
        said=_("Accepted: it is yours now."),
        article="psych:75",
        handover=row,
    )


@staff
@both
def pass_on(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Somebody else takes over."""
    row = pages.found(queries.handover_for(request.viewer, matter_id))
    rules.check_may_pass_on(request.viewer, row)
    on_opening(request, lambda: rules.check_waits(row), back=_address(row))
    people = [one for one in pages.people_at(row.matter.centre) if one.pk not in {row.to_id, row.given_by_id}]
    return pages.form_page(
        request,
        open_form(request, forms.PassOnForm, people=people),
        lambda form: actions.pass_on(row, form.person(), **pages.who(request)),
        _("Somebody else takes over"),
        back=(_address(row), row.matter.number),
    )


def _opened(request: StaffRequest, matter_id: UUID) -> HandOver:
    """The note is sealed: that it was opened is written first."""
    row = pages.found(queries.handover_for(request.viewer, matter_id))
    log_access(request.viewer, "staff.handover", row.matter_id, row.matter.centre_id)
    return row


def _address(row: HandOver) -> str:
    return reverse("staff:handover", args=[row.matter_id])
