"""Assess the risk, set the level and the path (psych:15.3c, psych:15.3d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import assessing, rules
from youzhang.crisis.actions.locking import changing, check_may_act, counting, note_level
from youzhang.crisis.models import Crisis, RiskAssessment
from youzhang.kit.ids import ordered_id
from youzhang.kit.refused import why_not
from youzhang.kit.text import clean_text
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class Assessed:
    """The answers, the level and the path a person chose, and what it rests on."""

    answers: Mapping[str, Any]
    level: str
    path: str = ""
    basis: str = ""


def assess(
    crisis: Crisis,
    given: Assessed,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> RiskAssessment:
    """Keep an assessment. The level becomes the highest of what was chosen, what stood and what the answers give."""
    check_may_act(by, crisis)
    answers = dict(given.answers)
    floor = assessing.floor_of(answers)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        level = rules.higher(given.level, floor, row.level)
        made: RiskAssessment = RiskAssessment.unscoped.create(
            pk=ordered_id(), crisis=row, matter=row.matter, at=record.at, by=by.user, answers=answers, floor=floor,
            level=level, basis=clean_text(given.basis) or None,
        )  # fmt: skip
        record("crisis.assessed", floor=floor, **_found(answers))
        note_level(row, record, rules.higher(given.level, floor), tool=given.level < level)
        if _is_suicidal(answers) and not row.suicide:
            row.suicide = True
            record("crisis.suicide_found")
        follow_path(row, given.path, record)
    return made


def _found(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What an assessment found, as its fact keeps it."""
    return {
        "ideation": assessing.says(answers, "ideation"),
        "plan": assessing.says(answers, "plan"),
        "behaviour": assessing.says(answers, "behaviour") or assessing.says(answers, "self_harm"),
        "disorder": assessing.says(answers, "disorder") or assessing.says(answers, "developmental"),
        "refer": assessing.must_refer(answers),
        "asked": assessing.is_asked(answers),
    }


def choose_path(crisis: Crisis, path: str, *, by: Viewer) -> Crisis:
    """Set the path by itself; emergency needs no assessment before it."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user) as (row, record):
        _set_path(row, path, record)
    return row


def follow_path(row: Crisis, path: str, record: Record) -> None:
    """The path follows the latest assessment: who is followed up in house and may not be is referred from now on."""
    if path:
        _set_path(row, path, record)
    elif row.path == "in_house" and why_not(lambda: _check_safe(row, row.path)):
        _set_path(row, "referral", record)


def _set_path(row: Crisis, path: str, record: Record) -> None:
    """Setting the same path again changes nothing: the series of follow-ups goes on."""
    with counting(row, "crisis.path_set"):
        _check_safe(row, path)
    if path != row.path:
        row.path = path
        record("crisis.path_set", path=path)


def _check_safe(row: Crisis, path: str) -> None:
    here = Q(crisis=row) | Q(crisis__joined=row)
    made = RiskAssessment.unscoped.filter(here).select_related("matter__key").order_by("at", "pk")
    found = [one.answers for one in made] if path == "in_house" else []
    assessing.check_path_is_safe(path, found[-1] if found else None, found)


def _is_suicidal(answers: Mapping[str, Any]) -> bool:
    return any(assessing.says(answers, name) for name in ("ideation", "plan", "behaviour"))
