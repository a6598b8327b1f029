"""Note who took part (psych:34.3c); nobody takes part without an agreement (psych:40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting, stale
from youzhang.intake.facts import ABSENCE
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import close_matter
from youzhang.ledger.models import Fact


@dataclass(frozen=True)
class Attendance:
    """Whether somebody came, and if not, why."""

    attended: bool
    cause: str = ""


def note_attendance(
    application: Application,
    given: Attendance,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> None:
    """Note that the applicant took part, or did not; a single service ends with it."""
    check_may_act(by, application, "intake.receive")
    check_cause(given)
    with changing(application, by=by.user, at=at, late_reason=late_reason) as (row, record):
        if Fact.unscoped.filter(matter=row.matter_id, kind__in=("intake.attended", "intake.absent")).exists():
            raise stale(row)
        check_started(row, clock.day_of(record.at))
        if given.attended:
            record("intake.attended")
        with counting(row, "intake.attended"):
            rules.check_success(row)
        if not given.attended:
            record("intake.absent", cause=given.cause)
        if row.service.type == "single":
            row.state = "ended"
            close_matter(row.matter, record.at)


def check_cause(given: Attendance) -> None:
    """Whoever did not take part had a reason, of the list."""
    if not given.attended and given.cause not in ABSENCE:
        raise Refused("psych:34.3c", _("Say why the person did not take part."), field="cause")


def check_started(application: Application, day: date) -> None:
    """Attendance is noted on the day or later."""
    expected = meeting_of(application).day
    if expected and day < expected:
        why = _("The service has not started yet.")
        raise Refused(
            "rule:not_started", why, _("Note attendance on the day, or correct the start of the service.")
        )
