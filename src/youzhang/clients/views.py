"""Pages of the people the centre serves."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.clients import actions, queries
from youzhang.clients.file import person_file
from youzhang.clients.forms import (
    BarForm,
    CapacityForm,
    CorrectForm,
    LinkForm,
    RegisterForm,
    particulars,
    sought,
)
from youzhang.clients.models import Person
from youzhang.kit import clock
from youzhang.ledger.policy import kinds_seen_by, may, roles_for, table
from youzhang.web.submit import open_form, submit

SEE_PEOPLE = tuple(role for role in table()["see"] if "resident" in kinds_seen_by(frozenset({role})))
MAY_REGISTER = tuple(sorted(roles_for("clients.register")))
MAY_CORRECT = tuple(sorted(roles_for("clients.correct")))
MAY_LINK = tuple(sorted(roles_for("clients.link")))
MAY_BAR = tuple(sorted(roles_for("accounts.bar")))


@holds(*SEE_PEOPLE)
@require_safe
def people_page(request: StaffRequest) -> HttpResponse:
    """Search as one types; without a search the newest files."""
    text, centre = request.GET.get("q", "").strip(), current_centre(request)
    found = queries.search(request.viewer, text, queries.PAGE + 1) if text else _recent(request)
    context = {
        "text": text,
        "people": found[: queries.PAGE],
        "more": len(found) > queries.PAGE,
        "paged": "before" in request.GET,
        "may_register": may(request.viewer, "clients.register", centre.pk),
    }
    part = getattr(request, "htmx", False) and not request.GET.get("before")
    return render(request, "clients/found.html" if part else "clients/people.html", context)


def _recent(request: StaffRequest) -> list[Person]:
    try:
        at, last = request.GET.get("before", "").split("_")
        before = datetime.fromisoformat(at), UUID(last)
    except ValueError:
        before = None
    return queries.recent(request.viewer, current_centre(request), before)


def _person(request: StaffRequest, matter_id: UUID, act: str = "", *, seen: str = "clients.opened") -> Person:
    """The person of a file; for an `act`, only at a centre where the viewer's role may do it.

    `seen`: what is written down first, that it was opened or what was shown of it.
    """
    person = queries.person_for(request.viewer, matter_id)
    if person is None or (act and not may(request.viewer, act, person.matter.centre_id)):
        raise Http404
    log_access(request.viewer, seen, person.matter_id, person.matter.centre_id)
    return person


@staff
@require_safe
def person_page(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """A person's file; that it was opened is written down first."""
    person = _person(request, matter_id)
    return render(request, "clients/person.html", person_file(request.viewer, person))


@staff
@require_POST
def show_contact(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Telephone, address and ID number in full, once asked for; that is written down too."""
    person = _person(request, matter_id, seen="clients.contact_shown")
    if getattr(request, "htmx", False):
        return render(request, "clients/contact.html", {"person": person, "shown": True})
    return render(request, "clients/person.html", person_file(request.viewer, person) | {"shown": True})


@holds(*MAY_REGISTER)
def register(request: StaffRequest) -> HttpResponse:
    """Search or create: the files that may be meant are offered before a new one is made."""
    centre = current_centre(request)
    form = open_form(request, RegisterForm, initial=sought(request.GET.get("name", "")))

    def act(sent: RegisterForm) -> Person:
        is_new = sent.cleaned_data["is_new"]
        return actions.register_at_desk(
            sent.given(), is_new=is_new, centre=centre, viewer=request.viewer, by=request.user
        )

    def page(shown: RegisterForm) -> HttpResponse:
        offered = _offered(request, shown)
        return render(request, "clients/register.html", {"form": shown, "offered": offered})

    return submit(request, form, act, done=_file_url, page=page, said=_("Registered."))


def _offered(request: StaffRequest, form: RegisterForm) -> list[Person]:
    """The files that may be meant, when that is what stands in the way."""
    if form.refused is None or form.refused.rule != "rule:known_person":
        return []
    form.offer()
    given = form.given()
    centre = current_centre(request)
    return queries.find_or_offer(
        request.viewer, centre, name=given.name, phone=given.phone, birth=given.birth
    )


@holds(*MAY_CORRECT)
def correct(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Put particulars right."""
    person = _person(request, matter_id, "clients.correct", seen="clients.contact_shown")
    form = open_form(request, CorrectForm, initial=particulars(person))

    def act(sent: CorrectForm) -> Person:
        version = sent.cleaned_data["version"]
        return actions.correct_person(
            person, sent.given(), version=version, viewer=request.viewer, by=request.user
        )

    return submit(request, form, act, done=_file_url, page=_page(request, "clients/correct.html", person))


@holds(*MAY_CORRECT)
def capacity(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Note a finding on civil capacity."""
    person = _person(request, matter_id, "clients.correct")
    form = open_form(request, CapacityForm, initial={"capacity": person.capacity})

    def act(sent: CapacityForm) -> Person:
        found = sent.cleaned_data["capacity"]
        return actions.record_capacity(person, found, viewer=request.viewer, by=request.user)

    return submit(request, form, act, done=_file_url, page=_page(request, "clients/capacity.html", person))


@holds(*MAY_LINK)
def link(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Choose the second file of the same human being."""
    person = _person(request, matter_id, "clients.link")
    text = request.GET.get("q", person.name)
    offered = [one for one in queries.search(request.viewer, text, 20) if one.pk != person.pk]

    def act(sent: LinkForm) -> Person:
        other = _person(request, sent.cleaned_data["other"])
        actions.link_same_person(person, other, viewer=request.viewer, by=request.user)
        return person

    page = _page(request, "clients/link.html", person, text=text, offered=offered)
    return submit(request, open_form(request, LinkForm), act, done=_file_url, page=page, said=_("Linked."))


@holds(*MAY_LINK)
@require_POST
def unlink(request: StaffRequest, matter_id: UUID, other_id: UUID) -> HttpResponse:
    """Take a link back."""
    person, other = _person(request, matter_id), _person(request, other_id)
    actions.unlink(person, other, viewer=request.viewer, by=request.user)
    return redirect("clients:person", matter_id)


@holds(*MAY_BAR)
def bar(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Conflict of interest: who of the staff may see nothing of this person."""
    person = _person(request, matter_id, "accounts.bar")
    staff_here = colleagues(person.matter.centre_id, clock.today())
    form = open_form(request, BarForm, colleagues=staff_here)

    def act(sent: BarForm) -> Person:
        actions.bar_from_person(
            sent.cleaned_data["user"],
            person,
            reason=sent.cleaned_data["reason"],
            viewer=request.viewer,
            by=request.user,
        )
        return person

    page = _page(request, "clients/bars.html", person, bars=queries.bars(person))
    return submit(request, form, act, done=_after_bar(request), page=page, said=_("Barred."))


def _after_bar(request: StaffRequest) -> Any:
    """Back to the list of bars, or away from it for whoever has barred themself."""
    address = reverse("clients:people")
    return lambda person: (
        reverse("clients:bars", args=[person.matter_id]) if _still(request, person) else address
    )


def _still(request: StaffRequest, person: Person) -> bool:
    return queries.person_for(request.viewer, person.matter_id) is not None


def _file_url(person: Person) -> str:
    return reverse("clients:person", args=[person.matter_id])


def _page(request: StaffRequest, template: str, person: Person, **context: Any) -> Any:
    return lambda form: render(request, template, {"form": form, "person": person, **context})
