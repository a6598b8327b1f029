"""The receipt of a successful application (psych:34.3a), and the query code that goes with it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting
from youzhang.intake.actions.signing_link import end_links
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.ids import random_code
from youzhang.kit.refused import Refused
from youzhang.ledger.policy import check_may
from youzhang.vault.codes import hash_code


def give_receipt(
    application: Application,
    *,
    paper: bool,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Note that the receipt was handed over, on paper or sent."""
    check_may_act(by, application, "intake.receive")
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        with counting(row, "intake.receipt_given"):
            rules.check_success(row)
        record("intake.receipt_given", paper=paper)


def save_code(application: Application, *, at: datetime | None = None) -> None:
    """The applicant says that they have kept number and code; only then do they leave the page."""
    Application.unscoped.filter(pk=application.pk, code_saved_at=None).update(code_saved_at=at or clock.now())


def reissue_code(application: Application, *, identity_checked: bool, by: Viewer) -> str:
    """A new query code at the desk; the old one opens nothing any more."""
    check_may(by, "intake.reissue_code", application.matter.centre_id)
    if not identity_checked:
        why = _("A code goes only to the person whose application it is.")
        raise Refused(
            "rule:identity", why, _("Look at an ID, or ask what only they know."), "identity_checked"
        )
    code = random_code()
    with changing(application, by=by.user) as (row, record):
        row.code_hash, row.code_saved_at = hash_code(code, row.matter.number), None
        end_links(row, record.at)
        record("intake.code_reissued")
    return code
