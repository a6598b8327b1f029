"""Staff files: who was trained in what, until when, and how they were checked."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.pages.acts import On
from youzhang.staff import actions, forms, pages, queries, rules
from youzhang.staff.facts import AREAS
from youzhang.staff.models import BackgroundCheck, StaffFile, Training


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


def _above(_row: Any) -> list[tuple[str, Any]]:
    return [(pages.roster_page(), _("Duty roster")), (reverse("staff:files"), _("Staff files"))]


FILE: On[StaffFile] = On(
    find=lambda request, matter_id: queries.file_for(request.viewer, matter_id),
    page=pages.file_page,
    called=lambda row: row.user.name,
    log="staff.file",
    above=_above,
)
TRAINING: On[Training] = On(
    find=lambda request, matter_id, training_id: queries.training_for(request.viewer, matter_id, training_id),
    page=lambda row: reverse("staff:file", args=[row.matter_id]),
    called=lambda row: row.user.name,
    log="staff.file",
    above=_above,
    ids=lambda row: {"matter_id": row.matter_id, "training_id": row.pk},
)


@FILE.shown("staff/file.html")
def file(row: StaffFile, request: StaffRequest) -> dict[str, Any]:
    """One person's file."""
    return {
        "file": row,
        "trainings": queries.trainings_in(request.viewer, row),
        "checks": queries.checks_in(request.viewer, row),
        "areas": [AREAS[code] for code in row.areas],
        "soon": clock.today() + queries.SOON,
        "acts_of": lambda training: TRAINING.offers(training, request.viewer, "staff:withdraw"),
    }


@FILE.act(
    "staff:train",
    _("Enter a training"),
    forms.TrainingForm,
    may="staff.files",
    ready=lambda row, viewer: rules.check_not_left(row),
    article="psych:15.3a",
    icon="plus",
    weight="primary",
)
def train(row: StaffFile, form: forms.TrainingForm, by: Viewer) -> Training:
    """Enter a training."""
    return actions.enter_training(row, form.training(), by=by)


@TRAINING.act(
    "staff:withdraw",
    _("Withdraw the training"),
    may="staff.files",
    ready=lambda row, viewer: rules.check_counts(row),
    note=_("It stays in the file, struck out, and counts no more."),
    danger=True,
    button=_("Strike out"),
    weight="quiet",
)
def withdraw(row: Training, form: Any, by: Viewer) -> Training:
    """Take a training out that was entered by mistake."""
    return actions.withdraw_training(row, by=by)


def _may_check(row: StaffFile, viewer: Viewer) -> None:
    rules.check_not_left(row)
    rules.check_may_check(viewer.user_id, row.user_id)


@FILE.act(
    "staff:check",
    _("Enter a background check"),
    forms.CheckForm,
    may="staff.files",
    ready=_may_check,
    options=lambda row, request: {"initial": {"checked_on": clock.today()}},
    article="psych:53.1",
)
def check(row: StaffFile, form: forms.CheckForm, by: Viewer) -> BackgroundCheck:
    """Enter a background check."""
    return actions.enter_check(row, form.check(), by=by)


def _may_set_areas(row: StaffFile, viewer: Viewer) -> None:
    rules.check_not_left(row)
    actions.check_may_set_areas(row, viewer)


@FILE.act(
    "staff:areas",
    _("Areas of support"),
    forms.AreasForm,
    ready=_may_set_areas,
    options=lambda row, request: {"initial": {"areas": row.areas}},
    article="psych:20",
    button=_("Change"),
)
def areas(row: StaffFile, form: forms.AreasForm, by: Viewer) -> StaffFile:
    """Say in which areas somebody gives support."""
    return actions.set_areas(row, form.cleaned_data["areas"], viewer=by)


def _may_leave(row: StaffFile, _viewer: Viewer) -> None:
    rules.check_not_left(row)
    actions.check_roles_ended(row)


@FILE.act(
    "staff:leave",
    _("They left"),
    forms.LeaveForm,
    may="staff.files",
    ready=_may_leave,
    options=lambda row, request: {"initial": {"left_on": clock.today()}},
    done=lambda row: reverse("staff:files"),
    note=_("The file is closed."),
    danger=True,
    weight="quiet",
)
def leave(row: StaffFile, form: forms.LeaveForm, by: Viewer) -> StaffFile:
    """Somebody works here no more."""
    return actions.note_left(row, form.cleaned_data["left_on"], by=by)
