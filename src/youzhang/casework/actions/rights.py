"""What clients may ask of their file, and the card that opens it to them (psych:43)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer, user_of
from youzhang.casework.actions.appointments import guardian_may_know
from youzhang.casework.actions.locking import PARTS, changing, check_carries, stale
from youzhang.casework.codes import CARD_DAYS
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import AccessCard, Case, RightRequest
from youzhang.kit import clock
from youzhang.kit.ids import random_code
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.vault.codes import code_matches, hash_code


@dataclass(frozen=True)
class Asked:
    """What is asked of a file, by whom, in which way."""

    kind: str
    asked_by: str
    way: str
    words: str = ""


def ask_right(case: Case, given: Asked, *, by: Viewer | None, at: datetime | None = None) -> RightRequest:
    """A client or guardian asks; `by=None`: by themselves, with their card."""
    if by is not None:
        check_carries(by, case)
    with changing(case, by=user_of(by), at=at) as (row, record):
        check_may_ask(row, given.asked_by)
        asked: RightRequest = RightRequest.unscoped.create(
            case=row, matter=row.file.matter, kind=given.kind, asked_by=given.asked_by, way=given.way,
            words=clean_text(given.words) or None, asked_at=record.at,
        )  # fmt: skip
        record("casework.right_asked", request=asked.pk, kind=given.kind)
    return asked


def answer_right(
    asked: RightRequest, result: str, answer: str, *, by: Viewer, at: datetime | None = None
) -> RightRequest:
    """Answer what was asked; a refusal gives its reason."""
    check_carries(by, asked.case)
    if not clean_text(answer):
        raise Refused("psych:43", _("Nothing is written yet."), _("Say what was done, or why not."), "answer")
    with changing(asked.case, by=by.user, at=at) as (row, record):
        kept: RightRequest | None = (
            RightRequest.unscoped.select_related("matter__key").filter(pk=asked.pk, answered_at=None).first()
        )
        if kept is None:
            raise stale(row)
        kept.result, kept.answer, kept.answered_at, kept.answered_by = (
            result,
            clean_text(answer),
            record.at,
            by.user,
        )
        kept.save()
        record("casework.right_answered", request=kept.pk, result=result)
    return kept


def issue_card(case: Case, holder: str, *, identity_checked: bool, by: Viewer) -> tuple[AccessCard, str]:
    """Give a card to the client or guardian, seen in person; the code is shown once. An earlier card ends."""
    check_carries(by, case)
    if not identity_checked:
        why = _("Compare the ID first: the card opens the file.")
        raise Refused("rule:identity", why, _("Tick it once you have seen the ID."), "identity_checked")
    code = random_code()
    with changing(case, by=by.user) as (row, record):
        check_may_ask(row, holder)
        AccessCard.unscoped.filter(case=row, holder=holder, revoked_at=None).update(revoked_at=record.at)
        ends_on = clock.day_of(record.at) + timedelta(days=CARD_DAYS)
        card: AccessCard = AccessCard.unscoped.create(
            case=row, matter=row.file.matter, holder=holder, code_hash=hash_code(code, row.matter.number),
            issued_at=record.at, issued_by=by.user, ends_on=ends_on,
        )  # fmt: skip
        record("casework.card_issued", ends_on=ends_on)
    return card, code


def revoke_cards(case: Case, *, by: Viewer) -> int:
    """Take back every card of a case, at once."""
    check_carries(by, case)
    with changing(case, by=by.user) as (row, record):
        count = AccessCard.unscoped.filter(case=row, revoked_at=None).update(revoked_at=record.at)
        if count:
            record("casework.card_revoked")
    return count


def open_by_card(number: str, code: str, birth: date) -> AccessCard | None:
    """The card of number, code and birth date, while it holds; every way of being wrong looks the same."""
    typed = clean_line(number).upper()
    cards = AccessCard.unscoped.filter(
        case__matter__number=typed, revoked_at=None, ends_on__gte=clock.today()
    ).select_related(*(f"case__{part}" for part in PARTS))
    found = [one for one in cards if code_matches(code, typed, one.code_hash)]
    card: AccessCard | None = found[0] if found else None
    if card is None or card.case.person.born != birth or not may_ask(card.case, card.holder):
        return None
    return card


def card_for(card_id: str) -> AccessCard | None:
    """A card that still holds."""
    found: AccessCard | None = (
        AccessCard.unscoped.filter(pk=card_id, revoked_at=None, ends_on__gte=clock.today())
        .select_related(*(f"case__{part}" for part in PARTS))
        .first()
    )
    return found if found and may_ask(found.case, found.holder) else None


def may_ask(case: Case, who: str) -> bool:
    """A guardian asks while the law has them sign, or with the grown client's word; never one under suspicion."""
    if who == "client":
        return True
    if case.file.guardian is None or guardian_out(case):
        return False
    return guardian_may_know(case, clock.today())


def check_may_ask(case: Case, who: str) -> None:
    """Refuse who may not learn what stands in the file."""
    if not may_ask(case, who):
        why = _("The guardian may not learn what stands in this file.")
        raise Refused("psych:4", why, _("Ask the client, or look at the protective settings."), "asked_by")
