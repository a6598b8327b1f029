"""Reading a case that is not one's own: asked for, approved by somebody else, for 72 hours at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar, Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework.actions.locking import PARTS, changing, check_carries, let_into_file, stale
from youzhang.casework.codes import LONGEST_ACCESS, RUNNING
from youzhang.casework.models import Case, CaseFile, FileAccess
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Grant
from youzhang.ledger.policy import check_may, roles_for


def ask_access(
    centre: Centre, number: str, reason: str, words: str, *, by: User, at: datetime | None = None
) -> FileAccess | None:
    """Ask to read a case by its number. None where there is none for this person: the answer looks the same."""
    if not clean_text(words):
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "words")
    typed = clean_line(number).upper()
    case = Case.unscoped.select_related(*PARTS).filter(matter__centre=centre, matter__number=typed).first()
    if case is None or Bar.objects.filter(user=by, subject=case.person.subject_id).exists():
        return None
    with changing(case, by=by, at=at) as (row, record):
        asked: FileAccess | None = FileAccess.unscoped.filter(case=row, asked_by=by, state="asked").first()
        if asked is None:
            asked = FileAccess.unscoped.create(
                case=row,
                matter=row.matter,
                asked_by=by,
                reason=reason,
                words=clean_text(words),
                asked_at=record.at,
            )
            _let_approvers_in(row)
            record("casework.access_asked", request=asked.pk)
    return asked


def grant_access(
    asked: FileAccess, hours: int, *, by: User, viewer: Viewer, at: datetime | None = None
) -> FileAccess:
    """Let a colleague read, for so many hours; never oneself, never beyond 72."""
    check_may(viewer, "casework.approve", asked.matter.centre_id)
    if not 1 <= hours <= LONGEST_ACCESS:
        why = _("Access is given for 72 hours at most.")
        raise Refused("rule:minors_files", why, _("Ask again when it is over."), "hours")
    if asked.asked_by_id == by.pk:
        why = _("Nobody approves their own request.")
        raise Refused("rule:minors_files", why, _("Let somebody else decide."))
    with changing(asked.case, by=by, at=at) as (row, record):
        kept = _waiting(asked, row)
        kept.state, kept.decided_by, kept.decided_at = "granted", by, record.at
        kept.ends_at = record.at + timedelta(hours=hours)
        kept.save()
        let_into_file(row, kept.asked_by_id, "approved", kept.ends_at)
        record("casework.access_granted", request=kept.pk, hours=hours)
    return kept


def refuse_access(asked: FileAccess, *, by: User, viewer: Viewer, at: datetime | None = None) -> FileAccess:
    """Say no."""
    check_may(viewer, "casework.approve", asked.matter.centre_id)
    with changing(asked.case, by=by, at=at) as (row, record):
        kept = _waiting(asked, row)
        kept.state, kept.decided_by, kept.decided_at = "refused", by, record.at
        kept.save()
        record("casework.access_refused", request=kept.pk)
    return kept


def note_birthdays() -> int:
    """Whoever turned 18 in a running case: from now on they decide themselves (psych:41)."""
    grown = Case.unscoped.filter(adult_on__lte=clock.today(), state__in=RUNNING).select_related(*PARTS)
    due = grown.exclude(matter__facts__kind="casework.came_of_age")
    for case in due:
        with changing(case, by=None) as (_row, record):
            record("casework.came_of_age")
    return len(due)


def agree_anew(
    case: Case, *, guardian_may_know: bool, by: User, viewer: Viewer, at: datetime | None = None
) -> Case:
    """A client who came of age agrees to the service themselves, and says what the guardian may learn."""
    check_carries(viewer, case)
    with changing(case, by=by, at=at) as (row, record):
        if row.adult_on is None or row.adult_on > clock.day_of(record.at):
            why = _("The client is not of age yet.")
            raise Refused("psych:41", why, _("Until then the guardian signs."))
        CaseFile.unscoped.filter(case=row).update(guardian_may_know=guardian_may_know)
        record("casework.agreed_anew", guardian=guardian_may_know)
    return row


def _waiting(asked: FileAccess, row: Case) -> FileAccess:
    kept: FileAccess | None = (
        FileAccess.unscoped.select_related("matter__key").filter(pk=asked.pk, state="asked").first()
    )
    if kept is None:
        raise stale(row)
    return kept


def _let_approvers_in(row: Case) -> None:
    """Those who may approve see the frame of the case, a minor's too, and what is asked of them."""
    held = RoleHolding.objects.filter(
        RoleHolding.on(clock.today()), centre=row.matter.centre_id, role__in=roles_for("casework.approve")
    )
    has = set(Grant.objects.filter(matter=row.matter, reason="access").values_list("user", flat=True))
    for user in set(held.values_list("user", flat=True)) - has:
        let_in(row.matter, user, "access")
