"""What can be done with a referral card, from which state to which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from youzhang.casework.codes import REFERRAL_CONSENTS, REFERRAL_STATES
from youzhang.casework.models import Referral
from youzhang.ledger.models import Fact

# A card that is still on its way stops when the consent is taken back; what is over stays as it was.
UNDER_WAY = ("drafted", "sent", "accepted")
CONSENTS = {code: title for code, title in REFERRAL_CONSENTS.items() if code != "none"}


@dataclass(frozen=True)
class Act:
    """One act: its fact, the states it begins in, the state it leads to, the column that keeps the words.

    `note`: what doing it means, said before.
    """

    title: Any
    fact: str
    begins: tuple[str, ...]
    leads: str = ""
    keeps: str = ""
    words: Any = ""
    codes: Mapping[str, Any] = field(default_factory=dict)
    note: Any = ""


ACTS: dict[str, Act] = {
    "consent": Act(
        _("Note the consent, or why none is needed"), "casework.referral_agreed", ("drafted",), "",
        "consent_words", _("Who signed and when; or why nobody has to be asked"), CONSENTS,
    ),
    "send": Act(_("Send the referral"), "casework.referral_sent", ("drafted",), "sent"),
    "accept": Act(
        _("The receiver accepts"), "casework.referral_accepted", ("sent",), "accepted", "answer",
        _("Who received it, when, and what they will do"),
    ),
    "refuse": Act(
        _("The receiver refuses"), "casework.referral_refused", ("sent",), "refused", "answer",
        _("The reason, as they gave it"),
    ),
    "follow": Act(
        _("Note the follow-up"), "casework.referral_followed", ("accepted", "done"), "", "followed",
        _("What became of the client there"),
    ),
    "done": Act(
        _("It is carried out"), "casework.referral_done", ("accepted",), "done", "followed",
        _("What became of the client there"),
    ),
    "take_back": Act(
        _("Take the referral back"), "casework.referral_taken_back", UNDER_WAY, "taken_back",
        "answer", _("Why"),
    ),
    "withdraw": Act(
        _("The consent is taken back"), "casework.referral_consent_withdrawn", tuple(REFERRAL_STATES), "",
        "answer", _("What the person said"),
        note=_("What was passed on stays written down; nothing more is. A receiver who knows is told to stop."),
    ),
    "told": Act(
        _("The receiver was told to stop"), "casework.receiver_told", ("taken_back", "refused", "done"), "",
        "answer",
        _("Who was told, when, and what happens to the papers there"),
    ),
}  # fmt: skip


def to_stop(facts: QuerySet[Fact]) -> set[UUID]:
    """The cards, whose receiver knew before the consent was taken back and was not told since."""
    found = set[UUID]()
    kinds = ["casework.referral_consent_withdrawn", "casework.receiver_told"]
    for kind, data in facts.filter(kind__in=kinds).order_by("at", "id").values_list("kind", "data"):
        if kind == "casework.receiver_told":
            found.discard(UUID(data["referral"]))
        elif data["sent"]:
            found.add(UUID(data["referral"]))
    return found


def acts_on(card: Referral, *, to_stop: bool) -> dict[str, Act]:
    """What can be done with a card as it stands. `to_stop`: its receiver has still to be told to stop."""
    barred = {
        "send": not card.may_be_shown,
        "withdraw": not card.consent_stands,
        "follow": card.withdrawn_at is not None,
        "told": not to_stop,
    }
    return {name: act for name, act in ACTS.items() if card.state in act.begins and not barred.get(name)}
