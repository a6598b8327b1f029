"""Consents: each purpose by itself, taken back as easily as given."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer, user_of
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.facts import CONSENTS
from youzhang.intake.models import Application, Consent
from youzhang.intake.texts import consent_text, hash_of
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused
from youzhang.kit.written import put
from youzhang.ledger.writing import Record


def keep_consents(
    application: Application,
    decisions: Mapping[str, bool],
    *,
    who: str,
    way: str,
    by: User | None,
    record: Record,
) -> None:
    """Write down what was decided, by whom and how, with the hash of the text that was shown. `by`: who noted it."""
    centre = application.matter.centre
    put([
        fresh(
            Consent, application=application, matter=application.matter, consent=code, given=given,
            who=who, way=way, noted_by=by, text_hash=hash_of(consent_text(code, centre)), at=record.at,
        )
        for code, given in decisions.items()
    ])  # fmt: skip
    for code, given in decisions.items():
        record("intake.consent_given" if given else "intake.consent_refused", consent=code, who=who, way=way)


def decide_consent(
    application: Application,
    code: str,
    *,
    given: bool,
    who: str = "applicant",
    by: Viewer | None,
    at: datetime | None = None,
) -> Consent:
    """Give or refuse one consent; an earlier decision of the same person on it ends. `viewer`: staff who note it."""
    if by is not None:
        check_may_act(by, application, "intake.receive")
    if code not in CONSENTS:
        raise Refused("rule:consent", _("There is no such purpose."), field="consent")
    with changing(application, by=user_of(by), at=at) as (row, record):
        live = Consent.unscoped.filter(
            application=row, consent=code, withdrawn_at=None, who__in=(who, "filler")
        )
        if not live.filter(given=given, who=who).exists():
            live.update(withdrawn_at=record.at)
            way = "desk" if by else "code"
            keep_consents(row, {code: given}, who=who, way=way, by=user_of(by), record=record)
    decided: Consent = Consent.unscoped.get(application=application, consent=code, who=who, withdrawn_at=None)
    return decided


def withdraw_consent(
    application: Application,
    code: str,
    *,
    by: Viewer | None,
    at: datetime | None = None,
) -> None:
    """Take a consent back; nothing more happens under it. What has ended already stays ended."""
    if by is not None:
        check_may_act(by, application, "intake.receive")
    with changing(application, by=user_of(by), at=at) as (row, record):
        live = Consent.unscoped.filter(application=row, consent=code, given=True, withdrawn_at=None)
        if live.update(withdrawn_at=record.at):
            record("intake.consent_withdrawn", consent=code)


def lacks_of_guardian(row: Application, day: date) -> frozenset[str]:
    """The consents without which the application cannot be kept, which the guardian has not given (psych:41)."""
    birth = row.applicant.born
    if birth is None or "guardian" not in rules.required_parts(row, day):
        return frozenset()
    needs = row.needs.values_list("need", flat=True)
    theirs = Consent.unscoped.filter(application=row, who="guardian", given=True, withdrawn_at=None)
    return rules.needed_consents(birth, needs, day) - set(theirs.values_list("consent", flat=True))
