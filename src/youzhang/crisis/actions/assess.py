"""Assess the risk, set the level and the path; lower a level only in pairs (psych:15.3c, psych:15.3d)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import assessing, rules
from youzhang.crisis.actions.locking import changing, check_may_act, check_may_be_asked, counting, raise_to
from youzhang.crisis.course import found_worse
from youzhang.crisis.models import Crisis, Lowering, RiskAssessment
from youzhang.kit.ids import ordered_id
from youzhang.kit.refused import why_not
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import let_in
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
    floor = assessing.floor_of(answers)
    with changing(crisis, by=by, at=at, late_reason=late_reason) as (row, record):
        level = rules.higher(given.level, floor, row.level)
        made: RiskAssessment = RiskAssessment.unscoped.create(
            pk=ordered_id(), crisis=row, matter=row.matter, at=record.at, by=by, answers=answers, floor=floor,
            level=level, basis=clean_text(given.basis) or None,
        )  # fmt: skip
        record("crisis.assessed", floor=floor, **_found(answers))
        raise_to(row, level, record, tool=given.level < level)
        if _is_suicidal(answers) and not row.suicide:
            row.suicide = True
            record("crisis.suicide_found")
        _follow_path(row, given.path, record)
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


def choose_path(crisis: Crisis, path: str, *, by: User, viewer: Viewer) -> Crisis:
    """Set the path by itself; emergency needs no assessment before it."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by) as (row, record):
        _set_path(row, path, record)
    return row


def _follow_path(row: Crisis, path: str, record: Record) -> None:
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
    made = RiskAssessment.unscoped.filter(crisis=row).select_related("matter__key").order_by("at", "pk")
    found = [one.answers for one in made] if path == "in_house" else []
    assessing.check_path_is_safe(path, found[-1] if found else None, found)


def _is_suicidal(answers: Mapping[str, Any]) -> bool:
    return any(assessing.says(answers, name) for name in ("ideation", "plan", "behaviour"))


def ask_lowering(
    crisis: Crisis, level: str, reason: str, second: User, *, by: User, viewer: Viewer
) -> Lowering:
    """Ask a second person to agree to a lower level; until then it stays."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by) as (row, record):
        rules.check_lower(row, level, second.pk, by.pk)
        check_may_be_asked(row, second, "person")
        asked: Lowering = Lowering.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by, level=level, before=row.level, second=second,
            reason=clean_text(reason),
        )  # fmt: skip
        let_in(row.matter, second, "second")
        record("crisis.lowering_asked", level=level, to=second.pk)
    return asked


def answer_lowering(lowering: Lowering, *, agree: bool, words: str = "", by: User) -> Crisis:
    """The second person agrees, and the level is lowered; or not, and it stays."""
    with changing(lowering.crisis, by=by) as (row, record):
        now: Lowering = Lowering.unscoped.select_related("matter__key").get(pk=lowering.pk)
        rules.check_second(
            now,
            row,
            by.pk,
            worse=agree and found_worse(now.level, now.second_id, record.views_of(row.matter)),
        )
        now.agreed, now.answered_at, now.answer = agree, record.at, clean_text(words) or None
        now.save()
        if agree:
            row.level = now.level
            record("crisis.level_lowered", level=now.level)
        else:
            record("crisis.lowering_refused")
    return row
