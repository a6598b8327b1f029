"""Staff pages: how somebody leaves (psych:35 to psych:37)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import workers
from youzhang.casework import actions, leaving_queries, queries
from youzhang.casework.actions.conferences import invited_to
from youzhang.casework.actions.leaving import check_may_begin, running_exit
from youzhang.casework.actions.locking import check_carries
from youzhang.casework.actions.rights import may_ask
from youzhang.casework.codes import LEAVING_WAYS
from youzhang.casework.forms import leaving as forms
from youzhang.casework.guardians import guardian_out
from youzhang.casework.leaving_readiness import Standing
from youzhang.casework.leaving_rules import check_asked_to_go
from youzhang.casework.leaving_steps import STEPS
from youzhang.casework.models import Case, Leaving
from youzhang.casework.views import answer, both, found_case, found_file
from youzhang.casework.work import case_page
from youzhang.kit import clock
from youzhang.ledger.late_form import LateForm
from youzhang.ledger.policy import check_may
from youzhang.web.forms import Form
from youzhang.web.opening import on_opening
from youzhang.web.submit import open_form


@staff
@both
def leave(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The client wants to go: noted, passed on, never refused (psych:35.0)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: check_may_begin(row, "wish"), back=case_page(row))
    form = open_form(request, forms.WishForm, about=row.pk)

    def act(sent: forms.WishForm) -> Leaving:
        way, words = sent.cleaned_data["way"], sent.cleaned_data["words"]
        return actions.wish_to_leave(row, way, words, by=request.viewer, **sent.when())

    note = _("The client is free to go from this moment. What follows is owed by the centre.")
    return answer(
        request, row, form, act, title=_("The client wants to leave"), article="psych:35.0", note=note
    )


@staff
@both
def propose(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The institution asks the client to leave (psych:36)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: check_may_begin(row, ""), back=case_page(row))
    form = open_form(request, forms.ProposeForm, about=row.pk)

    def act(sent: forms.ProposeForm) -> Leaving:
        values = sent.cleaned_data
        return actions.propose_exit(
            row, values["ground"], values["text"], ends_on=values["ends_on"], by=request.viewer
        )

    words: dict[str, Any] = {
        "title": _("Ask the client to leave"),
        "article": "psych:36.1",
        "also": "psych:37.2",
    }
    return answer(request, row, form, act, **words)


@staff
@both
def step(request: StaffRequest, matter_id: UUID, step: str) -> HttpResponse:
    """Take one step of an exit."""
    taken = STEPS[step]
    row = found_case(request, matter_id) if taken.act else found_file(request, matter_id)
    _check(request, row, taken.act)
    leaving = _leaving(request, row, acknowledging=bool(taken.act))
    if request.method != "POST" and step == "guardian" and guardian_out(row):
        messages.info(request, _("The guardian is kept out of this case."))
        return redirect("casework:leave_spare", row.matter_id)  # the duty to tell them is met there (psych:4)
    on_opening(request, lambda: _standing(request, row).to_take(step, leaving), back=case_page(row))
    form = open_form(request, forms.StepForm, step=taken, case=row, name=step)
    act = lambda sent: actions.take_step(leaving, step, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {"title": taken.title, "article": taken.article, "way": LEAVING_WAYS[leaving.way]}
    words["rings"] = not taken.act
    return answer(request, row, form, act, page="casework/leaving_step.html", **words)


@staff
@both
def decide(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Decide on an exit that the institution asked for (psych:37.4c)."""
    row, leaving = _found(request, matter_id)
    on_opening(request, lambda: _standing(request, row).to_decide(leaving), back=case_page(row))
    form = open_form(request, forms.DecideForm, about=row.pk)

    def act(sent: forms.DecideForm) -> Leaving:
        values = sent.cleaned_data
        ends = values["ends"] == "yes"
        return actions.decide_exit(leaving, ends=ends, reason=values["text"], by=request.viewer)

    return answer(request, row, form, act, title=_("Decide"), article="psych:37.4c", also="psych:37.4b")


@staff
@both
def end_date(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Set the day on which the service ends (psych:37.3b)."""
    row, leaving = _found(request, matter_id)
    on_opening(request, lambda: _standing(request, row).to_set_end(leaving), back=case_page(row))
    form = open_form(request, forms.EndDateForm)
    act = lambda sent: actions.set_end_date(leaving, sent.cleaned_data["on"], by=request.viewer)  # noqa: E731
    return answer(request, row, form, act, title=_("Set the end date"), article="psych:37.3b")


@staff
@both
def conference(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Call a conference, then say who came and what was agreed (psych:37.3a)."""
    row, leaving = _found(request, matter_id)
    on_opening(request, lambda: check_asked_to_go(leaving), back=case_page(row))
    called = leaving_queries.called_conference(request.viewer, row)
    words: dict[str, Any] = {"article": "psych:37.3a", "also": "psych:37.3b"}
    if called is None:
        knows = row.file.guardian is None or may_ask(row, "guardian")
        options = {"people": _others(request, row), "guardian": knows}
        form = open_form(request, forms.CallForm, about=row.pk, **options)
        ask = lambda sent: actions.call_conference(leaving, sent.given(), by=request.viewer)  # noqa: E731
        return answer(request, row, form, ask, title=_("Call the conference"), **words)
    held = open_form(request, forms.HoldForm, about=called.pk, invited=invited_to(called))

    def hold(sent: forms.HoldForm) -> object:
        came, text = sent.came(), sent.cleaned_data["text"]
        return actions.hold_conference(leaving, called, came, text, by=request.viewer, at=sent.when()["at"])

    return answer(request, row, held, hold, title=_("The conference was held"), **words)


@staff
@both
def stays(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The client stays after all."""
    row, leaving = _found(request, matter_id)
    form = open_form(request, Form)
    act = lambda sent: actions.stay(leaving, by=request.viewer)  # noqa: E731
    return answer(request, row, form, act, title=_("The client stays"), article="psych:37.3a")


@staff
@both
def close(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Close the case: the exit is whole (psych:35.5)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    on_opening(request, lambda: _standing(request, row).to_close(running_exit(row)), back=case_page(row))
    form = open_form(request, LateForm)
    act = lambda sent: actions.close_case(row, by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {
        "title": _("Close the case"),
        "article": "psych:35.5",
        "send_words": _("Close the case"),
    }
    return answer(request, row, form, act, said=_("The case is closed."), **words)


def _found(request: StaffRequest, matter_id: UUID) -> tuple[Case, Leaving]:
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    return row, _leaving(request, row)


def _standing(request: StaffRequest, row: Case) -> Standing:
    return Standing(row, request.user.pk)


def _leaving(request: StaffRequest, row: Case, *, acknowledging: bool = False) -> Leaving:
    """The exit under way; who only acknowledges it sees its way, not its words."""
    found = (
        leaving_queries.to_acknowledge(row)
        if acknowledging
        else leaving_queries.leaving_of(request.viewer, row)
    )
    if found is None or found.state != "open":
        raise Http404
    return found


def _check(request: StaffRequest, row: Case, act: str) -> None:
    if act:
        check_may(request.viewer, act, row.matter.centre_id)
    else:
        check_carries(request.viewer, row)


def _others(request: StaffRequest, row: Case) -> list[Any]:
    deputies = queries.colleagues_in(row.matter.centre_id, frozenset({"deputy_head"}))
    rest = [one for one in workers(row.matter.centre_id, clock.today()) if one not in deputies]
    return [one for one in (*deputies, *rest) if one != request.user]
