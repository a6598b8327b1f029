"""Write what was said and done: a note with a risk level each time, mended for a day, then only added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.danger import Danger, answer_danger
from youzhang.casework.actions.sessions import changing_session
from youzhang.casework.codes import ROUTES, THOUGHTS, WHY_NONE
from youzhang.casework.models import Addendum, Case, CaseFile, Note, ProcessNote, Session
from youzhang.kit import clock
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import close_matter


@dataclass(frozen=True)
class Written:
    """A note: its form, its texts by heading, the risk level and what follows from a high one; `minutes`: how long
    the session was."""

    style: str
    content: Mapping[str, str]
    level: int
    minutes: int = 0
    danger: Danger = field(default_factory=Danger)


def write_note(session: Session, given: Written, *, by: Viewer, late_reason: str = "") -> Note:
    """Say that a session was held, and what was said. A session that has not begun cannot be noted."""
    with changing_session(session, by=by, late_reason=late_reason) as (row, record):
        rules.check_notable(row, clock.now())
        rules.check_written(given.content)
        if row.state == "booked":
            row.state, row.minutes = "held", given.minutes or None
            record("casework.session_held", at=min(row.starts_at, record.at), minutes=given.minutes)
        answer_danger(
            row.case, given.level, given.danger, record, by=by, about=row.matter, route=ROUTES[row.way]
        )
        note: Note = Note.unscoped.create(
            session=row, matter=row.matter, style=given.style, content=_tidy(given), level=given.level, by=by.user,
            at=record.at,
        )  # fmt: skip
        record("casework.note_filed", level=given.level)
        judge(row.case, given.level, row.starts_at)
        close_matter(row.matter, record.at)
    return note


def change_note(note: Note, given: Written, *, by: Viewer) -> Note:
    """Mend a note: its author, within 24 hours."""
    with changing_session(note.session, by=by) as (row, record):
        kept: Note = Note.unscoped.select_related("matter__key").get(pk=note.pk)
        rules.check_may_change(kept, by.user.pk, record.at)
        rules.check_written(given.content)
        rules.check_keeps_level(kept.level, given.level)
        answer_danger(
            row.case, given.level, given.danger, record, by=by, about=row.matter, before=kept.level,
            route=ROUTES[row.way], told_before=kept.content.get(THOUGHTS) == "yes",
        )  # fmt: skip
        kept.earlier = [*(kept.earlier or ()), _version(kept)]
        kept.content = _tidy(given, kept.content.get(WHY_NONE, ""))
        kept.style, kept.level, kept.changed_at = given.style, given.level, record.at
        kept.save()
        record("casework.note_changed", level=given.level)
        judge(row.case, given.level, row.starts_at)
    return kept


def _version(kept: Note) -> dict[str, Any]:
    """A note as it stood until it was changed."""
    return {"at": (kept.changed_at or kept.at).isoformat(), "level": kept.level, "content": kept.content}


def add_to_note(note: Note, text: str, *, by: Viewer) -> Addendum:
    """Add to a note; what was written stands."""
    with changing_session(note.session, by=by) as (_row, record):
        rules.check_written({"text": text})
        added: Addendum = Addendum.unscoped.create(
            note=note, matter=note.matter, text=clean_text(text), by=by.user, at=record.at
        )
        record("casework.note_added")
    return added


def keep_process_note(session: Session, text: str, *, by: Viewer) -> ProcessNote | None:
    """Keep one's private note on a session; an empty one is thrown away. No part of the file: no fact."""
    with changing_session(session, by=by) as (row, _record):
        mine = (
            ProcessNote.unscoped.filter(session=row, author=by.user)
            .select_related("author__subject__key")
            .first()
        )
        if not clean_text(text):
            if mine:
                mine.delete()
            return None
        kept: ProcessNote = mine or ProcessNote(session=row, matter=row.matter, author=by.user)
        kept.text, kept.at = clean_text(text), clock.now()
        kept.save()
    return kept


def _tidy(given: Written, why_none: str = "") -> dict[str, str]:
    """The texts that say something, and why no crisis was opened, where that was said, now or before."""
    words = given.danger.words if given.danger.declined else why_none
    told = {**given.content, THOUGHTS: given.danger.thoughts, WHY_NONE: words}
    texts = {heading: clean_text(text) for heading, text in told.items()}
    return {heading: text for heading, text in texts.items() if text}


def judge(case: Case, level: int, at: datetime) -> None:
    """The file shows the level as it was last judged: what is noted or mended afterwards of an earlier day hides no
    later one."""
    if not Note.unscoped.filter(session__case=case, session__starts_at__gt=at).exists():
        CaseFile.unscoped.filter(case=case).update(level=level, level_at=at)
