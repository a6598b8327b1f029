"""A supervisor comments the review of a crisis, and whoever led it reads the comment (psych:10)."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import rules
from youzhang.crisis.actions.locking import changing, check_may_act, may_be_asked
from youzhang.crisis.models import Crisis, LookBack, ReviewComment
from youzhang.crisis.sight import SUPERVISOR, reasons_for
from youzhang.kit import clock
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import let_in
from youzhang.notices.colleagues import link, tell_colleague


def supervisors_for(crisis: Crisis) -> list[User]:
    """Who can comment: supervisors of the centre whom nothing bars, and who had no hand in it."""
    hands = _hands_in(crisis)
    return [one for one in may_be_asked(crisis, {SUPERVISOR}) if one.pk not in hands]


def ask_supervisor(crisis: Crisis, supervisor: User, *, by: Viewer) -> Crisis:
    """From now on they read the whole record; they comment the review, and do nothing else."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, closed=True) as (row, record):
        rules.check_looked_back(is_looked_back(row))
        rules.check_supervisor(supervisor.pk, {one.pk for one in supervisors_for(row)})
        let_in(row.matter, supervisor, SUPERVISOR)
        record("crisis.supervisor_asked", to=supervisor.pk)
        _tell(row, supervisor)
    return row


def comment_review(review: LookBack, text: str, *, by: Viewer) -> ReviewComment:
    """Whoever reads the record reads the comment beside the review."""
    rules.check_supervises(SUPERVISOR in reasons_for(by, review.crisis))
    rules.check_written(clean_text(text))
    with changing(review.crisis, by=by.user, closed=True) as (row, record):
        made: ReviewComment = ReviewComment.unscoped.create(
            crisis=row, matter=row.matter, look_back=review, text=clean_text(text), at=record.at, by=by.user
        )
        record("crisis.commented", comment=made.pk)
    return made


def note_comment_read(comment: ReviewComment, *, by: Viewer) -> ReviewComment:
    """Whoever led the crisis, or wrote the review, has read it."""
    people = by.people(comment.matter.centre_id)
    with changing(comment.crisis, by=by.user, closed=True) as (row, record):
        kept: ReviewComment = ReviewComment.unscoped.select_related("matter__key", "look_back").get(
            pk=comment.pk
        )
        rules.check_reads_comments({row.lead_id, kept.look_back.by_id}, people)
        if kept.read_at is None:
            kept.read_at = record.at
            kept.save(update_fields=["read_at"])
            record("crisis.comment_read", comment=kept.pk)
    return kept


def is_looked_back(crisis: Crisis) -> bool:
    """Whether there is a review to comment."""
    found: bool = LookBack.unscoped.filter(crisis=crisis).exists()
    return found


def _hands_in(crisis: Crisis) -> set[UUID | None]:
    reviewed = LookBack.unscoped.filter(crisis=crisis).values_list("by", flat=True)
    return {crisis.lead_id, crisis.opened_by_id, crisis.closed_by_id, *reviewed}


def _tell(crisis: Crisis, supervisor: User) -> None:
    page = link(reverse("crisis:crisis", args=[crisis.matter_id]))
    tell_colleague(
        supervisor, about=crisis.matter_id, key=crisis.matter.key, centre=crisis.matter.centre,
        kind="crisis.review_asked", subject=_("Your comment is asked for"),
        body=_("A review waits for your comment. Open this page: %(page)s") % {"page": page},
        due_at=clock.now(), dedupe=f"crisis.review_asked:{crisis.pk}",
    )  # fmt: skip
