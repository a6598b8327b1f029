"""The first interview, the plan and its reviews, papers in the file (psych:5, psych:6, psych:13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.danger import NONE, Danger, answer_danger
from youzhang.casework.actions.locking import changing, check_carries, stale
from youzhang.casework.actions.notes import judge
from youzhang.casework.codes import THOUGHTS, WHY_NONE
from youzhang.casework.models import Attachment, Case, CasePlan, Goal, Interview
from youzhang.documents.actions import keep
from youzhang.kit import clock
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class PlanData:
    """A plan: its goals with their measures, how, what it changes in daily life, why it is the mildest way."""

    goals: Sequence[tuple[str, str]]
    method: str
    review_on: date
    kind: str = "service"
    impact: str = ""
    mildest: str = ""


def file_interview(
    case: Case,
    content: Mapping[str, str],
    level: int,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
    danger: Danger = NONE,
    trigger: str = "",
) -> Interview:
    """File the first interview; once. `trigger`: what was told that commonly brings a crisis on (psych:14a)."""
    check_carries(by, case)
    rules.check_written(content)
    with changing(case, by=by.user, at=at, late_reason=late_reason) as (row, record):
        rules.check_running(row)
        if Interview.unscoped.filter(case=row).exists():
            raise stale(row)
        answer_danger(
            row, level, danger, record, by=by, about=row.file.matter, route="venue", trigger=trigger
        )
        texts = {**content, THOUGHTS: danger.thoughts, WHY_NONE: danger.words if danger.declined else ""}
        tidy = {heading: clean_text(text) for heading, text in texts.items() if clean_text(text)}
        interview: Interview = Interview.unscoped.create(
            case=row, matter=row.file.matter, content=tidy, level=level, by=by.user, at=record.at
        )
        record("casework.interviewed", level=level, trigger=bool(trigger) or None)
        judge(row, level, record.at)
    return interview


def make_plan(case: Case, given: PlanData, *, by: Viewer, at: datetime | None = None) -> CasePlan:
    """Make the plan, or the next edition of it; earlier editions stay."""
    check_carries(by, case)
    rules.check_plan(given.goals, given.review_on, clock.today())
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        edition = CasePlan.unscoped.filter(case=row).count() + 1
        plan: CasePlan = CasePlan.unscoped.create(
            case=row, matter=row.file.matter, edition=edition, kind=given.kind, method=clean_text(given.method),
            impact=clean_text(given.impact) or None, mildest=clean_text(given.mildest) or None,
            review_on=given.review_on, by=by.user, at=record.at,
        )  # fmt: skip
        for place, (text, measure) in enumerate(given.goals):
            Goal.unscoped.create(
                plan=plan,
                matter=row.file.matter,
                place=place,
                text=clean_line(text),
                measure=clean_line(measure),
            )
        record("casework.plan_made", kind=given.kind, edition=edition, review_on=given.review_on)
        if edition > 1 or given.kind == "behaviour":
            record("casework.adapted")
    return plan


def review_plan(
    plan: CasePlan,
    states: Mapping[UUID, str],
    review_on: date,
    *,
    by: Viewer,
    at: datetime | None = None,
) -> CasePlan:
    """Look at each goal, say how far it was reached, and when to look again."""
    check_carries(by, plan.case)
    rules.check_review_day(review_on, clock.today())
    with changing(plan.case, by=by.user, at=at) as (row, record):
        rules.check_running(row)
        kept: CasePlan = CasePlan.unscoped.select_related("matter__key").get(pk=plan.pk)
        for goal in Goal.unscoped.select_related("matter__key").filter(plan=kept):
            goal.state, goal.rated_at = states.get(goal.pk, goal.state), record.at
            goal.save(update_fields=["state", "rated_at"])
        kept.review_on = review_on
        kept.save(update_fields=["review_on"])
        record("casework.plan_reviewed", edition=kept.edition, review_on=review_on)
    return kept


def keep_paper(case: Case, upload: UploadedFile[Any] | bytes, name: str, *, by: Viewer) -> Attachment:
    """Put a paper or picture into the file: checked, cleaned and sealed."""
    check_carries(by, case)
    with changing(case, by=by.user) as (row, record):
        rules.check_running(row)
        return _keep(row, upload, name, by.user, record)


def _keep(row: Case, upload: Any, name: str, by: User, record: Record) -> Attachment:
    file = row.file.matter
    stored = keep(content=upload, name=name, key=file.key, about=file.pk, by=by)
    paper: Attachment = Attachment.unscoped.create(case=row, matter=file, stored=stored, by=by, at=record.at)
    record("casework.paper_kept", paper=paper.pk)
    return paper
