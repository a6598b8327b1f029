"""What keeps somebody alive in the first hour, step by step, and each call with its outcome (psych:3, psych:14b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Crisis, Step
from youzhang.kit.text import clean_line, clean_text


@dataclass(frozen=True)
class Kept:
    """Which step, who stays or who was called, with what outcome, and what was agreed."""

    step: str
    who: str = ""
    outcome: str = ""
    words: str = ""


def keep_safe(
    crisis: Crisis,
    given: Kept,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Step:
    """Enter a step, or a call; in any order, none waits for another."""
    check_may_act(by, crisis)
    who, words = clean_line(given.who), clean_text(given.words)
    rules.check_step(given.step, who, given.outcome, words)
    with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
        made: Step = Step.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, step=given.step,
            outcome=given.outcome if given.step == "call" else "", who=who or None, words=words or None,
        )  # fmt: skip
        record("crisis.step_taken", step=given.step)
    return made


def note_heard(crisis: Crisis, *, by: Viewer) -> None:
    """What somebody added was read by who works on it."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user) as (_row, record):
        record("crisis.heard")
