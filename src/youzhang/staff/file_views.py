"""Staff files: who was trained in what, until when, and how they were checked."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.facts import AREAS
from youzhang.staff.models import StaffFile
from youzhang.staff.views import both
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form


@staff
@require_safe
def files(request: StaffRequest) -> HttpResponse:
    """Everybody's file for the leads, one's own for everybody."""
    centre, former = current_centre(request), request.GET.get("show") == "former"
    context = {
        "lines": queries.files(request.viewer, centre, former=former),
        "former": former,
        "centre": centre,
        "soon": clock.today() + queries.SOON,
        "leads": may(request.viewer, "staff.files", centre.pk),
    }
    return render(request, "staff/files.html", context)


@staff
@require_safe
def file(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One person's file."""
    row = _file(request, matter_id)
    context = {
        "file": row,
        "trainings": queries.trainings_in(request.viewer, row),
        "checks": queries.checks_in(request.viewer, row),
        "areas": [AREAS[code] for code in row.areas],
        "soon": clock.today() + queries.SOON,
        "own": row.user_id == request.viewer.user_id,
        "leads": may(request.viewer, "staff.files", row.centre_id),
    }
    context["leaves"] = context["leads"] and not actions.works_on(row)
    return render(request, "staff/file.html", context)


@staff
@both
def train(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Enter a training."""
    row = _led(request, matter_id)
    return pages.form_page(
        request,
        open_form(request, forms.TrainingForm),
        lambda form: actions.enter_training(row, form.training(), **pages.who(request)),
        _("Enter a training"),
        back=(pages.file_page(row), row.user.name),
        article="psych:15.3a",
    )


@staff
@both
def withdraw(request: StaffRequest, matter_id: UUID, training_id: UUID) -> HttpResponse:
    """Take a training out that was entered by mistake."""
    row = _led(request, matter_id)
    training = pages.found(queries.training_for(request.viewer, row, training_id))
    return pages.form_page(
        request,
        open_form(request, Form),
        lambda _form: actions.withdraw_training(training, **pages.who(request)),
        _("Withdraw the training"),
        back=(pages.file_page(row), row.user.name),
        note=_("It stays in the file, struck out, and counts no more."),
        danger=True,
    )


@staff
@both
def check(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Enter a background check."""
    row = _led(request, matter_id)
    on_opening(
        request, lambda: rules.check_may_check(request.user.pk, row.user_id), back=pages.file_page(row)
    )
    return pages.form_page(
        request,
        open_form(request, forms.CheckForm, initial={"checked_on": clock.today()}),
        lambda form: actions.enter_check(row, form.check(), **pages.who(request)),
        _("Enter a background check"),
        back=(pages.file_page(row), row.user.name),
        article="psych:53.1",
    )


@staff
@both
def areas(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Say in which areas somebody gives support."""
    row = _file(request, matter_id)
    actions.check_may_set_areas(row, request.viewer)
    return pages.form_page(
        request,
        open_form(request, forms.AreasForm, initial={"areas": row.areas}),
        lambda form: actions.set_areas(row, form.cleaned_data["areas"], viewer=request.viewer),
        _("Areas of support"),
        back=(pages.file_page(row), row.user.name),
        article="psych:20",
    )


@staff
@both
def leave(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Somebody works here no more."""
    row = _led(request, matter_id)
    on_opening(request, lambda: actions.check_roles_ended(row), back=pages.file_page(row))
    return pages.form_page(
        request,
        open_form(request, forms.LeaveForm, initial={"left_on": clock.today()}),
        lambda form: actions.note_left(row, form.cleaned_data["left_on"], **pages.who(request)),
        _("They left"),
        back=(pages.file_page(row), row.user.name),
        done=reverse("staff:files"),
        note=_("The file is closed."),
        danger=True,
    )


def _file(request: StaffRequest, matter_id: UUID) -> StaffFile:
    return pages.found(queries.file_for(request.viewer, matter_id))


def _led(request: StaffRequest, matter_id: UUID) -> StaffFile:
    row = _file(request, matter_id)
    check_may(request.viewer, "staff.files", row.centre_id)
    return row
