"""Facts of an application in words: what was said, by whom, and until when something is owed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from youzhang.intake import facts as codes
from youzhang.intake.models import PARTS
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
    "intake.assented",
}
LABELS: dict[str, dict[str, Any]] = {
    "channel": codes.CHANNELS,
    "result": codes.RESULTS,
    "method": codes.METHODS,
    "urgency": codes.URGENCIES,
    "ground": codes.GROUNDS,
    "way": codes.WAYS | codes.LEAVING_WAYS | codes.REMINDER_WAYS,
    "part": PARTS,
    "how": codes.SIGN_WAYS,
    "need": codes.NEEDS,
    "consent": codes.CONSENTS,
    "cause": codes.ABSENCE,
}


def said(fact: Fact) -> list[str]:
    """What a fact says, word by word."""
    words = [str(LABELS[name][value]) for name, value in fact.data.items() if value in LABELS.get(name, {})]
    if fact.kind == "intake.receipt_given":
        words.append(_("on paper") if fact.data["paper"] else _("on the tracking page"))
    if fact.kind == "intake.appointed":
        words.append(wording.day(date.fromisoformat(fact.data["starts_on"])))
    if fact.data.get("referral"):
        words.append(_("a referral was offered"))
    if fact.data.get("template"):
        words.append(_("edition %(n)d") % {"n": fact.data["template"]})
    return words


def who(fact: Fact) -> str:
    """Who did it."""
    if fact.by:
        return str(readable(fact.by, "name"))
    return _("the client's side") if fact.kind in THEIR_OWN else _("by itself")
