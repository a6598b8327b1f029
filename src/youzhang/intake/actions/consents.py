"""Consents: each purpose by itself, taken back as easily as given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.clients.rules import sensitive_all
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.facts import CONSENTS
from youzhang.intake.models import Application, Consent
from youzhang.intake.texts import consent_text, hash_of
from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused
from youzhang.kit.written import put
from youzhang.ledger.writing import Record


def keep_consents(
    application: Application, decisions: Mapping[str, bool], *, by_guardian: bool, record: Record
) -> None:
    """Write down what was decided on a form, with the hash of the text that was shown."""
    centre = application.matter.centre
    put([
        fresh(
            Consent, application=application, matter=application.matter, consent=code, given=given,
            by_guardian=by_guardian, text_hash=hash_of(consent_text(code, centre)), at=record.at,
        )
        for code, given in decisions.items()
    ])  # fmt: skip
    for code, given in decisions.items():
        record("intake.consent_given" if given else "intake.consent_refused", consent=code)


def decide_consent(
    application: Application,
    code: str,
    *,
    given: bool,
    by: User | None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Consent:
    """Give or refuse one consent; an earlier decision on the same purpose ends. `viewer`: staff who note it."""
    if viewer is not None:
        check_may_act(viewer, application, "intake.receive")
    if code not in CONSENTS:
        raise Refused("rule:consent", _("There is no such purpose."), field="consent")
    with changing(application, by=by, at=at) as (row, record):
        live = Consent.unscoped.filter(application=row, consent=code, withdrawn_at=None)
        if not live.filter(given=given).exists():
            live.update(withdrawn_at=record.at)
            keep_consents(row, {code: given}, by_guardian=_by_guardian(row, record.at), record=record)
    decided: Consent = Consent.unscoped.get(application=application, consent=code, withdrawn_at=None)
    return decided


def withdraw_consent(
    application: Application,
    code: str,
    *,
    by: User | None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> None:
    """Take a consent back; nothing more happens under it. What has ended already stays ended."""
    if viewer is not None:
        check_may_act(viewer, application, "intake.receive")
    with changing(application, by=by, at=at) as (row, record):
        live = Consent.unscoped.filter(application=row, consent=code, given=True, withdrawn_at=None)
        if live.update(withdrawn_at=record.at):
            record("intake.consent_withdrawn", consent=code)


def _by_guardian(application: Application, at: datetime) -> bool:
    birth = application.applicant.born
    return bool(application.guardian_id and birth and sensitive_all(birth, clock.day_of(at)))
