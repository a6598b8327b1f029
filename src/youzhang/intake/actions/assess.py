"""Assess the need and screen by the published conditions (psych:34.1d, psych:32, psych:48)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions import thoughts_answered
from youzhang.intake import rules
from youzhang.intake.actions.locking import changing, check_may_act, counting, places_taken, settle
from youzhang.intake.actions.thoughts import hear
from youzhang.intake.models import Application, Assessment
from youzhang.kit import clock

# How the person was met, as a crisis names it (psych:15.2).
ROUTES = {"interview": "venue"}
NEXT = {"passed": "passed", "waiting": "waiting", "failed": "refused"}


@dataclass(frozen=True)
class Assessed:
    """How the need was assessed, with what result. `version`: of the application as the form showed it."""

    method: str
    urgency: str
    result: str
    version: int
    ground: str = ""
    note: str = ""
    thoughts: str = ""


def assess(
    application: Application,
    given: Assessed,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Assessment:
    """Note an assessment. Nobody passes beyond the places; nobody fails but on a published condition."""
    check_may_act(by, application, "intake.assess")
    ground = given.ground if given.result == "failed" else ""
    with changing(
        application,
        application.service.matter,
        by=by.user,
        at=at,
        late_reason=late_reason,
        version=given.version,
    ) as (row, record):
        rules.check_assessable(row)
        check_result(row, given.result, ground)
        record(
            "intake.assessed",
            result=given.result,
            method=given.method,
            urgency=given.urgency,
            ground=ground or None,
            thoughts=thoughts_answered(given.thoughts),
        )
        hear(row, given.thoughts, by=by.user, route=ROUTES.get(given.method, "other"))
        row.state = NEXT[given.result]
        settle(row, record)
        assessment: Assessment = Assessment.unscoped.create(
            application=row, matter=row.matter, method=given.method, urgency=given.urgency, result=given.result,
            ground=ground, note=given.note or None, by=by.user, at=record.at,
        )  # fmt: skip
    return assessment


def check_result(row: Application, result: str, ground: str) -> None:
    """There is a place for who passes, besides their own; who fails, fails on a published condition."""
    taken = places_taken(row.service_id) - (row.state in rules.ON_A_PLACE)
    with counting(row, "intake.assessed"):
        if result == "passed":
            rules.check_place(row.service, taken)
        if result == "failed":
            rules.check_published_conditions(row.service, row.applicant, ground, taken, clock.today())
