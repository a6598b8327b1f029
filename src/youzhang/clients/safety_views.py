"""Numbers to dial, the address for the police, and entering both, from the page of any file of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.accesses import log_access
from youzhang.clients.emergency import enter_emergency
from youzhang.clients.forms import EmergencyForm
from youzhang.clients.models import Person
from youzhang.clients.safety import called_by, here_for, with_parts
from youzhang.clients.told import Contact
from youzhang.ledger.models import Matter
from youzhang.ledger.registry import vocabulary
from youzhang.web.addresses import address_of
from youzhang.web.submit import open_form, submit


def _found(request: StaffRequest, matter_id: UUID) -> tuple[Matter, Person, list[Contact]]:
    """The file, its person and whom to ring, for those who may through it; that they did is written down first."""
    found = here_for(request.viewer, matter_id)
    contacts = called_by(request.viewer, found[1], found[0]) if found else None
    if found is None or contacts is None:
        raise Http404
    here, person = found
    log_access(request.viewer, "clients.numbers_shown", person.matter_id, here.centre_id)
    return here, person, contacts


@staff
@require_POST
def numbers(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Whom to call, with the numbers, and the address; `who`: one of them, whom a telephone dials at once."""
    here, person, contacts = _found(request, matter_id)
    asked = [one for one in contacts if one.phone and one.key == request.POST.get("who")]
    context = {"person": person, "contacts": with_parts(asked or contacts), "back": _page(here), "here": here}
    if not getattr(request, "htmx", False):
        return render(request, "clients/numbers_page.html", context)
    if asked:
        return render(request, "clients/number.html", {"one": asked[0]})
    return render(request, "clients/numbers.html", context)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: StaffRequest, matter_id: UUID) -> HttpResponse:
    """Enter whom to call in an emergency, and where the person lives."""
    here, person, _contacts = _found(request, matter_id)
    form = open_form(request, EmergencyForm, about=person.pk, initial={"address": person.address or ""})

    def act(sent: EmergencyForm) -> Person:
        return enter_emergency(person, sent.given(), by=request.user)

    def page(shown: EmergencyForm) -> HttpResponse:
        context: dict[str, Any] = {"form": shown, "person": person, "back": _page(here)}
        return render(request, "clients/emergency.html", context)

    return submit(request, form, act, done=lambda _done: _page(here), page=page, said=_("Noted."))


def _page(here: Matter) -> str:
    return address_of(vocabulary().matters[here.kind].page, here.pk)
