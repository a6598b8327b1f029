"""What an applicant says about the service, and the centre's answer (psych:45, psych:47)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer, user_of
from youzhang.intake.actions.locking import changing, check_may_act
from youzhang.intake.models import Application, Remark
from youzhang.kit.refused import Refused, Stale

MOST_UNANSWERED = 10


def leave_remark(
    application: Application,
    text: str,
    *,
    by: Viewer | None = None,
    at: datetime | None = None,
) -> Remark:
    """Leave a remark, in any state of the application; staff may note one that was spoken."""
    if by is not None:
        check_may_act(by, application, "intake.receive")
    if not text.strip():
        raise Refused("psych:47", _("There is nothing written yet."), _("Say what is on your mind."), "text")
    with changing(application, by=user_of(by), at=at) as (row, record):
        if Remark.unscoped.filter(application=row, answered_at=None).count() >= MOST_UNANSWERED:
            why = _("Ten remarks wait for an answer already.")
            raise Refused("rule:remarks", why, _("Call us, so that we can talk it over."))
        remark: Remark = Remark.unscoped.create(application=row, matter=row.matter, text=text, at=record.at)
        record("intake.remark_received", remark=remark.pk)
    return remark


def answer_remark(remark: Remark, text: str, *, by: Viewer, at: datetime | None = None) -> Remark:
    """Answer a remark, once; the answer stands on the tracking page."""
    application = remark.application
    check_may_act(by, application, "intake.receive")
    if not text.strip():
        raise Refused("psych:45", _("The answer is empty."), _("Write what the person should know."), "text")
    with changing(application, by=by.user, at=at) as (_row, record):
        kept: Remark = Remark.unscoped.select_related("matter__key").get(pk=remark.pk)
        if kept.answered_at:
            why = _("Somebody else has answered this meanwhile.")
            raise Stale("rule:stale", why, _("Read the answer before you write another."))
        kept.answer, kept.answered_at, kept.answered_by = text, record.at, by.user
        kept.save()
        record("intake.remark_answered", remark=kept.pk)
    return kept
