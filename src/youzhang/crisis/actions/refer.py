"""Refer to a professional body, and note what it answers (psych:15.3d)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Crisis, Referral
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.premises.models import Partner


@dataclass(frozen=True)
class Refer:
    """To which partner or other body, whom there, how, and the least that they must know."""

    body: str
    way: str
    words: str
    contact: str = ""
    partner: Partner | None = None


@dataclass(frozen=True)
class Answer:
    """What the body answered, and who there received it."""

    answer: str
    received_by: str = ""
    words: str = ""


def refer(
    crisis: Crisis,
    given: Refer,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Referral:
    """Refer; in danger of life no consent is waited for (psych:3)."""
    check_may_act(by, crisis)
    body = given.partner.name if given.partner else clean_line(given.body)
    if not body:
        why = _("Nobody is named to receive the person.")
        raise Refused("psych:15.3d", why, _("Choose a partner, or name the body."), "body")
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        made: Referral = Referral.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, way=given.way, partner=given.partner, body=body,
            contact=clean_line(given.contact) or None, words=clean_text(given.words),
        )  # fmt: skip
        record("crisis.referral_sent", referral=made.pk, level=rules.stood_at(row.level))
    return made


def answer_referral(
    referral: Referral,
    given: Answer,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Referral:
    """Note the answer; a refusal leaves it owed, and another body is asked."""
    check_may_act(by, referral.crisis)
    with changing(referral.crisis, by=by.user, at=at, late_reason=late_reason) as (stands, record):
        row: Referral = Referral.unscoped.select_related("matter__key").get(pk=referral.pk)
        rules.check_unanswered(row)
        row.answer, row.answered_at = given.answer, record.at
        row.received_by = clean_line(given.received_by) or None
        row.answer_words = clean_text(given.words) or None
        row.save()
        level = rules.stood_at(stands.level)
        record("crisis.referral_answered", referral=row.pk, answer=given.answer, level=level)
    return row
