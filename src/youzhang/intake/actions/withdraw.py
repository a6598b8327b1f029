"""Leave: a request is recorded and passed on, whatever the state, and never blocked (psych:34.4b, psych:35.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from youzhang.accounts.viewer import Viewer, user_of
from youzhang.crisis.actions import thoughts_answered
from youzhang.intake.actions.locking import changing, check_may_act, stale
from youzhang.intake.actions.remind import KIND
from youzhang.intake.actions.thoughts import hear
from youzhang.intake.models import Application, Withdrawal
from youzhang.ledger.matters import close_matter
from youzhang.notices.actions import cancel_about


@dataclass(frozen=True)
class Leaving:
    """How somebody asked to leave, and why, if they say so."""

    way: str
    reason: str = ""


def ask_withdrawal(
    application: Application,
    given: Leaving,
    *,
    by: Viewer | None = None,
    at: datetime | None = None,
    late_reason: str = "",
) -> Withdrawal:
    """Ask to withdraw; asking twice gives the first request."""
    if by is not None:
        check_may_act(by, application, "intake.withdraw")
    with changing(application, by=user_of(by), at=at, late_reason=late_reason) as (row, record):
        asked: Withdrawal | None = Withdrawal.unscoped.filter(application=row).first()
        if asked is None:
            asked = Withdrawal.unscoped.create(
                application=row,
                matter=row.matter,
                way=given.way,
                reason=given.reason or None,
                asked_at=record.at,
            )
            record("intake.withdrawal_asked", way=given.way)
    return asked


def note_withdrawal(
    application: Application,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
    thoughts: str = "",
) -> Withdrawal:
    """The withdrawal has been talked over and is noted: the place is free, nothing is owed any more but what keeps
    somebody safe who told thoughts of suicide."""
    check_may_act(by, application, "intake.withdraw")
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        asked: Withdrawal | None = Withdrawal.unscoped.filter(application=row, noted_at=None).first()
        if asked is None:
            raise stale(row)
        asked.noted_at, asked.noted_by = record.at, by.user
        asked.save()
        row.state = "withdrawn"
        record("intake.withdrawal_noted", thoughts=thoughts_answered(thoughts))
        hear(row, thoughts, by=by.user)
        cancel_about(row.matter_id, KIND)
        close_matter(row.matter, record.at)
    return asked
