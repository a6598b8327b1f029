"""Staff pages: the cases, one case, opening it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.casework import pages, queries
from youzhang.casework.actions import open_case
from youzhang.casework.actions.start import has_running_case
from youzhang.casework.forms.owners import OpenForm
from youzhang.casework.models import Case
from youzhang.casework.work import CASE, TRANSFER, Handed, case_page, check_reads
from youzhang.clients.queries import person_for
from youzhang.ledger.policy import roles_for
from youzhang.web.submit import open_form, submit

both = require_http_methods(["GET", "HEAD", "POST"])
MAY_OPEN = tuple(sorted(roles_for("casework.open")))


@staff
@require_safe
def cases(request: StaffRequest) -> HttpResponse:
    """My cases, filtered by the address."""
    centre = current_centre(request)
    context = pages.list_context(request.viewer, centre, request.GET)
    return render(request, "casework/list.html", context)


@holds(*MAY_OPEN)
@both
def start(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Open a case for the person of a file (psych:13)."""
    person = person_for(request.viewer, matter_id)
    if person is None:
        raise Http404
    centre = person.matter.centre
    log_access(request.viewer, "clients.opened", person.matter_id, centre.pk)
    if request.method != "POST" and has_running_case(person):
        case = queries.running_case_of(request.viewer, person)
        return render(request, "casework/running.html", {"person": person, "case": case})
    form = open_form(request, OpenForm, about=person.pk, person=person, centre=centre)
    return submit(
        request,
        form,
        lambda sent: open_case(sent.given(), centre=centre, by=request.viewer, **sent.when()),
        done=lambda case: _after_opening(request, case),
        page=lambda shown: render(request, "casework/start.html", {"form": shown, "person": person}),
        said=_("The case is open."),
    )


def _after_opening(request: StaffRequest, case: Case) -> str:
    """To the case, or for who may not see it (a child's) back to the file."""
    seen = queries.case_for(request.viewer, case.matter_id)
    name, matter = ("casework:case", case.matter_id) if seen else ("clients:person", case.person.matter_id)
    return reverse(name, args=[matter])


@staff
@require_safe
def case(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """One case: all of it for those let in by name, the frame for leads."""
    row, asked = CASE.found(request, matter_id=matter_id), request.GET
    acts: dict[str, Any] = {"acts": partial(CASE.offers, row, request.viewer)}
    if not row.case.is_read:
        return render(request, "casework/frame.html", pages.frame_context(request.viewer, row.case) | acts)
    handed = Handed(row.case, row.viewer, row.transfer) if row.transfer else None
    acts["on_transfer"] = TRANSFER.offers(handed, row.viewer, "casework:keep") if handed else []
    context = pages.case_context(row, asked.get("topic", ""), asked.get("after", ""))
    return render(request, "casework/case.html", context | acts)


def found_case(request: StaffRequest, matter_id: UUID, act: str = "casework.opened") -> Case:
    """The case, or 404 where it is not visible; that it was opened is written down before any page of it."""
    found = queries.case_for(request.viewer, matter_id)
    if found is None:
        raise Http404
    log_access(request.viewer, act, found.matter_id, found.matter.centre_id)
    return found


def found_file(request: StaffRequest, matter_id: UUID, act: str = "casework.opened") -> Case:
    """The case, for those only who may read what was said and written in it."""
    found = found_case(request, matter_id, act)
    check_reads(found)
    return found


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
    context = {"case": row, "back": case_page(row)} | words
    return submit(
        request,
        form,
        act,
        done=done or str(context["back"]),
        page=lambda shown: render(request, page, context | {"form": shown}),
        said=said or _("Noted."),
    )
