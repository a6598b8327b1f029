"""Close a crisis when all that the regulation asks is there, and look back on it (psych:14b, psych:15.3b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import who_rules
from youzhang.crisis.actions.alarm import stop_calling
from youzhang.crisis.actions.guardians import reopen
from youzhang.crisis.actions.locking import changing, check_may_act, counting, may_be_asked
from youzhang.crisis.course import Course, found_suicidal
from youzhang.crisis.ending import check_end
from youzhang.crisis.models import Crisis, LookBack
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import close_matter
from youzhang.ledger.policy import check_may, roles_for
from youzhang.ledger.writing import Record
from youzhang.rulebook.views import FactView


def close_crisis(
    crisis: Crisis, outcome: str, words: str, *, by: Viewer, at: datetime | None = None
) -> Crisis:
    """A head closes it, never whoever opened it, and never over somebody in danger."""
    check_may(by, "crisis.close", crisis.matter.centre_id)
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, at=at) as (row, record):
        reopen(row, record)
        facts = record.views_of(row.matter)
        with counting(row, "crisis.closed"):
            check_end(outcome, course_of(row, facts, by.user.pk))
        end(row, outcome, words, facts, record, by=by.user)
    return row


def end(
    row: Crisis, outcome: str, words: str, facts: Sequence[FactView], record: Record, *, by: User
) -> None:
    """Close it, so that nobody is called any more."""
    record("crisis.closed", **closing(row, outcome, facts))
    row.closed_at, row.closed_by, row.outcome = record.at, by, outcome
    row.closing_words = clean_text(words) or None
    stop_calling(row)
    close_matter(row.matter, record.at)


def course_of(row: Crisis, facts: Sequence[FactView], by: UUID | None) -> Course:
    """How it went so far, and who here could close it."""

    def closers() -> list[tuple[UUID, str]]:
        return [(one.pk, one.name) for one in may_be_asked(row, roles_for("crisis.close") & who_rules.LEADS)]

    ways = frozenset({"phone"} if row.phone else ())
    return Course(row.level, row.path, row.is_known, facts, by, closers, ways)


def closing(row: Crisis, outcome: str, facts: Sequence[FactView]) -> dict[str, Any]:
    """What is recorded of a crisis that closes, for the gates before it too. An alarm of suicide in which no
    assessment ever found any is no case of suicide; once it was found, both are told, whatever is found later."""
    return {
        "outcome": outcome,
        "suicide": row.suicide and (outcome != "unfounded" or found_suicidal(facts)),
        "minor": row.minor,
        "harm": row.harm,
        "suspected": row.suspected,
    }


def look_back(crisis: Crisis, words: Mapping[str, str], *, by: Viewer) -> LookBack:
    """What went well, what did not, what will change."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, closed=True) as (row, record):
        texts = {name: clean_text(words.get(name, "")) or None for name in ("well", "badly", "change")}
        made: LookBack = LookBack.unscoped.create(
            crisis=row, matter=row.matter, at=record.at, by=by.user, **texts
        )
        record("crisis.reviewed")
    return made
