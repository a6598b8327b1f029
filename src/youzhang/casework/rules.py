"""What stands in the way of acts in a case. Pure: decides on what it is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.casework.codes import CRISIS_LEVEL, NOT_YET, RUNNING
from youzhang.casework.models import Case, Note, Session
from youzhang.kit.refused import Refused, Stale
from youzhang.kit.text import clean_text
from youzhang.web.wording import short_day


def check_owners(caseworker: UUID, backup: UUID, carries: set[UUID], barred: set[UUID]) -> None:
    """A case has a caseworker and another as backup, both fit to carry it and without a conflict (welfare:2.2b)."""
    if caseworker == backup:
        why = _("Caseworker and backup are two people.")
        raise Refused("welfare:2.2b", why, _("Choose another backup."), "backup")
    for user, field in ((caseworker, "caseworker"), (backup, "backup")):
        check_may_carry(user, field, carries, barred)


def check_may_carry(user: UUID, field: str, carries: set[UUID], barred: set[UUID]) -> None:
    """Counsellors, support workers and case workers carry cases; never of somebody they are barred from."""
    if user in barred:
        why = _("A conflict of interest bars this colleague from this person.")
        raise Refused("rule:barred", why, _("Choose somebody else."), field)
    if user not in carries:
        why = _("This colleague does not carry cases at the centre today.")
        raise Refused("welfare:2.2b", why, _("Choose a counsellor, support worker or case worker."), field)


def check_running(case: Case) -> None:
    """Nothing is added to a closed case."""
    if case.state not in RUNNING:
        raise Refused("rule:case_closed", _("This case is closed."), _("Open a new one if it goes on."))


def check_no_running_case(running: bool) -> None:
    """One person has one running case; a second would split what is known."""
    if running:
        why = _("There is a running case of this person.")
        raise Refused("rule:one_case", why, _("Ask its caseworker, or the head of the service."), "person")


def check_another(to: UUID, caseworker: UUID) -> None:
    """A case is handed on to somebody else."""
    if to == caseworker:
        why = _("This colleague carries the case already.")
        raise Refused("rule:handover", why, _("Choose somebody else."), "to")


def check_supervisor(supervisor: UUID, caseworker: UUID, backup: UUID, barred: set[UUID]) -> None:
    """Whoever supervises a case does not carry it, and has no conflict of interest."""
    if supervisor in {caseworker, backup}:
        why = _("The supervisor is neither caseworker nor backup.")
        raise Refused("rule:supervisor", why, _("Choose somebody else."), "supervisor")
    if supervisor in barred:
        why = _("A conflict of interest bars this colleague from this person.")
        raise Refused("rule:barred", why, _("Choose somebody else."), "supervisor")


def check_supervises(case: Case, mine: Set[UUID]) -> None:
    """Documents are commented by who supervises the case, and by nobody else who supervises (psych:10)."""
    if case.supervisor_id not in mine:
        why = _("Only the supervisor of this case comments.")
        raise Refused("psych:10", why, _("Ask who supervises the case."))


def check_reads_comments(case: Case, mine: Set[UUID]) -> None:
    """Comments are for the caseworker: that others saw them meets nothing."""
    if case.caseworker_id not in mine:
        why = _("The comments are for the caseworker of this case.")
        raise Refused("psych:10", why, _("They note them as read."))


def check_not_before(starts_on: date, opened_on: date) -> None:
    """A session belongs to the case; the talk that led to it may have been the day before."""
    if starts_on < opened_on - timedelta(days=1):
        why = _("The case was opened only on %(day)s.") % {"day": short_day(opened_on)}
        raise Refused("rule:before_the_case", why, _("Choose that day or a later one."), "day")


def check_free(busy: bool) -> None:
    """Nobody sits in two sessions at once."""
    if busy:
        why = _("The caseworker has another session at this time.")
        raise Refused("rule:double_booking", why, _("Choose another time."), "starts_at")


def check_movable(session: Session, now: datetime) -> None:
    """A session is moved before it begins."""
    check_booked(session)
    if session.starts_at <= now:
        why = _("This session has begun already.")
        raise Refused("rule:begun", why, _("Say what became of it, and book another."))


def check_ahead(to: datetime, now: datetime) -> None:
    """A session is moved to a time ahead."""
    if to <= now:
        raise Refused("rule:past", _("This time has passed already."), _("Choose a later time."), "starts")


def check_cancel_told(cause: str, told: str) -> None:
    """Whoever did not call it off themselves is told; that it waits is an answer, silence is none."""
    if cause != "client" and not told:
        why = _("The client still counts on this session.")
        raise Refused(
            "psych:13", why, _("Say how they were told, or that they are still to be told."), "told"
        )


def check_to_tell(session: Session) -> None:
    """Only once, and only where nobody was told yet."""
    if session.state != "cancelled" or session.told != NOT_YET:
        why = _("Nobody is left to be told of this.")
        raise Stale("rule:stale", why, _("Look at it again."))


def check_guardian(kept_out: bool, may_know: bool) -> None:
    """A guardian under suspicion learns nothing; of a grown client only what the client lets them know (psych:41)."""
    if kept_out:
        why = _("The guardian is kept out of this case.")
        raise Refused("psych:4", why, _("Tell the client, or the person to call instead."), "told")
    if not may_know:
        why = _("The client is of age, and the guardian learns only what they allow.")
        raise Refused("psych:41", why, _("Tell the client."), "told")


def check_told(told: str, reachable: bool) -> None:
    """A message goes to somebody whom it reaches."""
    if told == "message" and not reachable:
        why = _("No message reaches them.")
        raise Refused("rule:unreachable", why, _("Call, and note whom you told."), "told")


def check_who_agrees(code: str, guarded: bool, kept_out: bool) -> None:
    """For a child the guardian agrees, unless they are kept out; a grown client agrees themselves (psych:41)."""
    if code == "guardian" and kept_out:
        why = _("The guardian is kept out of this case.")
        raise Refused("psych:4", why, _("Ask the client; in danger to life nobody has to be asked."), "code")
    if code == "guardian" and not guarded:
        why = _("The client is of age and agrees themselves.")
        raise Refused("psych:41", why, _("Ask the client; in danger to life nobody has to be asked."), "code")
    if code == "client" and guarded and not kept_out:
        why = _("For this person the guardian agrees.")
        raise Refused(
            "psych:41", why, _("Ask the guardian; in danger to life nobody has to be asked."), "code"
        )


def check_booked(session: Session) -> None:
    """Only a session that is still ahead of its outcome gets one."""
    if session.state != "booked":
        why = _("What became of this session is noted already.")
        raise Stale("rule:stale", why, _("Look at it again."))


def check_begun(session: Session, now: datetime) -> None:
    """Nobody can say today how tomorrow's session went."""
    if session.starts_at > now:
        why = _("This session has not begun yet.")
        raise Refused("rule:future", why, _("Note it once it has been held, or cancel it."))


