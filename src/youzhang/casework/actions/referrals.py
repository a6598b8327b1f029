"""Refer a client on: nothing is shown to the receiver before there is a consent, or a reason why none is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import PARTS, changing, check_carries
from youzhang.casework.actions.second_looks import Alone, ask_second_look
from youzhang.casework.codes import NO_CONSENT_NEEDED
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import Case, Referral
from youzhang.casework.referral_acts import ACTS, UNDER_WAY, to_stop
from youzhang.clients.rules import needs_guardian
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.models import Fact
from youzhang.ledger.writing import Record
from youzhang.premises.models import Partner


@dataclass(frozen=True)
class NewReferral:
    """To whom, what for, how, and the little that the receiver needs to know."""

    kind: str
    way: str
    reason: str
    summary: str
    body: str = ""
    contact: str = ""
    partner: Partner | None = None


@dataclass(frozen=True)
class Done:
    """An act on a card: its code, where it asks for one, and the words."""

    code: str = ""
    words: str = ""


def make_referral(case: Case, given: NewReferral, *, by: Viewer, at: datetime | None = None) -> Referral:
    """Prepare a card; it stays in the house until somebody agreed."""
    check_carries(by, case)
    body = given.partner.name if given.partner else clean_line(given.body)
    if not body:
        raise Refused("rule:receiver", _("Nobody is named to receive it."), _("Name the body."), "body")
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        referral: Referral = Referral.unscoped.create(
            case=row, matter=row.file.matter, partner=given.partner, body=body, kind=given.kind, way=given.way,
            contact=clean_line(given.contact) or None, reason=clean_text(given.reason),
            summary=clean_text(given.summary), made_by=by.user, made_at=record.at,
        )  # fmt: skip
        record("casework.referral_made", referral=referral.pk)
    return referral


def act_on_referral(
    referral: Referral, name: str, given: Done, *, by: Viewer, at: datetime | None = None
) -> Referral:
    """Take one step with a card. Which steps there are stands in `referral_acts`."""
    act = ACTS[name]
    check_carries(by, referral.case)
    with changing(referral.case, by=by.user, at=at) as (row, record):
        kept = _locked(referral)
        if kept.state not in act.begins:
            raise _stale(kept)
        if act.keeps and not clean_text(given.words):
            raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "words")
        _check(row, kept, name, given)
        alone = name == "consent" and given.code in NO_CONSENT_NEEDED and kept.consent != given.code
        _apply(kept, name, given, record)
        kept.save()
        if alone:
            shared = "\n".join(filter(None, (kept.body, kept.contact, kept.summary)))
            look = Alone("no_consent", given.code, given.words, shared=shared, referral=kept)
            ask_second_look(row, kept.matter, look, by=by.user)
    return kept


def check_may_be_shown(referral: Referral) -> None:
    """The card leaves the house with a consent, or with a reason why none is needed."""
    if not referral.may_be_shown:
        why = _("Nobody has agreed that the receiver is told.")
        raise Refused("psych:7", why, _("Note the consent first, or why none is needed."))


def check_agrees(case: Case, code: str) -> None:
    """Who may agree that the receiver of a card is told, today."""
    rules.check_who_agrees(code, needs_guardian(case.person, clock.today()), guardian_out(case))


def check_receivers_told(case: Case) -> None:
    """A case does not close over a receiver who has still to be told that the consent is taken back."""
    if to_stop(Fact.unscoped.filter(matter=case.matter_id)):
        why = _("A receiver has still to be told that the consent is taken back.")
        way_on = _("Tell them, and note it at the referral.")
        raise Refused("psych:7", why, way_on, way_on_url=reverse("casework:referrals", args=[case.matter_id]))


def _check(row: Case, kept: Referral, name: str, given: Done) -> None:
    if name == "send":
        check_may_be_shown(kept)
    if name == "told" and not (kept.withdrawn_at and kept.sent_at):
        why = _("The receiver was never told, or the consent stands.")
        raise Refused("rule:consent", why, _("There is nothing to stop."))
    if name == "consent":
        check_agrees(row, given.code)
    if name == "withdraw":
        _check_consent_stands(kept)
    if name == "follow" and kept.withdrawn_at:
        why = _("The consent is taken back: the receiver is asked nothing more about this person.")
        raise Refused("psych:7", why, _("Ask the person, if they wish it."))


def _check_consent_stands(kept: Referral) -> None:
    if kept.withdrawn_at:
        raise _stale(kept)
    if not kept.consent_stands:
        why = _("There is no consent that could be taken back.")
        way_on = _("Take the card itself back.") if kept.state in UNDER_WAY else ""
        raise Refused("rule:consent", why, way_on)


def _apply(kept: Referral, name: str, given: Done, record: Record) -> None:
    act = ACTS[name]
    if name == "consent":
        kept.consent, kept.withdrawn_at = given.code, None
        record(act.fact, referral=kept.pk, consent=given.code)
    elif name == "withdraw":
        # What was told stays written down; nothing more is, and a receiver who knows already is told to stop.
        record(act.fact, referral=kept.pk, sent=kept.sent_at is not None)
        kept.withdrawn_at = record.at
        if kept.state in UNDER_WAY:
            kept.state = "taken_back"
            record("casework.referral_taken_back", referral=kept.pk)
    else:
        record(act.fact, referral=kept.pk)
    if name == "send":
        kept.sent_at = record.at
    if act.keeps:
        setattr(kept, act.keeps, "\n".join(filter(None, (getattr(kept, act.keeps), clean_text(given.words)))))
    kept.state = act.leads or kept.state


def _stale(kept: Referral) -> Stale:
    """The card went another way meanwhile: says which."""
    why = _("Somebody else has worked on this referral meanwhile.")
    state = str(kept.get_state_display())
    if kept.withdrawn_at:
        state = _(", ").join((state, _("consent taken back")))
    return Stale("rule:stale", why, _("It is now: %(state)s.") % {"state": state})


def _locked(referral: Referral) -> Referral:
    along = ("matter__key", "partner", *(f"case__{part}" for part in PARTS))
    row: Referral = Referral.unscoped.select_related(*along).get(pk=referral.pk)
    return row
