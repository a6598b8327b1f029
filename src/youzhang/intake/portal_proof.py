"""Proof against bots without third parties: work for the browser, or time where no script runs.

A page carries a signed pass (when it was opened, for what) and a challenge in altcha's format. A form comes back with
the solved challenge; without one it must have taken its time, and fewer such forms are let through. Both are good once.
A honeypot stands beside them. Nothing is said about the text itself: a cry for help is never taken for spam.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.refused import Refused
from youzhang.vault import keys
from youzhang.web import limits as portal_limits
from youzhang.web.limits import Limit, Slot

HONEYPOT = "website"
SALT = "youzhang.intake.pass"
WORK = 60_000
HOURS_GOOD = 6
QUICKEST = 3
WAIT_WITHOUT_SCRIPT = 20
STORED = Limit("sent", 10, 3600)
WITHOUT_SCRIPT = Limit("sent-no-script", 3, 3600)
WITHOUT_SCRIPT_OF_ALL = Limit("sent-no-script-all", 30, 3600)


@dataclass(frozen=True)
class Guard:
    """What a page needs: the pass as a hidden field, the challenge for the script."""

    permit: str
    challenge: str


def guard(about: object, sent: str = "") -> Guard:
    """Pass and challenge for a form about something; a pass that was sent and still holds keeps its time."""
    now = clock.now()
    try:
        _read_permit(sent, about)
        permit = sent
    except Refused:
        permit = signing.dumps({"at": int(now.timestamp()), "for": str(about), "id": new_id().hex}, salt=SALT)
    made = create_challenge(
        ChallengeOptions(
            max_number=WORK,
            hmac_key=_key(),
            expires=now + timedelta(hours=HOURS_GOOD),
            params={"for": str(about)},
        )
    )
    return Guard(permit, json.dumps(made.to_dict()))


def check(request: HttpRequest, about: object) -> None:
    """Let a form pass, or say what to do; inside the transaction of the act, so that a refused form may try again."""
    sent = request.POST
    if sent.get(HONEYPOT):
        raise Refused("rule:proof", _("A box that nobody sees was filled in."), _("Send the form once more."))
    permit = _read_permit(sent.get("permit", ""), about)
    waited = int(clock.now().timestamp()) - int(permit["at"])
    if waited < QUICKEST:
        raise Refused(
            "rule:proof", _("That was very quick."), _("Look through it once more, then send it again.")
        )
    who = portal_limits.address_of(request)
    proof = sent.get("proof", "")
    only = _proof(proof, about) if proof else _turn(permit["id"], waited)
    asked = [only, STORED.slot(who)]
    if not proof:
        asked += [WITHOUT_SCRIPT.slot(who), WITHOUT_SCRIPT_OF_ALL.slot()]
    first, stored, *slow = portal_limits.take_each(*asked)
    if not first:
        raise Refused("rule:proof", _("This form was sent before."), _("Send the form once more."))
    if not all(slow):
        raise Refused("rule:quota", _("Many forms are waiting to be taken in."), _call())
    if not stored:
        raise Refused("rule:quota", _("Many forms have come from this connection within the hour."), _call())


def _read_permit(sent: str, about: object) -> dict[str, Any]:
    try:
        permit: dict[str, Any] = signing.loads(sent, salt=SALT)
    except signing.BadSignature:
        permit = {}
    oldest = clock.now().timestamp() - HOURS_GOOD * 3600
    if permit.get("for") != str(about) or permit["at"] < oldest:
        raise Refused("rule:proof", _("The page was open for a long time."), _("Send the form once more."))
    return permit


def _proof(proof: str, about: object) -> Slot:
    """The challenge solved: good once."""
    try:
        payload = json.loads(base64.b64decode(proof, validate=True))
        salt = str(payload["salt"])
        solved, _fault = verify_solution(payload, _key(), check_expires=False)
    except (ValueError, TypeError, KeyError, AttributeError):
        solved, salt = False, ""
    if not solved or f"for={about}" not in salt or _expired(salt):
        raise Refused("rule:proof", _("Your browser's check did not fit."), _("Send the form once more."))
    return portal_limits.once(f"proof:{payload['challenge']}", HOURS_GOOD * 3600)


def _turn(permit_id: str, waited: int) -> Slot:
    """No script has run: time stands in for work, and only so many get through."""
    if waited < WAIT_WITHOUT_SCRIPT:
        seconds = WAIT_WITHOUT_SCRIPT - waited
        why = _("Without JavaScript this takes a moment.")
        raise Refused("rule:proof", why, _("Wait %(n)d seconds, then send it again.") % {"n": seconds})
    return portal_limits.once(f"permit:{permit_id}", HOURS_GOOD * 3600)


def _expired(salt: str) -> bool:
    expires = dict(part.partition("=")[::2] for part in salt.partition("?")[2].split("&")).get("expires", "0")
    return not expires.isdecimal() or int(expires) < clock.now().timestamp()


def _call() -> str:
    return _("What you typed is kept. Try again later, or call us: we take it down for you.")


def _key() -> bytes:
    return keys.purpose_key("altcha")
