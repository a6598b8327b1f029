"""Pages of the people the centre serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.accounts.viewer import Viewer
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
from youzhang.pages.acts import On
from youzhang.web.submit import open_form, submit

SEE_PEOPLE = tuple(role for role in table()["see"] if "resident" in kinds_seen_by(frozenset({role})))
MAY_REGISTER = tuple(sorted(roles_for("clients.register")))
MAY_LINK = tuple(sorted(roles_for("clients.link")))


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


def _file_url(person: Person) -> str:
    return reverse("clients:person", args=[person.matter_id])


PERSON: On[Person] = On(
    find=lambda request, matter_id: queries.person_for(request.viewer, matter_id),
    page=_file_url,
    called=lambda row: row.name,
    log="clients.opened",
    above=lambda row: [(reverse("clients:people"), gettext("People"))],
)
# Its acts stand among those of the file; they show more of it.
IN_FULL: On[Person] = replace(PERSON, log="clients.contact_shown")


@PERSON.shown("clients/person.html")
def person_page(row: Person, request: StaffRequest) -> dict[str, Any]:
    """A person's file; that it was opened is written down first."""
    return person_file(request.viewer, row)


@staff
@require_POST
def show_contact(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Telephone, address and ID number in full, once asked for; that is written down too."""
    person = IN_FULL.found(request, matter_id=matter_id)
    if getattr(request, "htmx", False):
        return render(request, "clients/contact.html", {"person": person, "shown": True})
    acts = partial(PERSON.offers, person, request.viewer)
    file = person_file(request.viewer, person) | {"shown": True, "acts": acts}
    return render(request, "clients/person.html", file)


@holds(*MAY_REGISTER)
def register(request: StaffRequest) -> HttpResponse:
    """Search or create: the files that may be meant are offered before a new one is made."""
    centre = current_centre(request)
    form = open_form(request, RegisterForm, initial=sought(request.GET.get("name", "")))

    def act(sent: RegisterForm) -> Person:
        is_new = sent.cleaned_data["is_new"]
        return actions.register_at_desk(sent.given(), is_new=is_new, centre=centre, by=request.viewer)

    def page(shown: RegisterForm) -> HttpResponse:
        offered = _offered(request, shown)
        return render(request, "clients/register.html", {"form": shown, "offered": offered})

    return submit(request, form, act, done=_file_url, page=page, said=gettext("Registered."))


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


@IN_FULL.act(
    "clients:correct",
    _("Correct particulars"),
    CorrectForm,
    may="clients.correct",
    options=lambda row, request: {"initial": particulars(row)},
    template="clients/correct.html",
    icon="pen",
)
def correct(row: Person, form: CorrectForm, by: Viewer) -> Person:
    """Put particulars right."""
    return actions.correct_person(row, form.given(), version=form.cleaned_data["version"], by=by)


@PERSON.act(
    "clients:capacity",
    _("Finding on civil capacity"),
    CapacityForm,
    may="clients.correct",
    article="psych:41",
    options=lambda row, request: {"initial": {"capacity": row.capacity}},
    note=_(
        "Below 18 age decides. For an adult, enter here what a court or the family's papers say; "
        "without a guardian's signature nothing is signed then."
    ),
)
def capacity(row: Person, form: CapacityForm, by: Viewer) -> Person:
    """Note a finding on civil capacity."""
    return actions.record_capacity(row, form.cleaned_data["capacity"], by=by)


def _others(row: Person, request: StaffRequest) -> dict[str, Any]:
    text = request.GET.get("q", row.name)
    found = queries.search(request.viewer, text, 20)
    return {"person": row, "text": text, "offered": [one for one in found if one.pk != row.pk]}


@PERSON.act(
    "clients:link",
    _("Link a second file of this person"),
    LinkForm,
    may="clients.link",
    said=_("Linked."),
    template="clients/link.html",
    beside=_others,
)
def link(row: Person, form: LinkForm, by: Viewer) -> None:
    """Choose the second file of the same human being; that it was opened is written down too."""
    other = queries.person_for(by, form.cleaned_data["other"])
    if other is None:
        raise Http404
    log_access(by, PERSON.log, other.matter_id, other.matter.centre_id)
    actions.link_same_person(row, other, by=by)


@holds(*MAY_LINK)
@require_POST
def unlink(request: StaffRequest, matter_id: UUID, other_id: UUID) -> HttpResponse:
    """Take a link back."""
    person, other = PERSON.found(request, matter_id=matter_id), PERSON.found(request, matter_id=other_id)
    actions.unlink(person, other, by=request.viewer)
    return redirect("clients:person", matter_id)


@PERSON.act(
    "clients:bars",
    _("Conflict of interest"),
    BarForm,
    may="accounts.bar",
    options=lambda row, request: {"colleagues": colleagues(row.matter.centre_id, clock.today())},
    done=lambda address: address,
    said=_("Barred."),
    sends=_("Bar from this person"),
    note=_("Whoever is named here sees nothing of this person any more, whatever their role."),
    danger=True,
    template="clients/bars.html",
    beside=lambda row, request: {"person": row, "bars": queries.bars(row)},
)
def bar(row: Person, form: BarForm, by: Viewer) -> str:
    """Conflict of interest: who of the staff may see nothing of this person."""
    given = form.cleaned_data
    actions.bar_from_person(given["user"], row, reason=given["reason"], by=by)
    # Back to the list of bars, or away from it for whoever has barred themself.
    if queries.person_for(by, row.matter_id) is None:
        return reverse("clients:people")
    return reverse("clients:bars", args=[row.matter_id])
