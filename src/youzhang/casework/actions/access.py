"""Reading a case that is not one's own: asked for, approved by somebody else, for 72 hours at most."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from youzhang.accounts.models import Bar, Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.locking import PARTS, changing, check_carries, let_into_file, stale
from youzhang.casework.actions.start import comes_of_age
from youzhang.casework.codes import LONGEST_ACCESS, RUNNING
from youzhang.casework.guardians import guardian_out
from youzhang.casework.models import Case, CaseFile, FileAccess
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import add_party, close_matter, let_in, opening
from youzhang.ledger.models import Fact, MatterParty
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import one_act


def ask_access(
    centre: Centre, number: str, reason: str, words: str, *, by: Viewer, at: datetime | None = None
) -> FileAccess | None:
    """Ask to read a case by its number. None where there is none for this person: the answer looks the same."""
    if not clean_text(words):
        raise Refused("rule:words", _("Nothing is written yet."), _("Say it in a few words."), "words")
    typed = clean_line(number).upper()
    case = Case.unscoped.select_related(*PARTS).filter(matter__centre=centre, matter__number=typed).first()
    if case is None or Bar.objects.filter(user=by.user, subject=case.person.subject_id).exists():
        return None
    with one_act():
        Case.unscoped.select_for_update().get(pk=case.pk)  # sent twice at once: one request
        found = FileAccess.unscoped.filter(case=case, asked_by=by.user, state="asked")
        waiting: FileAccess | None = found.select_related("matter__key").first()
        return waiting or _ask(case, reason, words, by.user, at)


def _ask(case: Case, reason: str, words: str, by: User, at: datetime | None) -> FileAccess:
    """Whoever asks sees nothing of it before it is granted: not even that there is such a case."""
    with opening("file-access", centre=case.matter.centre, by=by, at=at) as (matter, record):
        for party in MatterParty.objects.select_related("subject").filter(matter=case.file.matter_id):
            add_party(matter, party.subject, party.part)
        asked: FileAccess = FileAccess.unscoped.create(
            case=case, matter=matter, asked_by=by, reason=reason, words=clean_text(words), asked_at=record.at
        )
        record("casework.access_asked", request=asked.pk)
    return asked


def grant_access(asked: FileAccess, hours: int, *, by: Viewer, at: datetime | None = None) -> FileAccess:
    """Let a colleague read, for so many hours; never oneself, never beyond 72."""
    check_may(by, "casework.approve", asked.matter.centre_id)
    if not 1 <= hours <= LONGEST_ACCESS:
        why = _("Access is given for 72 hours at most.")
        raise Refused("rule:minors_files", why, _("Ask again when it is over."), "hours")
    if asked.asked_by_id == by.user.pk:
        why = _("Nobody approves their own request.")
        raise Refused("rule:minors_files", why, _("Let somebody else decide."))
    with changing(asked.case, asked.matter, by=by.user, at=at) as (row, record):
        kept = _waiting(asked, row)
        kept.state, kept.decided_by, kept.decided_at = "granted", by.user, record.at
        kept.ends_at = record.at + timedelta(hours=hours)
        kept.save()
        let_into_file(row, kept.asked_by_id, "approved", kept.ends_at)
        let_in(kept.matter, kept.asked_by_id, "asked")
        record("casework.access_granted", on=kept.matter, request=kept.pk, hours=hours)
        close_matter(kept.matter, record.at)
        # On the case too: whoever carries it knows who reads.
        record("casework.access_granted", request=kept.pk, hours=hours)
    return kept


def refuse_access(asked: FileAccess, *, by: Viewer, at: datetime | None = None) -> FileAccess:
    """Say no."""
    check_may(by, "casework.approve", asked.matter.centre_id)
    with changing(asked.case, asked.matter, by=by.user, at=at) as (row, record):
        kept = _waiting(asked, row)
        kept.state, kept.decided_by, kept.decided_at = "refused", by.user, record.at
        kept.save()
        record("casework.access_refused", on=kept.matter, request=kept.pk)
        close_matter(kept.matter, record.at)
    return kept


def note_birthdays() -> int:
    """Whoever turned 18 in a running case: from now on they decide themselves (psych:41)."""
    _mend_days()
    grown = Case.unscoped.filter(adult_on__lte=clock.today(), state__in=RUNNING).select_related(*PARTS)
    due = grown.exclude(matter__facts__kind="casework.came_of_age")
    for case in due:
        with changing(case, by=None) as (_row, record):
            record("casework.came_of_age")
    return len(due)


def _mend_days() -> None:
    """Where a birth date was corrected after the case was opened, its client comes of age on another day."""
    corrected = Fact.unscoped.filter(matter=OuterRef("person__matter"), kind="clients.corrected")
    later = Case.unscoped.filter(Exists(corrected), state__in=RUNNING)
    for case in later.select_related("person__subject__key"):
        day = comes_of_age(case.person.born) if case.person.born else None
        day = day if day and day > clock.day_of(case.opened_at) else None
        if day != case.adult_on:
            Case.unscoped.filter(pk=case.pk).update(adult_on=day)


def agree_anew(case: Case, *, guardian_may_know: bool, by: Viewer, at: datetime | None = None) -> Case:
    """A client who came of age agrees to the service themselves, and says what the guardian may learn."""
    check_carries(by, case)
    with changing(case, by=by.user, at=at) as (row, record):
        rules.check_of_age(row, clock.day_of(record.at))
        check_may_learn(row, guardian_may_know)
        CaseFile.unscoped.filter(case=row).update(guardian_may_know=guardian_may_know)
        record("casework.agreed_anew", guardian=guardian_may_know)
    return row


def check_may_learn(case: Case, learns: bool) -> None:
    """Nobody is let know who is kept out, or who is not there."""
    if learns and (case.file.guardian is None or guardian_out(case)):
        why = _("There is no guardian here who may learn anything.")
        raise Refused("psych:4", why, _("Agree with the client alone."), "guardian")


def _waiting(asked: FileAccess, row: Case) -> FileAccess:
    kept: FileAccess | None = (
        FileAccess.unscoped.select_related("matter__key").filter(pk=asked.pk, state="asked").first()
    )
    if kept is None:
        raise stale(row)
    return kept