def check_not_ahead(at: datetime | None, now: datetime) -> None:
    """What happened lies not in the future."""
    if at and at > now:
        why = _("This session has not begun yet.")
        raise Refused("rule:future", why, _("Note it once it has been held, or cancel it."))


def check_notable(session: Session, now: datetime) -> None:
    """A note is written once, about a session that has begun and took place."""
    check_begun(session, now)
    if hasattr(session, "note") or session.state not in {"booked", "held"}:
        why = _("What became of this session is noted already.")
        raise Stale("rule:stale", why, _("Look at it again."))


def check_written(content: Mapping[str, str]) -> None:
    """A note says something."""
    if not any(clean_text(text) for text in content.values()):
        raise Refused("rule:empty_note", _("Nothing is written yet."), _("Write at least one heading."))


def is_danger(level: int, before: int) -> bool:
    """Whether a level asks for a crisis, and the one noted before did not yet."""
    return level >= CRISIS_LEVEL and level > before


def check_danger_answered(
    shows: str, declined: str, words: str, *, running: bool, planned: bool = True
) -> None:
    """A high level opens a crisis, or it is said why not; never neither. `planned`: a safety plan is on record."""
    if running or shows:
        return
    if declined and not planned:
        why = _("No safety plan of this person is on record: at this level a crisis is opened.")
        raise Refused("psych:14b", why, _("Choose what shows; whoever is on duty is called."), "danger")
    if not declined:
        why = _("At this level somebody is in danger: a crisis is opened, or it is said why not.")
        raise Refused("psych:14b", why, _("Choose what shows, or say why no crisis is opened."), "danger")
    if not clean_text(words):
        why = _("Say why no crisis is opened.")
        raise Refused("psych:14b", why, _("A sentence is enough."), "no_crisis")


def check_keeps_level(before: int, level: int) -> None:
    """What was judged high is not taken back by its author alone (psych:3)."""
    if before >= CRISIS_LEVEL and level < before:
        why = _("You judged the risk as high: nobody takes that back alone.")
        way_on = _("Add to the note what you see now; in the crisis a second person agrees to a lower level.")
        raise Refused("psych:3", why, way_on, "level")


def check_may_change(note: Note, by: UUID, at: datetime) -> None:
    """A note is mended by its author within 24 hours; after that it stands."""
    if note.by_id != by:
        why = _("Only its author changes a note.")
        raise Refused("rule:author", why, _("Add to it instead."))
    if at >= note.open_until:
        why = _("This note is older than 24 hours and stands as it is.")
        raise Refused("rule:note_stands", why, _("Add to it instead."))


def check_plan(goals: Sequence[tuple[str, str]], review_on: date, today: date) -> None:
    """A plan has a goal, each goal a measure, and a day on which it is looked at again."""
    if not goals:
        raise Refused("rule:plan", _("A plan has at least one goal."), _("Write the first."), "goal_1")
    for place, (text, measure) in enumerate(goals, 1):
        if not (text and measure):
            why = _("Each goal says how one will see that it is reached.")
            raise Refused("rule:plan", why, _("Fill in both."), f"{'measure' if text else 'goal'}_{place}")
    check_review_day(review_on, today)


def check_review_day(review_on: date, today: date) -> None:
    """A review lies ahead."""
    if review_on <= today:
        why = _("The next review lies ahead.")
        raise Refused("rule:plan", why, _("Choose a later day."), "review_on")


def check_of_age(case: Case, today: date) -> None:
    """Until the client is of age the guardian signs (psych:41)."""
    if case.adult_on is None or case.adult_on > today:
        why = _("The client is not of age yet.")
        raise Refused("psych:41", why, _("Until then the guardian signs."))


def check_kept_out(*, kept_out: bool) -> None:
    """Only who was kept out is let in again."""
    if not kept_out:
        raise Stale("rule:stale", _("The guardian is let in already."), _("Load the page again."))
