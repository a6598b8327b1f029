"""Following an application with receipt number and query code: looked up in constant work, guessing throttled.

A wrong number and a wrong code get the same answer. What is counted is failures alone; whoever has opened their
application already stays in (reliability: receipt enumeration).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from youzhang.intake.actions.signing_link import open_link, opened_link
from youzhang.intake.contact import code_stands_for, is_shut
from youzhang.intake.models import Application, SigningLink
from youzhang.intake.wording import mark_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import halfwidth
from youzhang.vault.codes import code_matches
from youzhang.web import limits as portal_limits
from youzhang.web.limits import Limit
from youzhang.web.owner import account_of, owner_of, remember

WRONG_FROM_ONE = Limit("track-wrong", 5, 15 * 60)
WRONG_OF_ALL = Limit("track-wrong-all", 200, 3600)
SESSION = "track"
LINK = "signing_link"
MINUTES = 30
ALONG = (
    "matter__key", "matter__centre", "service", "applicant__matter", "applicant__subject__key",
    "guardian__subject__key",
)  # fmt: skip


@dataclass(frozen=True)
class Throttled(Exception):
    """Too many wrong codes; `seconds` until the next try."""

    seconds: int


def sign_in(request: HttpRequest, number: str, code: str) -> bool:
    """Whether number and code belong together; from then on this browser may follow the application."""
    own = (WRONG_FROM_ONE, portal_limits.address_of(request))
    entry = portal_limits.enter(own, (WRONG_OF_ALL, ""))
    if entry.shut:
        raise Throttled(portal_limits.seconds_left(entry.shut))
    found = _look_up(number, code)
    if found is None:
        return False
    entry.free()
    open_for(request, found)
    return True


def open_for(request: HttpRequest, application_id: UUID) -> None:
    """Let this browser follow an application for half an hour after each page."""
    hashed = Application.unscoped.values_list("code_hash", flat=True).get(pk=application_id)
    request.session.cycle_key()
    request.session[SESSION] = {"id": str(application_id), "until": _until(), "code": mark_of(hashed)}


def sign_out(request: HttpRequest) -> None:
    """Close it on this browser."""
    request.session.pop(SESSION, None)


@dataclass(frozen=True)
class Signer:
    """Who signs in this browser: for which part of which application; with a one-time link, or as who has the code."""

    row: Application
    part: str
    device: str
    link: SigningLink | None = None


def check_not_staff(request: HttpRequest) -> None:
    """Whoever is signed in as staff signs nothing of a resident's by link or code: it would be the colleague's act."""
    if account_of(request):
        why = _("In this browser somebody is signed in as a member of staff.")
        way_on = _("Whoever signs opens it on a telephone of their own. At the desk, use “Explain and sign”.")
        raise Refused("psych:41", why, way_on)


def take_link(request: HttpRequest, response: HttpResponse, link: SigningLink) -> bool:
    """Bind a link to this browser, which signs that one part with it and sees nothing else. False: it is another's."""
    taken = open_link(link, remember(request, response))
    if taken:
        request.session.cycle_key()
        request.session[LINK] = {"id": str(link.pk), "until": _until()}
    return taken


def signer(request: HttpRequest) -> Signer | None:
    """By the link that was opened here, else as far as number and code stand for a part."""
    visit, device = request.session.get(LINK), owner_of(request)
    if visit and visit["until"] >= clock.now().timestamp() and (link := opened_link(visit["id"], device)):
        row = Application.unscoped.select_related(*ALONG).get(pk=link.application_id)
        return Signer(row, link.part, device, link)
    mine = followed(request)
    part = code_stands_for(mine, clock.today()) if mine else ""
    return Signer(mine, part, device) if mine and part else None


def signed_by_link(request: HttpRequest) -> None:
    """The link is used up."""
    request.session.pop(LINK, None)


def followed(request: HttpRequest) -> Application | None:
    """The application that this browser follows; a code issued anew at the desk ends older visits."""
    visit = request.session.get(SESSION)
    if not visit or visit["until"] < clock.now().timestamp():
        return None
    row: Application | None = Application.unscoped.select_related(*ALONG).filter(pk=visit["id"]).first()
    if row is None or mark_of(row.code_hash) != visit["code"] or is_shut(row):
        return None
    request.session[SESSION] = visit | {"until": _until()}
    return row


def _look_up(number: str, code: str) -> UUID | None:
    """The same work whether the number exists or not."""
    typed = "".join(halfwidth(number).upper().split())
    row = Application.unscoped.select_related(*ALONG).filter(matter__number=typed).first()
    fits = code_matches(code, typed, row.code_hash if row else secrets.token_bytes(32))
    return row.pk if row and fits and not is_shut(row) else None


def _until() -> float:
    return clock.now().timestamp() + MINUTES * 60
