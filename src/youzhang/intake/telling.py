"""Facts of an application in words: what was said, by whom, and until when something is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from youzhang.intake import facts as codes
from youzhang.intake.models import PARTS, Consent, Signature
from youzhang.ledger.models import Fact
from youzhang.vault.fields import readable
from youzhang.web import wording

# By their own hand, without staff; everything else without a person is done by the program.
THEIR_OWN = {
    "intake.form_filled",
    "intake.special_need",
    "intake.consent_given",
    "intake.consent_refused",
    "intake.consent_withdrawn",
    "intake.remark_received",
    "intake.withdrawal_asked",
    "intake.signed",
    "intake.link_made",
    "intake.assented",
}
LABELS: dict[str, dict[str, Any]] = {
    "channel": codes.CHANNELS,
    "result": codes.RESULTS,
    "method": codes.METHODS,
    "urgency": codes.URGENCIES,
    "ground": codes.GROUNDS,
    "way": codes.CONSENT_WAYS | codes.WAYS | codes.LEAVING_WAYS | codes.REMINDER_WAYS,
    "part": PARTS,
    "how": codes.SIGN_WAYS,
    "need": codes.NEEDS,
    "consent": codes.CONSENTS,
    "cause": codes.ABSENCE,
    "filled_by": codes.FILLED_BY,
    "who": codes.CONSENT_BY,
}


def said(fact: Fact) -> list[str]:
    """What a fact says, word by word."""
    labels = LABELS | ({"way": codes.SIGNER_WAYS} if fact.kind == "intake.signed" else {})
    words = [str(labels[name][value]) for name, value in fact.data.items() if value in labels.get(name, {})]
    if fact.kind == "intake.receipt_given":
        words.append(_("on paper") if fact.data["paper"] else _("on the tracking page"))
    if fact.kind == "intake.appointed":
        words.append(wording.day(date.fromisoformat(fact.data["starts_on"])))
    if fact.data.get("referral"):
        words.append(_("a referral was offered"))
    if fact.data.get("template"):
        words.append(_("edition %(n)d") % {"n": fact.data["template"]})
    return words


def how_signed(one: Signature) -> str:
    """What shows that it was they who signed, and who of the staff saw it."""
    if one.part == "centre":
        return ""
    way = str(codes.SIGNER_WAYS.get(one.way, _("how is not written down")))
    return _(", ").join((way, str(readable(one.seen_by, "name")))) if one.seen_by else way


def how_agreed(one: Consent) -> str:
    """Who agreed or not, in which way, and who noted it."""
    words = [str(codes.CONSENT_BY[one.who]), str(codes.CONSENT_WAYS[one.way])]
    return _(", ").join([*words, *([str(readable(one.noted_by, "name"))] if one.noted_by else [])])


def who(fact: Fact) -> str:
    """Who did it."""
    if fact.by:
        return str(readable(fact.by, "name"))
    return _("the client's side") if fact.kind in THEIR_OWN else _("by itself")
