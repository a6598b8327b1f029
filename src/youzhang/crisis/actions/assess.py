"""Assess the risk, set the level and the path (psych:15.3c, psych:15.3d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act, counting, set_level
from youzhang.crisis.models import Crisis, RiskAssessment
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
    by: User,
    viewer: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> RiskAssessment:
    """Keep an assessment. The level becomes the highest of what was chosen, what stood and what the answers give."""
    check_may_act(viewer, crisis)
    answers = dict(given.answers)
    floor = rules.floor_of(answers)
    with changing(crisis, by=by, at=at, late_reason=late_reason) as (row, record):
        level = rules.higher(given.level, floor, row.level)
        made: RiskAssessment = RiskAssessment.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, answers=answers, floor=floor, level=level,
            basis=clean_text(given.basis) or None,
        )  # fmt: skip
        record(
            "crisis.assessed",
            ideation=answers["ideation"] != "none",
            plan=answers["plan"] != "none",
            behaviour=answers["behaviour"] != "none" or bool(answers["self_harm"]),
            disorder=bool(answers["disorder"] or answers["developmental"]),
            floor=floor,
        )
        set_level(row, record, level, tool=given.level < level)
        if _is_suicidal(answers) and not row.suicide:
            row.suicide = True
            record("crisis.suicide_found")
        if given.path:
            _set_path(row, given.path, answers, record)
    return made


def choose_path(crisis: Crisis, path: str, *, by: User, viewer: Viewer) -> Crisis:
    """Set the path by itself; emergency needs no assessment before it."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by) as (row, record):
        latest = (
            RiskAssessment.unscoped.filter(crisis=row).select_related("matter__key").order_by("-at").first()
        )
        _set_path(row, path, latest.answers if latest else None, record)
    return row


def _set_path(row: Crisis, path: str, answers: Mapping[str, Any] | None, record: Record) -> None:
    """Setting the same path again changes nothing: the series of follow-ups goes on."""
    with counting(row, "crisis.path_set"):
        rules.check_path_is_safe(path, answers)
    if path != row.path:
        row.path = path
        record("crisis.path_set", path=path)


def _is_suicidal(answers: Mapping[str, Any]) -> bool:
    return any(answers[name] != "none" for name in ("ideation", "plan", "behaviour"))
