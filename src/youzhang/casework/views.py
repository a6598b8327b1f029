"""Staff pages: the cases, one case, opening it."""

from __future__ import annotations

from typing import TypedDict
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import pages, queries
from youzhang.casework.actions import open_case
from youzhang.casework.actions.start import has_running_case
from youzhang.casework.forms.owners import OpenForm
from youzhang.casework.models import Case
from youzhang.clients.queries import person_for
from youzhang.kit.refused import Refused
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
        lambda sent: open_case(sent.given(), centre=centre, **who(request), **sent.when()),
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
    found = found_case(request, matter_id)
    if not found.is_read:
        return render(request, "casework/frame.html", pages.frame_context(request.viewer, found))
    asked = request.GET
    context = pages.case_context(request.viewer, found, asked.get("topic", ""), asked.get("after", ""))
    return render(request, "casework/case.html", context)


class Who(TypedDict):
    """Who acts, as actions take it."""

    by: User
    viewer: Viewer


def who(request: StaffRequest) -> Who:
    """Who acts."""
    return {"by": request.user, "viewer": request.viewer}


def case_page(row: Case) -> str:
    """Where a case is seen whole."""
    return reverse("casework:case", args=[row.matter_id])


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
    if not found.is_read:
        why = _("You see the frame of this case only.")
        raise Refused("rule:casefile", why, _("Its content is for those who carry it."))
    return found
