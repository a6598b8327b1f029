"""A guardian consents by telephone in special circumstances: provisional, the paper is still owed (psych:41)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.rules import needs_guardian
from youzhang.clients.told import check_may_be_told
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting, stale
from youzhang.intake.models import Application, PhoneConsent
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_phone


@dataclass(frozen=True)
class PhoneCall:
    """Which number was called, why there was no other way, and who listened."""

    phone: str
    reason: str
    witness: User


def record_phone_consent(
    application: Application,
    given: PhoneCall,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> PhoneConsent:
    """Note the call; the written agreement is owed from this moment. `at`: when the call was made."""
    check_may_act(by, application, "intake.sign")
    _check_call(given, by.user)
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        with counting(row, "intake.phone_consented"):
            check_phone_consent_needed(row, record.at)
        if PhoneConsent.unscoped.filter(application=row).exists():
            raise stale(row)
        consent: PhoneConsent = PhoneConsent.unscoped.create(
            application=row, matter=row.matter, phone=clean_phone(given.phone), reason=given.reason,
            witness=given.witness, by=by.user, at=record.at,
        )  # fmt: skip
        record("intake.phone_consented")
    return consent


def _check_call(given: PhoneCall, by: User) -> None:
    if given.witness == by:
        why = _("Whoever calls cannot be their own witness.")
        raise Refused("psych:41", why, _("Let a colleague listen, and name them."), "witness")
    for field, value in (("phone", clean_phone(given.phone)), ("reason", given.reason.strip())):
        if not value:
            why = _("Number and reason belong to the record of the call.")
            raise Refused("psych:41", why, _("Fill in what is missing."), field)


def check_phone_consent_needed(row: Application, at: datetime) -> None:
    """A guardian signs, none has yet, and there is one to ring."""
    if row.state not in {"received", "passed"}:
        raise stale(row)
    if not needs_guardian(row.applicant, clock.day_of(at)):
        why = _("This applicant signs for themself; no guardian is needed.")
        raise Refused("psych:41", why, _("Let the applicant sign."))
    rules.check_guardian_named(row)
    if row.guardian:
        check_may_be_told(row.applicant, row.guardian)
