"""Staff pages: first interview, plan, papers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.casework import actions, comment_queries, plan_queries
from youzhang.casework.actions.locking import carries, check_carries
from youzhang.casework.codes import INTERVIEW, WHY_NONE
from youzhang.casework.danger_pages import danger_options, to_the_crisis
from youzhang.casework.forms import plans as forms
from youzhang.casework.models import CasePlan, Interview
from youzhang.casework.second_look_queries import second_look_at
from youzhang.casework.views import answer, both, found_file, who
from youzhang.documents.responses import serve
from youzhang.web.forms import Form
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
        shown["look"] = second_look_at(request.viewer, row.file.matter) if WHY_NONE in held.content else None
        shown["supervises"] = row.supervisor_id in request.viewer.people(row.matter.centre_id)
        return render(request, "casework/interview.html", shown)
    check_carries(request.viewer, row)
    form = open_form(request, forms.InterviewForm, about=row.pk, **danger_options(row))

    def act(sent: forms.InterviewForm) -> Interview:
        given: dict[str, Any] = (
            who(request) | sent.when() | {"danger": sent.answer(), "trigger": sent.cleaned_data["trigger"]}
        )
        return actions.file_interview(row, sent.content(), sent.cleaned_data["level"], **given)

    done = to_the_crisis(request.viewer, row, reverse("casework:case", args=[row.matter_id]))
    return answer(request, row, form, act, done=done, title=_("First interview"), article="psych:13")


@staff
@both
def plan(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Make the plan, or its next edition (psych:5, psych:6, psych:13)."""
    row = found_file(request, matter_id)
    check_carries(request.viewer, row)
    standing = plan_queries.plan_of(request.viewer, row)
    form = open_form(request, forms.PlanForm, about=row.pk, initial=forms.as_planned(standing))
    act = lambda sent: actions.make_plan(row, sent.given(), **who(request))  # noqa: E731
    title = _("Next edition of the plan") if standing else _("Make the plan")
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
        return actions.review_plan(standing, sent.states(), day, **who(request))

    return answer(request, row, form, act, title=_("Review the plan"), article="psych:13")


@staff
@both
def papers(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """The papers of the file, and a new one."""
    row = found_file(request, matter_id)
    form = open_form(request, forms.PaperForm)

    def act(sent: forms.PaperForm) -> object:
        file = sent.cleaned_data["file"]
        return actions.keep_paper(row, file, file.name, **who(request))

    kept = plan_queries.papers_of(request.viewer, row)
    words: dict[str, Any] = {"title": _("Papers"), "article": "psych:7", "papers": kept}
    words["writes"] = carries(request.viewer, row) and row.state != "closed"
    return answer(request, row, form, act, page="casework/papers.html", **words)


@staff
@require_safe
def paper(request: StaffRequest, matter_id: UUID, file_id: UUID) -> HttpResponse:
    """A paper of the file, as it was kept; its opening is written down."""
    row = found_file(request, matter_id, "casework.paper")
    stored = plan_queries.paper_for(request.viewer, row, file_id)
    if stored is None:
        raise Http404
    return serve(stored)


@staff
@both
def family(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Who stands around the client, and somebody more."""
    row = found_file(request, matter_id)
    form = open_form(request, forms.RelativeForm)
    act = lambda sent: actions.note_relative(row, sent.given(), **who(request))  # noqa: E731
    people = plan_queries.relatives_of(request.viewer, row)
    words: dict[str, Any] = {"title": _("Family and relations"), "article": "psych:13", "relatives": people}
    words["writes"] = carries(request.viewer, row) and row.state != "closed"
    here = reverse("casework:family", args=[row.matter_id])
    return answer(request, row, form, act, page="casework/family.html", done=here, **words)


@staff
@both
def relative_out(request: StaffRequest, matter_id: UUID, relative_id: UUID) -> HttpResponse:
    """Take somebody out."""
    row = found_file(request, matter_id)
    people = plan_queries.relatives_of(request.viewer, row)
    relative = next((one for one in people if one.pk == relative_id), None)
    if relative is None:
        raise Http404
    act = lambda sent: actions.take_relative_out(relative, **who(request))  # noqa: E731
    words: dict[str, Any] = {"title": _("Take out"), "article": "", "note": relative.name}
    done = reverse("casework:family", args=[row.matter_id])
    return answer(request, row, open_form(request, Form), act, done=done, **words)
