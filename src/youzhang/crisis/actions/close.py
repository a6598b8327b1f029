"""Close a crisis when all that the regulation asks is there, and look back on it (psych:14b, psych:15.3b)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.actions.alarm import stop_calling
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.models import Crisis, LookBack
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import close_matter
from youzhang.ledger.policy import check_may


def close_crisis(
    crisis: Crisis, outcome: str, words: str, *, by: User, viewer: Viewer, at: datetime | None = None
) -> Crisis:
    """A head closes it, never whoever opened it. What the text asks for an unfounded alarm is an assessment only."""
    check_may(viewer, "crisis.close", crisis.matter.centre_id)
    with changing(crisis, by=by, at=at) as (row, record):
        record("crisis.closed", **closing(row, outcome))
        row.closed_at, row.closed_by, row.outcome = record.at, by, outcome
        row.closing_words = clean_text(words) or None
        stop_calling(row)
        close_matter(row.matter, record.at)
    return row


def closing(row: Crisis, outcome: str) -> dict[str, Any]:
    """What is recorded of a crisis that closes, for the gates before it too."""
    return {
        "outcome": outcome,
        "suicide": row.suicide and outcome != "unfounded",
        "minor": row.minor,
        "harm": row.harm,
        "suspected": row.suspected,
    }


def look_back(crisis: Crisis, words: Mapping[str, str], *, by: User, viewer: Viewer) -> LookBack:
    """What went well, what did not, what will change."""
    check_may_act(viewer, crisis)
    with changing(crisis, by=by, closed=True) as (row, record):
        texts = {name: clean_text(words.get(name, "")) or None for name in ("well", "badly", "change")}
        made: LookBack = LookBack.unscoped.create(crisis=row, matter=row.matter, at=record.at, by=by, **texts)
        record("crisis.reviewed")
    return made
