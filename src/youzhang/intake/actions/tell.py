"""Tell an applicant why they do not meet the conditions, and where else to turn (psych:34.4a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions import thoughts_answered
from youzhang.intake.actions.locking import changing, check_may_act, stale
from youzhang.intake.actions.thoughts import hear
from youzhang.intake.models import Application, Assessment
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import close_matter


@dataclass(frozen=True)
class Told:
    """How it was told; the text also stands on the tracking page."""

    way: str
    referral_offered: bool
    text: str
    thoughts: str = ""


def tell_refusal(
    application: Application,
    given: Told,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Note that the reasons were explained, clearly and in detail; with this the application is over."""
    check_may_act(by, application, "intake.assess")
    if not given.text.strip():
        raise Refused(
            "psych:34.4a", _("The reasons are missing."), _("Write them as you explained them."), "text"
        )
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        decided = (
            Assessment.unscoped.filter(application=row, result="failed", told_at=None).order_by("-at").first()
        )
        if row.state != "refused" or decided is None:
            raise stale(row)
        decided.told, decided.told_way, decided.told_at = given.text, given.way, record.at
        decided.referral_offered = given.referral_offered
        decided.save()
        told = thoughts_answered(given.thoughts)
        record("intake.refusal_told", way=given.way, referral=given.referral_offered, thoughts=told)
        hear(row, told, by=by.user, route="venue" if given.way == "face" else "other")
        close_matter(row.matter, record.at)
