"""The supervisor of a case comments its documents, and the caseworker reads the comments (psych:10)."""

from __future__ import annotations

from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import changing
from youzhang.casework.models import Case, Comment, Commented, Note
from youzhang.kit.text import clean_text


def comment(document: Commented, text: str, *, by: Viewer) -> Comment:
    """Comment a note, the first interview, a plan or an exit; everybody who reads the file reads it too."""
    case = document.session.case if isinstance(document, Note) else document.case
    rules.check_written({"text": text})
    with changing(case, by=by.user) as (row, record):
        rules.check_supervises(row, by.people(row.matter.centre_id))
        made = Comment(matter=document.matter, text=clean_text(text), by=by.user, at=record.at)
        setattr(made, str(document._meta.model_name).removeprefix("case"), document)
        made.save()
        record("casework.commented", document=made.on)
    return made


def note_comments_read(case: Case, *, by: Viewer) -> Case:
    """The caseworker has read what the supervisor wrote until now."""
    with changing(case, by=by.user) as (row, record):
        rules.check_reads_comments(row, by.people(row.matter.centre_id))
        fresh = Comment.unscoped.filter(matter__parent=row.matter_id, read_at=None)
        if fresh.update(read_at=record.at):
            record("casework.comments_read")
    return row
