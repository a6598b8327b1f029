"""What takes a step in two services at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions import NewCase, open_case
from youzhang.casework.models import Case
from youzhang.clients.rules import needs_guardian
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.refused import Refused


@dataclass(frozen=True)
class Carriers:
    """Who carries the case that follows an application."""

    caseworker: User
    backup: User
    supervisor: User | None = None
    problem: str = ""
    ends_on: date | None = None


def check_goes_on(application: Application) -> None:
    """Only what succeeded goes on (psych:34.2c)."""
    if application.state not in {"success", "ended"}:
        why = _("Only a successful application goes on as a case.")
        raise Refused("psych:34.2c", why, _("Form, assessment and agreement come first."))


def open_case_from_application(
    application: Application,
    given: Carriers,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Case:
    """A successful application goes on as a case: person, guardian and what they hope for come along (psych:13)."""
    check_goes_on(application)
    guarded = needs_guardian(application.applicant, clock.day_of(at or clock.now()))
    guardian = application.guardian if guarded else None  # whoever came of age meanwhile has none
    case = NewCase(
        application.applicant, given.caseworker, given.backup, "application", given.problem or application.wish or "",
        supervisor=given.supervisor, guardian=guardian, relation=application.relation,
        application=application.matter, ends_on=given.ends_on,
    )  # fmt: skip
    centre = application.matter.centre
    return open_case(case, centre=centre, by=by, at=at, late_reason=late_reason)
