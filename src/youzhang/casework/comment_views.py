"""Staff pages: what the supervisor writes about the documents of a case (psych:10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest, staff
from youzhang.casework import actions, comment_queries
from youzhang.casework.codes import COMMENTED
from youzhang.casework.forms.sessions import CommentForm
from youzhang.casework.models import Case, Comment, Commented
from youzhang.casework.rules import check_supervises
from youzhang.casework.views import answer, both, found_file
from youzhang.casework.work import SESSION
from youzhang.web.forms import Form
from youzhang.web.submit import open_form

# Where a document is read.
PAGES = {"interview": "casework:interview", "plan": "casework:case", "leaving": "casework:case"}


@staff
@both
def comment(request: StaffRequest, matter_id: UUID, on: str) -> HttpResponse:
    """The supervisor of the case comments a document of it."""
    case, document = _found(request, matter_id, on)
    check_supervises(case, request.viewer.people(case.matter.centre_id))
    if document is None:
        raise Http404
    form = open_form(request, CommentForm, about=document.pk)
    act = lambda sent: actions.comment(document, sent.cleaned_data["text"], by=request.viewer)  # noqa: E731
    words: dict[str, Any] = {"title": _("Comment of the supervisor"), "article": "psych:10"}
    back = reverse(PAGES.get(on, "casework:session"), args=[matter_id])
    words["note"] = str(COMMENTED[on]).capitalize()
    return answer(request, case, form, act, done=back, back=back, **words)


@staff
@both
def comments(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """All that the supervisor wrote in a case; the caseworker notes it as read."""
    row = found_file(request, matter_id)
    found = comment_queries.comments_in(request.viewer, row)
    reads = row.caseworker_id in request.viewer.people(row.matter.centre_id)
    act = lambda sent: actions.note_comments_read(row, by=request.viewer)  # noqa: E731
    words: dict[str, Any] = {"title": _("Comments of the supervisor"), "article": "psych:10", "on": COMMENTED}
    words["comments"] = [(one, _address(one, row)) for one in found]
    words["asks"] = reads and any(one.read_at is None for one in found)
    words["said"] = _("Noted as read.")
    return answer(request, row, open_form(request, Form), act, page="casework/comments.html", **words)


def _found(request: StaffRequest, matter_id: UUID, on: str) -> tuple[Case, Commented | None]:
    if on == "note":
        row = SESSION.found(request, matter_id=matter_id)
        return row.case, row.note
    case = found_file(request, matter_id)
    return case, comment_queries.FINDERS[on](request.viewer, case)


def _address(one: Comment, row: Case) -> str:
    """The page of the document."""
    if one.note:
        return reverse("casework:session", args=[one.note.session.matter_id])
    return reverse(PAGES[one.on], args=[row.matter_id])
