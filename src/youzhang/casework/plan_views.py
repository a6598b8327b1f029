"""Staff pages: first interview, plan, papers, family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.viewer import Viewer
from youzhang.casework import actions, comment_queries, plan_queries
from youzhang.casework.actions.locking import carries, check_carries
from youzhang.casework.codes import INTERVIEW, WHY_NONE
from youzhang.casework.danger_pages import danger_options, to_the_crisis
from youzhang.casework.forms import plans as forms
from youzhang.casework.models import CasePlan, Interview, Relative
from youzhang.casework.queries import case_for
from youzhang.casework.rules import check_running
from youzhang.casework.second_look_queries import second_look_at
from youzhang.casework.views import answer, both, found_file
from youzhang.casework.work import CASE, CaseWork, case_page, reads, reads_and_carries
from youzhang.crisis.codes import ASKED
from youzhang.documents.responses import serve
from youzhang.pages.acts import Offer, On
from youzhang.web.submit import open_form


@staff
@both
def interview(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Write down the first interview, or read it (psych:13)."""
    row = found_file(request, matter_id)
    held = plan_queries.interview_of(request.viewer, row)
    if held:
        titles = INTERVIEW | {WHY_NONE: _("Why no crisis was opened")}
        comments = comment_queries.comments_on(request.viewer, row, held, "interview")
        shown = {"case": row, "interview": held, "titles": titles, "comments": comments}
        shown["asked"] = ASKED
        shown["look"] = second_look_at(request.viewer, row.file.matter) if WHY_NONE in held.content else None
        shown["supervises"] = row.supervisor_id in request.viewer.people(row.matter.centre_id)
        return render(request, "casework/interview.html", shown)
    check_carries(request.viewer, row)
    form = open_form(request, forms.InterviewForm, about=row.pk, **danger_options(row))

    def act(sent: forms.InterviewForm) -> Interview:
        given: dict[str, Any] = (
            {"by": request.viewer}
            | sent.when()
            | {"danger": sent.answer(), "trigger": sent.cleaned_data["trigger"]}
        )
        return actions.file_interview(row, sent.content(), sent.cleaned_data["level"], **given)

    done = to_the_crisis(request.viewer, row, reverse("casework:case", args=[row.matter_id]))
    return answer(request, row, form, act, done=done, title=gettext("First interview"), article="psych:13")


@staff
@both
def plan(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Make the plan, or its next edition (psych:5, psych:6, psych:13)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    standing = plan_queries.plan_of(request.viewer, row)
    form = open_form(request, forms.PlanForm, about=row.pk, initial=forms.as_planned(standing))
    act = lambda sent: actions.make_plan(row, sent.given(), by=request.viewer)  # noqa: E731
    title = gettext("Next edition of the plan") if standing else gettext("Make the plan")
    words: dict[str, Any] = {"title": title, "article": "psych:6", "also": "psych:5"}
    return answer(request, row, form, act, **words)


@staff
@both
def review(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Look at the goals again."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    standing = plan_queries.plan_of(request.viewer, row)
    if standing is None:
        raise Http404
    form = open_form(request, forms.ReviewForm, plan=standing)

    def act(sent: forms.ReviewForm) -> CasePlan:
        day = sent.cleaned_data["review_on"]
        return actions.review_plan(standing, sent.states(), day, by=request.viewer)

    return answer(request, row, form, act, title=gettext("Review the plan"), article="psych:13")


def _writes(row: CaseWork, viewer: Viewer) -> bool:
    return carries(viewer, row.case) and row.case.state != "closed"


def _papers(row: CaseWork, request: StaffRequest) -> dict[str, Any]:
    kept, writes = plan_queries.papers_of(request.viewer, row.case), _writes(row, request.viewer)
    return {"case": row.case, "papers": kept, "writes": writes}


@CASE.act(
    "casework:papers",
    _("Papers"),
    forms.PaperForm,
    article="psych:7",
    lets=reads,
    said=_("Noted."),
    template="casework/papers.html",
    beside=_papers,
)
def papers(row: CaseWork, form: forms.PaperForm, by: Viewer) -> object:
    """The papers of the file, and a new one."""
    file = form.cleaned_data["file"]
    return actions.keep_paper(row.case, file, file.name, by=by)


@staff
@require_safe
def paper(request: StaffRequest, matter_id: UUID, file_id: UUID) -> HttpResponse:
    """A paper of the file, as it was kept; its opening is written down."""
    row = found_file(request, matter_id, "casework.paper")
    stored = plan_queries.paper_for(request.viewer, row, file_id)
    if stored is None:
        raise Http404
    return serve(stored)


@dataclass
class Around(CaseWork):
    """Somebody around the client of a case."""

    relative: Relative


def _family_page(row: CaseWork) -> str:
    return reverse("casework:family", args=[row.matter_id])


def _around(request: StaffRequest, matter_id: UUID, relative_id: UUID) -> Around | None:
    case = case_for(request.viewer, matter_id)
    if case is None:
        return None
    people = plan_queries.relatives_of(request.viewer, case)
    return next((Around(case, request.viewer, one) for one in people if one.pk == relative_id), None)


AROUND: On[Around] = On(
    find=_around,
    page=_family_page,
    called=lambda row: _("Family and relations"),
    log=CASE.log,
    above=lambda row: [*CASE.above(row), (case_page(row), row.matter.number)],
    ids=lambda row: {"matter_id": row.matter_id, "relative_id": row.relative.pk},
)


def _family(row: CaseWork, request: StaffRequest) -> dict[str, Any]:
    people = plan_queries.relatives_of(request.viewer, row.case)
    out = [(one, _out(row, one)) for one in people]
    return {"relatives": out, "writes": _writes(row, request.viewer)}


def _out(row: CaseWork, relative: Relative) -> list[Offer]:
    return AROUND.offers(Around(row.case, row.viewer, relative), row.viewer, "casework:relative_out")


@CASE.act(
    "casework:family",
    _("Family and relations"),
    forms.RelativeForm,
    article="psych:13",
    lets=reads,
    done=lambda relative: reverse("casework:family", args=[relative.case.matter_id]),
    said=_("Noted."),
    inline=True,
    template="casework/family.html",
    beside=_family,
)
def family(row: CaseWork, form: forms.RelativeForm, by: Viewer) -> Relative:
    """Who stands around the client, and somebody more."""
    return actions.note_relative(row.case, form.given(), by=by)


@AROUND.act(
    "casework:relative_out",
    _("Take out"),
    lets=reads_and_carries,
    ready=lambda row, viewer: check_running(row.case),
    details=lambda row: [(_("Name"), row.relative.name)],
    said=_("Noted."),
    weight="quiet",
)
def relative_out(row: Around, form: Any, by: Viewer) -> Relative:
    """Take somebody out."""
    return actions.take_relative_out(row.relative, by=by)
