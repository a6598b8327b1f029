"""Put right what was noted wrongly: the fact is amended and its own row mended; nothing is wiped out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions import thoughts_answered
from youzhang.intake import rules
from youzhang.intake.actions.assess import NEXT, ROUTES, Assessed, check_result
from youzhang.intake.actions.attend import Attendance, check_cause, check_started
from youzhang.intake.actions.locking import changing, check_may_act, counting, settle, stale
from youzhang.intake.actions.thoughts import hear
from youzhang.intake.models import Application, Assessment, Signature
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Fact

ATTENDANCE = ("intake.attended", "intake.absent")


def correct_attendance(
    application: Application,
    given: Attendance,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Fact:
    """Who took part, as it really was (psych:34.3c). `at`: when it happened; as first noted unless told."""
    check_may_act(by, application, "intake.receive")
    check_cause(given)
    with changing(application, by=by.user, late_reason=late_reason) as (row, record):
        earlier = attendance_noted(row)
        kind = "intake.attended" if given.attended else "intake.absent"
        data: dict[str, Any] = {} if given.attended else {"cause": given.cause}
        _check_other(earlier, kind, data, at)
        happened = at or earlier.at
        check_started(row, clock.day_of(happened))
        return record(kind, at=happened, amends=earlier, **data)


def correct_assessment(
    application: Application,
    given: Assessed,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Assessment:
    """The last assessment as it really was (psych:34.1d), while nothing rests on it. Its row keeps who and when."""
    check_may_act(by, application, "intake.assess")
    given = replace(given, ground=given.ground if given.result == "failed" else "")
    with changing(
        application, application.service.matter, by=by.user, late_reason=late_reason, version=given.version
    ) as (row, record):
        with counting(row, "intake.assessed"):
            earlier, noted = assessment_noted(row)
        if row.state not in NEXT.values():
            raise stale(row)
        data: dict[str, Any] = {name: getattr(given, name) for name in ("result", "method", "urgency")}
        data |= {"ground": given.ground or None, "thoughts": thoughts_answered(given.thoughts)}
        if given.note == (noted.note or ""):
            _check_other(earlier, "intake.assessed", data, at)
        _check_no_other_running(row, given.result)
        check_result(row, given.result, given.ground)
        happened = at or earlier.at
        record("intake.assessed", at=happened, amends=earlier, **data)
        row.state = NEXT[given.result]
        settle(row, record)
        if earlier.data.get("thoughts") != "yes":
            hear(row, given.thoughts, by=by.user, route=ROUTES.get(given.method, "other"))
        return _mend(noted, given, happened)


def attendance_noted(row: Application) -> Fact:
    """What was noted about who took part; refused where nobody has."""
    earlier = last_of(row, *ATTENDANCE)
    if earlier is None:
        why = _("Nobody has noted yet who took part.")
        raise Refused("psych:34.3c", why, _("Note attendance first."))
    return earlier


def assessment_noted(row: Application) -> tuple[Fact, Assessment]:
    """The last assessment with its fact; refused where there is none, or where something rests on it."""
    earlier, noted = last_of(row, "intake.assessed"), _last_assessment(row)
    if earlier is None or noted is None:
        why = _("This need has not been assessed yet.")
        raise Refused("psych:34.1d", why, _("Assess the need first."))
    signed = Signature.unscoped.filter(agreement__application=row).exists()
    rules.check_correctable(signed=signed, told=noted.told_at is not None)
    return earlier, noted


def last_of(row: Application, *kinds: str) -> Fact | None:
    """The fact of these kinds that was entered last: what a correction amends."""
    found: Fact | None = (
        Fact.unscoped.filter(matter=row.matter_id, kind__in=kinds).order_by("-recorded_at", "-seq").first()
    )
    return found


def _mend(noted: Assessment, given: Assessed, happened: datetime) -> Assessment:
    for name in ("method", "urgency", "result", "ground"):
        setattr(noted, name, getattr(given, name))
    noted.note, noted.at = given.note or None, happened
    noted.save()
    return noted


def _last_assessment(row: Application) -> Assessment | None:
    found: Assessment | None = (
        Assessment.unscoped.select_related("matter__key")
        .filter(application=row)
        .order_by("-at", "-pk")
        .first()
    )
    return found


def _check_no_other_running(row: Application, result: str) -> None:
    """One person has one running application for a service: a refusal taken back must not make it two."""
    if result == "failed" or row.state in rules.RUNNING:
        return
    same = Application.unscoped.filter(service=row.service_id, applicant=row.applicant_id)
    if same.filter(state__in=rules.RUNNING).exclude(pk=row.pk).exists():
        why = _("This person has applied for this service anew meanwhile.")
        raise Refused("rule:applied_already", why, _("Go on with the newer application."))


def _check_other(earlier: Fact, kind: str, data: dict[str, Any], at: datetime | None) -> None:
    same = earlier.kind == kind and all(earlier.data.get(name) == value for name, value in data.items())
    if same and (at is None or at == earlier.at):
        raise Refused("rule:nothing_corrected", _("This is what was noted."), _("Change what was wrong."))
