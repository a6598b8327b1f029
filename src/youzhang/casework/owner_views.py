"""Staff pages: who carries a case."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.viewer import Viewer
from youzhang.casework import actions, queries
from youzhang.casework.forms import owners as forms
from youzhang.casework.models import Case, Transfer
from youzhang.casework.rules import check_running
from youzhang.casework.work import (
    CASE,
    TRANSFER,
    CaseWork,
    Handed,
    after,
    assigns,
    carries,
    case_page,
    keeps,
    reads,
)
from youzhang.kit.refused import Refused

NOTED = _("Noted.")


def _runs(row: CaseWork, _viewer: Viewer) -> None:
    check_running(row.case)


def _free_to_hand_on(row: CaseWork, viewer: Viewer) -> None:
    """One colleague is asked at a time."""
    check_running(row.case)
    if row.transfer:
        why = gettext("Waits for %(name)s to take it over") % {"name": row.transfer.to.name}
        way_on = gettext("Wait for their answer, or take it back first.")
        back = reverse("casework:keep", args=[row.matter_id]) if row.case.is_read else case_page(row)
        raise Refused("rule:transfer", why, way_on, way_on_url=back)


def _others(row: CaseWork, *besides: object) -> dict[str, Any]:
    people = queries.colleagues_in(row.matter.centre_id)
    return {"people": [one for one in people if one.pk not in besides]}


def _supervisors(row: CaseWork, _request: StaffRequest) -> dict[str, Any]:
    people = queries.colleagues_in(row.matter.centre_id, frozenset({"supervisor"}))
    return {"people": [one for one in people if one.pk != row.case.supervisor_id]}


@CASE.act(
    "casework:hand_on",
    _("Hand the case on"),
    forms.HandOnForm,
    article="psych:13",
    lets=assigns,
    ready=_free_to_hand_on,
    options=lambda row, request: _others(row, row.case.caseworker_id),
    note=_("The case stays where it is until the colleague accepts."),
    said=_("Asked."),
    inline=True,
    icon="people",
)
def hand_on(row: CaseWork, form: forms.HandOnForm, by: Viewer) -> Transfer:
    """Ask a colleague to take the case over (welfare:2.2b)."""
    return actions.ask_transfer(row.case, form.given(), by=by)


def _handed(row: Handed, request: StaffRequest) -> dict[str, Any]:
    """The note, and the form for whoever is asked."""
    writes = row.given.to_id in request.viewer.people(row.matter.centre_id)
    return {"transfer": row.given, "writes": writes}


@TRANSFER.act(
    "casework:answer_transfer",
    _("Take the case over?"),
    forms.AnswerForm,
    article="psych:13",
    lets=reads,
    done=str,
    said=NOTED,
    inline=True,
    template="casework/transfer.html",
    beside=_handed,
)
def answer_transfer(row: Handed, form: forms.AnswerForm, by: Viewer) -> str:
    """Accept a case that is handed on, or say why not."""
    if form.cleaned_data["answer"] == "yes":
        actions.accept_transfer(row.given, by=by)
    else:
        actions.decline_transfer(row.given, form.cleaned_data["why"], by=by)
    return after(by, row.case)


@TRANSFER.act(
    "casework:keep",
    _("Take the hand-over back"),
    lets=keeps,
    said=NOTED,
    template="casework/transfer.html",
    beside=lambda row, request: {"transfer": row.given, "writes": True},
)
def keep(row: Handed, form: Any, by: Viewer) -> Case:
    """Take a hand-over back."""
    return actions.take_transfer_back(row.given, by=by)


@CASE.act(
    "casework:backup",
    _("Name another backup"),
    forms.BackupForm,
    article="psych:13",
    lets=assigns,
    ready=_runs,
    options=lambda row, request: _others(row, row.case.caseworker_id, row.case.backup_id),
    done=str,
    said=NOTED,
    inline=True,
)
def backup(row: CaseWork, form: forms.BackupForm, by: Viewer) -> str:
    """Name another backup (welfare:2.2b)."""
    actions.name_backup(row.case, form.cleaned_data["backup"], by=by)
    return after(by, row.case)


@CASE.act(
    "casework:supervisor",
    _("Name another supervisor"),
    forms.SupervisorForm,
    article="psych:10",
    lets=assigns,
    ready=_runs,
    options=_supervisors,
    said=NOTED,
    inline=True,
)
def supervisor(row: CaseWork, form: forms.SupervisorForm, by: Viewer) -> Case:
    """Name another supervisor (psych:10)."""
    return actions.name_supervisor(row.case, form.cleaned_data["supervisor"], by=by)


@CASE.act(
    "casework:step_aside",
    _("Step aside"),
    forms.StepAsideForm,
    article="psych:13",
    lets=carries,
    ready=_runs,
    options=lambda row, request: _others(row, request.user.pk),
    done=lambda case: reverse("casework:list"),
    note=_("The others take over at once. You see nothing of this person any more."),
    said=NOTED,
    inline=True,
)
def step_aside(row: CaseWork, form: forms.StepAsideForm, by: Viewer) -> Case:
    """A conflict of interest came up."""
    return actions.step_aside(row.case, form.owners(), reason=form.cleaned_data["reason"], by=by)
