"""Appoint a day, an hour and a place with one applicant for a routine service (psych:33.3, psych:34.3b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from youzhang.accounts.viewer import Viewer
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting
from youzhang.intake.actions.remind import KIND
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.text import clean_line
from youzhang.ledger.models import Fact
from youzhang.notices.actions import cancel_about

REMINDERS = ("intake.reminded", "intake.date_moved")


@dataclass(frozen=True)
class Appointment:
    """When and where one applicant is expected; an empty place is the service's."""

    starts_on: date
    starts_at: time
    place: str = ""


def appoint(
    application: Application, given: Appointment, *, by: Viewer, at: datetime | None = None
) -> Application:
    """Appoint, or appoint anew: whoever was reminded of another day is owed another reminder."""
    check_may_act(by, application, "intake.receive")
    rules.check_meeting_ahead(given.starts_on, clock.today())
    with changing(application, by=by.user, at=at) as (row, record):
        with counting(row, "intake.appointed"):
            rules.check_appointable(row)
        before = meeting_of(row)
        row.meets_on, row.meets_at = given.starts_on, given.starts_at
        row.meets_place = clean_line(given.place)
        record("intake.appointed", starts_on=given.starts_on, begins_at=meeting_of(row).at)
        if meeting_of(row) != before:
            cancel_about(row.matter_id, KIND)
            if _was_reminded(row):
                record("intake.date_moved")
    return row


def _was_reminded(row: Application) -> bool:
    """Reminded, and not owed another reminder yet."""
    last = Fact.unscoped.filter(matter=row.matter_id, kind__in=REMINDERS).order_by("-at", "-id").first()
    return last is not None and last.kind == "intake.reminded"
