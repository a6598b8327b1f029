"""What nobody decides alone: a lower level, an end of the follow-ups. One asks, a second agrees or not (psych:3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.crisis import who_rules
from youzhang.crisis.actions.follow import check_watched
from youzhang.crisis.actions.locking import changing, check_may_act
from youzhang.crisis.actions.tell import Tell, tell
from youzhang.crisis.actions.who import offered_to, outsiders_for, own_roles
from youzhang.crisis.course import found_worse
from youzhang.crisis.models import Crisis, Lowering
from youzhang.kit.text import clean_line, clean_text
from youzhang.ledger.matters import let_in
from youzhang.ledger.writing import Record, one_act
from youzhang.staff.queries import trained


@dataclass(frozen=True)
class Second:
    """Who agrees: a colleague; or, where the house has no second one, somebody from outside, and their telephone."""

    person: User | None = None
    outside: str = ""
    phone: str = ""


def ask_lowering(
    crisis: Crisis,
    level: str,
    reason: str,
    second: User | Second,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Lowering:
    """Ask a second person to agree to a lower level; until then it stays."""
    given = second if isinstance(second, Second) else Second(second)
    check_may_act(by, crisis)
    with one_act():
        with changing(crisis, by=by.user, at=at, late_reason=late_reason) as (row, record):
            who_rules.check_lower(row, level, given.person.pk if given.person else None, by.user.pk)
            asked = _ask(row, record, given, reason, by.user, what="level", level=level, before=row.level)
            if given.person:
                record("crisis.lowering_asked", level=level, to=given.person.pk)
            else:
                row.level = level
                record("crisis.level_lowered", level=level, outside=True)
        _note_talk(crisis, given, reason, by)
    return asked


def ask_end_of_watch(crisis: Crisis, reason: str, second: User, *, by: Viewer) -> Lowering:
    """Ask a second person to agree that the follow-ups end, before or after the crisis was closed (psych:15.3c)."""
    check_may_act(by, crisis)
    with changing(crisis, by=by.user, closed=True) as (row, record):
        check_watched(row)
        asked = _ask(row, record, Second(second), reason, by.user, what="watch", before=row.level)
        record("crisis.watch_end_asked", to=second.pk)
    return asked


def _ask(row: Crisis, record: Record, given: Second, reason: str, by: User, **more: str) -> Lowering:
    """The request; of somebody from outside the answer, too."""
    if given.person:
        who_rules.check_second_person(given.person.pk, by.pk)
        who_rules.check_receiver(given.person.pk, {one.pk for one in offered_to(row, by)})
        let_in(row.matter, given.person, "second")
    else:
        who_rules.check_outside(given.outside, given.phone, [one.name for one in outsiders_for(row, by)])
        more["outside"] = f"{clean_line(given.outside)} · {clean_line(given.phone)}"
    asked: Lowering = Lowering.unscoped.create(
        crisis=row, matter=row.matter, at=record.at, by=by, second=given.person, reason=clean_text(reason),
        agreed=None if given.person else True, answered_at=None if given.person else record.at, **more,
    )  # fmt: skip
    return asked


def _note_talk(crisis: Crisis, given: Second, reason: str, by: Viewer) -> None:
    """What somebody from outside was told is a disclosure like any other, and reviewed like one (psych:50)."""
    if given.person is None:
        said = Tell("other", "told", "phone", f"{given.outside} · {given.phone}", reason)
        tell(crisis, said, by=by)


def answer_lowering(lowering: Lowering, *, agree: bool, words: str = "", by: Viewer) -> Crisis:
    """The second person agrees, and the level is lowered; or not, and it stays."""
    with changing(lowering.crisis, by=by.user) as (row, record):
        now = _kept(lowering, "level")
        worse = agree and found_worse(now.level, by.user.pk, record.views_of(row.matter))
        who_rules.check_second(now, row, by.user.pk, worse=worse)
        _check_fit(row, agree, record, by.user)
        _answer(now, record, agree, words)
        if agree:
            row.level = now.level
            record("crisis.level_lowered", level=now.level)
        else:
            record("crisis.lowering_refused")
    return row


def answer_end_of_watch(asked: Lowering, *, agree: bool, words: str = "", by: Viewer) -> Crisis:
    """The second person agrees, and the follow-ups end; or not, and they go on."""
    with changing(asked.crisis, by=by.user, closed=True) as (row, record):
        now = _kept(asked, "watch")
        who_rules.check_answers(now, by.user.pk)
        _check_fit(row, agree, record, by.user)
        _answer(now, record, agree, words)
        record("crisis.watch_ended" if agree else "crisis.watch_kept")
    return row


def _check_fit(row: Crisis, agree: bool, record: Record, by: User) -> None:
    if agree:
        roles = own_roles(by.pk, row.matter.centre_id)
        who_rules.check_fit_to_agree(trained(by.pk, at=record.at), roles)


def _kept(asked: Lowering, what: str) -> Lowering:
    now: Lowering = Lowering.unscoped.select_related("matter__key").get(pk=asked.pk)
    who_rules.check_asked(now, what)
    return now


def _answer(now: Lowering, record: Record, agree: bool, words: str) -> None:
    now.agreed, now.answered_at, now.answer = agree, record.at, clean_text(words) or None
    now.save()
