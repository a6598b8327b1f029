"""Following an application with receipt number and query code: looked up in constant work, guessing throttled.

A wrong number and a wrong code get the same answer. What is counted is failures alone; whoever has opened their
application already stays in (reliability: receipt enumeration).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.http import HttpRequest

from youzhang.intake.models import Application
from youzhang.intake.wording import LINK_SALT, mark_of
from youzhang.kit import clock
from youzhang.kit.text import halfwidth
from youzhang.vault.codes import code_matches
from youzhang.web import limits as portal_limits
from youzhang.web.limits import Limit

WRONG_FROM_ONE = Limit("track-wrong", 5, 15 * 60)
WRONG_OF_ALL = Limit("track-wrong-all", 200, 3600)
SESSION = "track"
MINUTES = 30


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


def linked(token: str) -> UUID | None:
    """The application that a link leads to while it holds; see `wording.signing_link`."""
    try:
        kept = signing.loads(token, salt=LINK_SALT)
    except signing.BadSignature:
        return None
    if kept["until"] < clock.now().timestamp():
        return None
    row = Application.unscoped.filter(pk=kept["for"]).values_list("pk", "code_hash").first()
    return row[0] if row and mark_of(row[1]) == kept["code"] else None


def followed(request: HttpRequest) -> Application | None:
    """The application that this browser follows; a code issued anew at the desk ends older visits."""
    visit = request.session.get(SESSION)
    if not visit or visit["until"] < clock.now().timestamp():
        return None
    row: Application | None = (
        Application.unscoped.select_related(
            "matter__key", "matter__centre", "service", "applicant__subject__key", "guardian__subject__key"
        )
        .filter(pk=visit["id"])
        .first()
    )
    if row is None or mark_of(row.code_hash) != visit["code"]:
        return None
    request.session[SESSION] = visit | {"until": _until()}
    return row


def _look_up(number: str, code: str) -> UUID | None:
    """The same work whether the number exists or not."""
    typed = "".join(halfwidth(number).upper().split())
    row = Application.unscoped.filter(matter__number=typed).values_list("pk", "code_hash").first()
    pk, hashed = row if row else (None, secrets.token_bytes(32))
    return pk if code_matches(code, typed, hashed) else None


def _until() -> float:
    return clock.now().timestamp() + MINUTES * 60
