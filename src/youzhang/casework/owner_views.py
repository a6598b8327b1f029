"""Staff pages: who carries a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, staff
from youzhang.casework import actions, queries
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.forms import owners as forms
from youzhang.casework.models import Case, Transfer
from youzhang.casework.rules import check_running
from youzhang.casework.views import both, case_page, found_case, found_file, who
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form, submit


@staff
@both
def hand_on(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Ask a colleague to take the case over (welfare:2.2b)."""
    row = found_case(request, matter_id)
    check_carries(request.viewer, row, "casework.assign")
    on_opening(request, lambda: check_running(row), back=case_page(row))
    if request.method != "POST" and (waiting := queries.open_transfer(request.viewer, row)):
        return _handing(request, row, waiting)
    people = [one for one in queries.colleagues_in(row.matter.centre_id) if one.pk != row.caseworker_id]
    form = open_form(request, forms.HandOnForm, about=row.pk, people=people)
    act = lambda sent: actions.ask_transfer(row, sent.given(), **who(request))  # noqa: E731
    note = _("The case stays where it is until the colleague accepts.")
    words: dict[str, Any] = {"title": _("Hand the case on"), "article": "psych:13", "note": note}
    return answer(request, row, form, act, said=_("Asked."), **words)


@staff
@both
def answer_transfer(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Accept a case that is handed on, or say why not."""
    row = found_file(request, matter_id)
    transfer = _waiting(request, row)

    def act(sent: forms.AnswerForm) -> Case:
        if sent.cleaned_data["answer"] == "yes":
            return actions.accept_transfer(transfer, **who(request))
        return actions.decline_transfer(transfer, sent.cleaned_data["why"], **who(request))

    words: dict[str, Any] = {"title": _("Take the case over?"), "article": "psych:13", "transfer": transfer}
    words["writes"] = transfer.to_id in request.viewer.people(row.matter.centre_id)
    form = open_form(request, forms.AnswerForm)
    return answer(request, row, form, act, page="casework/transfer.html", done=_after(request, row), **words)


@staff
@both
def keep(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Take a hand-over back."""
    row = found_file(request, matter_id)
    transfer = _waiting(request, row)
    form = open_form(request, Form)
    act = lambda sent: actions.take_transfer_back(transfer, **who(request))  # noqa: E731
    words: dict[str, Any] = {"title": _("Take the hand-over back"), "article": "", "transfer": transfer}
    return answer(request, row, form, act, page="casework/transfer.html", **words)


@staff
@both
def backup(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Name another backup (welfare:2.2b)."""
    row = found_case(request, matter_id)
    check_carries(request.viewer, row, "casework.assign")
    on_opening(request, lambda: check_running(row), back=case_page(row))
    taken = {row.caseworker_id, row.backup_id}
    people = [one for one in queries.colleagues_in(row.matter.centre_id) if one.pk not in taken]
    form = open_form(request, forms.BackupForm, people=people)
    act = lambda sent: actions.name_backup(row, sent.cleaned_data["backup"], **who(request))  # noqa: E731
    words: dict[str, Any] = {"title": _("Name another backup"), "article": "psych:13"}
    return answer(request, row, form, act, done=_after(request, row), **words)


@staff
@both
def supervisor(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Name another supervisor (psych:10)."""
    row = found_case(request, matter_id)
    check_carries(request.viewer, row, "casework.assign")
    on_opening(request, lambda: check_running(row), back=case_page(row))
    people = queries.colleagues_in(row.matter.centre_id, frozenset({"supervisor"}))
    form = open_form(
        request, forms.SupervisorForm, people=[one for one in people if one.pk != row.supervisor_id]
    )
    act = lambda sent: actions.name_supervisor(row, sent.cleaned_data["supervisor"], **who(request))  # noqa: E731
    return answer(request, row, form, act, title=_("Name another supervisor"), article="psych:10")


@staff
@both
def step_aside(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A conflict of interest came up."""
    row = found_case(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: check_running(row), back=case_page(row))
    people = [one for one in queries.colleagues_in(row.matter.centre_id) if one != request.user]
    form = open_form(request, forms.StepAsideForm, people=people)

    def act(sent: forms.StepAsideForm) -> Case:
        return actions.step_aside(row, sent.owners(), reason=sent.cleaned_data["reason"], **who(request))

    note = _("The others take over at once. You see nothing of this person any more.")
    words: dict[str, Any] = {"title": _("Step aside"), "article": "psych:13", "note": note}
    return answer(request, row, form, act, done=reverse("casework:list"), said=_("Noted."), **words)


def _handing(request: StaffRequest, row: Case, waiting: Transfer) -> HttpResponse:
    """Somebody is asked already: who, and the way back."""
    words = {"title": _("Hand the case on"), "article": "psych:13", "case": row, "transfer": waiting}
    words |= {"back": reverse("casework:case", args=[row.matter_id]), "form": Form(), "writes": False}
    return render(request, "casework/handing.html", words)


def _waiting(request: StaffRequest, row: Case) -> Transfer:
    found = queries.open_transfer(request.viewer, row)
    if found is None:
        raise Http404
    return found


def _after(request: StaffRequest, row: Case) -> Callable[[Case], str]:
    """Back to the case, or to the list when it is not seen any more."""

    def done(_case: Case) -> str:
        seen = queries.case_for(request.viewer, row.matter_id)
        return reverse("casework:case", args=[row.matter_id]) if seen else reverse("casework:list")

    return done


def answer(
    request: StaffRequest,
    row: Case,
    form: Any,
    act: Callable[[Any], Any],
    *,
    page: str = "casework/form.html",
    said: str = "",
    done: Callable[[Any], str] | str = "",
    **words: Any,
) -> HttpResponse:
    """The form page of a case: back to the case when done."""
    context = {"case": row, "back": reverse("casework:case", args=[row.matter_id])} | words
    return submit(
        request,
        form,
        act,
        done=done or str(context["back"]),
        page=lambda shown: render(request, page, context | {"form": shown}),
        said=said or _("Noted."),
    )
