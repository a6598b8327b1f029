"""Staff pages that put right what was noted about an application, or appoint a day with the applicant."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest
from youzhang.crisis.codes import NOT_ASKED
from youzhang.intake import actions, amend_forms, queries, readiness, rules
from youzhang.intake.act_views import answer
from youzhang.intake.actions.correct import ATTENDANCE, last_of
from youzhang.intake.actions.locking import places_taken
from youzhang.intake.meeting import meeting_of
from youzhang.intake.models import Application
from youzhang.intake.views import acting
from youzhang.kit import clock
from youzhang.web.submit import open_form


@acting("intake.receive", readiness.to_correct_attendance)
def correct_attendance(request: StaffRequest, row: Application) -> HttpResponse:
    """Who really took part (psych:34.3c, psych:40)."""
    noted = last_of(row, *ATTENDANCE)
    came = noted is None or noted.kind == "intake.attended"
    initial = {"attended": "yes" if came else "no", "cause": noted.data.get("cause", "") if noted else ""}
    form = open_form(request, amend_forms.CorrectAttendanceForm, initial=initial)
    act = lambda sent: actions.correct_attendance(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {"article": "psych:34.3c", "also": "psych:40", "note": _note()}
    return answer(request, row, form, act, title=_("Correct who took part"), **words)


@acting("intake.assess", readiness.to_correct_assessment)
def correct_assessment(request: StaffRequest, row: Application) -> HttpResponse:
    """The assessment as it really was (psych:34.1d)."""
    initial = {"version": row.version} | _last_assessment(request, row)
    options = {"grounds": _grounds(row), "initial": initial}
    form = open_form(request, amend_forms.CorrectAssessmentForm, **options)
    act = lambda sent: actions.correct_assessment(row, sent.given(), by=request.viewer, **sent.when())  # noqa: E731
    words: dict[str, Any] = {"article": "psych:34.1d", "also": "psych:32", "note": _note()}
    return answer(request, row, form, act, title=_("Correct the assessment"), **words)


@acting("intake.receive", readiness.to_appoint)
def appoint(request: StaffRequest, row: Application) -> HttpResponse:
    """A day, an hour and a place for one applicant (psych:33.3)."""
    now = meeting_of(row)
    initial = {"starts_on": now.day, "starts_at": now.hour, "place": row.meets_place}
    form = open_form(request, amend_forms.AppointForm, initial=initial)
    act = lambda sent: actions.appoint(row, sent.given(), by=request.viewer)  # noqa: E731
    note = _("The reminder, the tracking page and the term for attendance follow this day.")
    words: dict[str, Any] = {"article": "psych:33.3", "also": "psych:34.3b", "note": note}
    return answer(request, row, form, act, title=_("Appoint a day"), **words)


def _note() -> str:
    return _("What was noted first stays in the timeline, struck out; what follows from it is reckoned anew.")


def _last_assessment(request: StaffRequest, row: Application) -> dict[str, Any]:
    file = queries.file_of(request.viewer, row)
    names = ("method", "urgency", "result", "ground", "note")
    if not file.assessments:
        return {}
    told = next((fact.data.get("thoughts") for fact in file.facts if fact.kind == "intake.assessed"), None)
    return {name: getattr(file.assessments[0], name) for name in names} | {"thoughts": told or NOT_ASKED}


def _grounds(row: Application) -> tuple[str, ...]:
    taken = places_taken(row.service_id) - (row.state in rules.ON_A_PLACE)
    return rules.grounds_for(row.service, row.applicant, taken, clock.today())
