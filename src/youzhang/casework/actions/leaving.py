"""Leave: whoever wants to go is free to go; what the centre owes then is done step by step (psych:35 to psych:37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from youzhang.accounts.models import RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import leaving_rules, rules
from youzhang.casework.actions.appointments import guardian_may_know
from youzhang.casework.actions.danger import Danger, answer_danger, open_crisis_of
from youzhang.casework.actions.locking import changing, check_carries, stale
from youzhang.casework.actions.referrals import check_receivers_told
from youzhang.casework.codes import OWN_WAYS
from youzhang.casework.guardians import guardian_out
from youzhang.casework.leaving_steps import STEPS
from youzhang.casework.models import Case, Leaving, LeavingStep, Session
from youzhang.clients.rules import is_minor
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text
from youzhang.ledger.matters import close_matter, let_in
from youzhang.ledger.models import Fact
from youzhang.ledger.policy import check_may
from youzhang.ledger.writing import Record
from youzhang.web.wording import short_moment


@dataclass(frozen=True)
class Taken:
    """A step as it was taken: the code it asks for, and the words."""

    code: str = ""
    text: str = ""
    thoughts: str = ""


def wish_to_leave(
    case: Case,
    way: str,
    words: str,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> Leaving:
    """The client wants to go: noted and passed on, never refused (psych:35.0)."""
    check_carries(by, case)
    with changing(case, by=by.user, at=at, late_reason=late_reason) as (row, record):
        if way not in OWN_WAYS:
            raise ValueError(f"{way!r} is no wish of a client")
        leaving = _begin(row, way, words or str(OWN_WAYS[way]), by.user, record)
        record("casework.leave_wished", way=way)
        if way == "wish":
            _let_heads_in(row)
    return leaving


def propose_exit(
    case: Case,
    ground: str,
    words: str,
    *,
    ends_on: date | None = None,
    by: Viewer,
    at: datetime | None = None,
) -> Leaving:
    """The institution asks the client to leave, on one of the three grounds (psych:36)."""
    check_carries(by, case)
    leaving_rules.check_exit_date(ground, ends_on, clock.today())
    with changing(case, by=by.user, at=at) as (row, record):
        leaving_rules.check_words(words)
        leaving = _begin(row, ground, words, by.user, record)
        leaving.ends_on = ends_on
        leaving.save(update_fields=["ends_on"])
        minor = is_minor(row.person, clock.day_of(record.at))
        record("casework.exit_proposed", ground=ground, minor=minor, ends_on=ends_on)
    return leaving


def take_step(
    leaving: Leaving,
    name: str,
    given: Taken,
    *,
    by: Viewer,
    at: datetime | None = None,
    late_reason: str = "",
) -> LeavingStep:
    """Take one step of an exit. What each step asks for stands in `leaving_steps`."""
    step = STEPS[name]
    if step.act:
        check_may(by, step.act, leaving.case.matter.centre_id)
    else:
        check_carries(by, leaving.case)
    with changing(leaving.case, by=by.user, at=at, late_reason=late_reason) as (row, record):
        kept = still_open(leaving, row)
        check_contact(row, name, given.code)
        leaving_rules.check_step(name, kept, given.code, clean_text(given.text))
        taken = keep_step(kept, name, given, by.user, record)
        data: dict[str, Any] = {step.asks: given.code} if step.asks else {}
        if name == "interview":
            told = Danger(thoughts=given.thoughts)
            answer_danger(row, 0, told, record, by=by, about=row.file.matter, route="venue")
            data["thoughts"] = given.thoughts or None
        record(step.fact, **data)
        if name == "contest":
            kept.contested = True
            kept.save(update_fields=["contested"])
    return taken


def check_contact(case: Case, name: str, code: str) -> None:
    """Who is told or asked at a step, of the client and the guardian."""
    kept_out, today = guardian_out(case), clock.today()
    leaving_rules.check_guardian_may_know(name, code, kept_out, guardian_may_know(case, today))
    leaving_rules.check_asked(name, code, is_minor(case.person, today) and not kept_out)


def decide_exit(
    leaving: Leaving, *, ends: bool, reason: str, by: Viewer, at: datetime | None = None
) -> Leaving:
    """Decide whether the client has to leave; the reasons are told afterwards (psych:37.4c)."""
    check_carries(by, leaving.case)
    with changing(leaving.case, by=by.user, at=at) as (row, record):
        kept = still_open(leaving, row)
        leaving_rules.check_asked_to_go(kept)
        leaving_rules.check_words(reason)
        record("casework.exit_decided", ground=kept.way, ends=ends)
        keep_step(kept, "decide", Taken("ends" if ends else "stays", reason), by.user, record)
    return kept


def set_end_date(leaving: Leaving, on: date, *, by: Viewer, at: datetime | None = None) -> Leaving:
    """Fix the day on which the service ends; when it is contested only after a second conference (psych:37.3b)."""
    check_carries(by, leaving.case)
    with changing(leaving.case, by=by.user, at=at) as (row, record):
        kept = still_open(leaving, row)
        leaving_rules.check_asked_to_go(kept)
        if on < clock.day_of(record.at):
            raise Refused("rule:past", _("This day has passed already"), _("Choose a later day."), "on")
        kept.ends_on, row.ends_on = on, on
        kept.save(update_fields=["ends_on"])
        record("casework.end_date_set", ends_on=on, contested=kept.contested)
    return kept


def stay(leaving: Leaving, *, by: Viewer, at: datetime | None = None) -> Leaving:
    """The client stays after all: nothing of the exit is owed any more."""
    check_carries(by, leaving.case)
    with changing(leaving.case, by=by.user, at=at) as (row, record):
        kept = still_open(leaving, row)
        kept.state, row.state = "stays", "open"
        kept.save(update_fields=["state"])
        record("casework.stayed")
    return kept


def close_case(case: Case, *, by: Viewer, at: datetime | None = None, late_reason: str = "") -> Case:
    """Close a case once its exit is whole; never while a crisis of this person is open (psych:3)."""
    check_carries(by, case)
    with changing(case, by=by.user, at=at, late_reason=late_reason) as (row, record):
        leaving = check_closable(row, running_exit(row), clock.day_of(record.at))
        record("casework.closed", **closing(leaving, row, clock.day_of(record.at)))
        leaving.state, row.state = "done", "closed"
        leaving.save(update_fields=["state"])
        for matter in (row.matter, row.file.matter):
            close_matter(matter, record.at)
    return row


def check_closable(row: Case, leaving: Leaving | None, day: date) -> Leaving:
    """The exit at whose end the case closes on this day: nothing else of it is open."""
    rules.check_running(row)
    noticed_on = _noticed_on(row) if leaving and leaving.way == "expired" else None
    leaving_rules.check_may_close(leaving, open_crisis_of(row) is not None, day, noticed_on)
    assert leaving is not None
    _check_no_session_ahead(row)
    check_receivers_told(row)
    return leaving


def closing(leaving: Leaving, row: Case, day: date) -> dict[str, Any]:
    """What is recorded of a case that closes, for the gates before it too."""
    return {"way": leaving.way, "minor": is_minor(row.person, day), "contested": leaving.contested}


def running_exit(case: Case) -> Leaving | None:
    """The exit of a case that is under way."""
    found = Leaving.unscoped.filter(case=case, state="open").select_related(
        "matter__key", "case__matter__centre"
    )
    leaving: Leaving | None = found.first()
    return leaving


def _begin(row: Case, way: str, words: str, by: User, record: Record) -> Leaving:
    if under_way := check_may_begin(row, way):
        under_way.state = "freely"
        under_way.save(update_fields=["state"])
        record("casework.exit_replaced")
    row.state = "leaving"
    leaving: Leaving = Leaving.unscoped.create(
        case=row,
        matter=row.file.matter,
        way=way,
        words=clean_text(words),
        started_at=record.at,
        started_by=by,
    )
    return leaving


def check_may_begin(row: Case, way: str) -> Leaving | None:
    """Whoever wants to go is free to, also while the institution asks them to (psych:35.0); else one exit at a time.

    Answers the exit that gives way.
    """
    rules.check_running(row)
    under_way = running_exit(row)
    if under_way and (way not in OWN_WAYS or under_way.way in OWN_WAYS):
        raise stale(row)
    return under_way


def still_open(leaving: Leaving, row: Case) -> Leaving:
    """The exit under the lock, while it is under way."""
    kept: Leaving | None = (
        Leaving.unscoped.select_related("matter__key").filter(pk=leaving.pk, state="open").first()
    )
    if kept is None:
        raise stale(row)
    return kept


def keep_step(kept: Leaving, name: str, given: Taken, by: User, record: Record, **more: Any) -> LeavingStep:
    """What was said or written at a step."""
    taken: LeavingStep = LeavingStep.unscoped.create(
        leaving=kept, matter=kept.matter, step=name, code=given.code, text=clean_text(given.text) or None,
        by=by, at=record.at, **more,
    )  # fmt: skip
    return taken


def _let_heads_in(row: Case) -> None:
    """The head of the service acknowledges the wish: they see the frame of the case, a minor's too."""
    held = RoleHolding.objects.filter(
        RoleHolding.on(clock.today()), centre=row.matter.centre_id, role="service_head"
    )
    for user in held.values_list("user", flat=True):
        let_in(row.matter, user, "leave")


def _noticed_on(row: Case) -> date | None:
    """The day on which the client was told that the service ends."""
    told = Fact.unscoped.filter(matter=row.matter_id, kind="casework.end_notice_given", void=False)
    first = told.order_by("at").values_list("at", flat=True).first()
    return clock.day_of(first) if first else None


def _check_no_session_ahead(row: Case) -> None:
    """What was still planned is held or cancelled first, so that its room is free again."""
    ahead = Session.unscoped.filter(case=row, state="booked").order_by("starts_at").first()
    if ahead:
        why = _("The session of %(when)s has no outcome yet.") % {"when": short_moment(ahead.starts_at)}
        raise Refused("rule:session_ahead", why, _("Say what became of it, or cancel it."))
