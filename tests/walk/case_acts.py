"""What happens in cases: interviews and notes with danger in them, sessions nobody came to, leaving, closing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.walk.history import CaseTale
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, Member, NotNow
from youzhang.casework.actions import (
    Appointment,
    Danger,
    NewCase,
    Protection,
    Taken,
    Written,
    book_session,
    cancel_session,
    change_note,
    close_case,
    decide_exit,
    file_interview,
    lift_protection,
    miss_session,
    open_case,
    propose_exit,
    protect,
    stay,
    take_step,
    wish_to_leave,
    write_note,
)
from youzhang.casework.codes import CANCELLED_BY, GROUNDS, LET_IN, NO_CRISIS, OWN_WAYS, TOLD_OF_CANCEL
from youzhang.casework.leaving_steps import STEPS
from youzhang.casework.models import Leaving, Note, Session
from youzhang.crisis.codes import REASONS
from youzhang.kit import clock
from youzhang.kit.refused import Refused

CARRY = ("counsellor", "support_worker", "case_worker")


@act(weight=3)
def open_file(walk: Walk, draw: Draw) -> str:
    resident = draw.one(walk.house.residents)
    one, two = draw.one(walk.house.of(*CARRY)), draw.one(walk.house.of(*CARRY))
    lead = draw.one(walk.house.of("project_lead"))
    guardian = resident.guardians[-1] if resident.guardians else None
    given = NewCase(
        resident.file,
        one.user,
        two.user,
        "self",
        "睡不好",
        guardian=guardian,
        relation="mother" if guardian else "",
    )
    case = open_case(given, centre=walk.house.centre, **lead.acting)
    walk.cases.append(CaseTale(case, resident))
    return f"{lead} opens a case of {resident} with {one} and {two}"


def case_of(walk: Walk, draw: Draw) -> tuple[CaseTale, Member]:
    """A running case and one of those who carry it."""
    found = [tale for tale in walk.cases if tale.row.state != "closed"]
    tale = draw.one(found)
    row = tale.row
    carriers = [one for one in walk.house.here if one.user.pk in {row.caseworker_id, row.backup_id}]
    return tale, draw.one(carriers)


def danger_of(draw: Draw) -> tuple[int, Danger]:
    """A level, and what whoever notes it says to it: nothing, what shows, or why no crisis is opened; and whether
    thoughts of suicide were told."""
    level, thoughts = draw.choice((0, 1, 2, 3, 3, 4, 4)), draw.choice(("yes", "no", "no", "not_asked"))
    kind = draw.choice(("opened", "declined", "silent"))
    if kind == "opened":
        return level, Danger(shows=draw.code(REASONS), words="在江边", thoughts=thoughts)
    if kind == "declined":
        return level, Danger(declined=draw.code(NO_CRISIS), words="有人陪着", thoughts=thoughts)
    return level, Danger(thoughts=thoughts)


@act(weight=2)
def interview(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    level, danger = danger_of(draw)
    file_interview(tale.row, {"concern": "说活着没意思"}, level, danger=danger, **by.acting)
    _noted(walk, tale, by, "interviewed", level, danger)
    return f"{by} files the interview of {tale}: level {level} {danger.shows or danger.declined}"


def _noted(walk: Walk, tale: CaseTale, by: Member, what: str, level: int, danger: Danger) -> None:
    """Keep it, in the case and in every crisis of this person that runs."""
    walk.discover()
    walk.note(tale, what, by, level=level, declined=danger.declined, thoughts=danger.suicidal)
    for crisis in walk.open_tales():
        if crisis.resident is tale.resident:
            walk.note(crisis, "noted", by, level=str(level), thoughts=danger.suicidal)


@act(weight=3)
def book(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    starts = clock.now() + timedelta(minutes=draw.choice((-30, 0, 30, 1500)))
    book_session(tale.row, Appointment(starts), **by.acting)
    return f"{by} books a session of {tale} at {starts.astimezone(clock.CHINA):%m-%d %H:%M}"


def session_of(draw: Draw, tale: CaseTale, *states: str) -> Session:
    rows = Session.unscoped.filter(case=tale.case.pk, state__in=states).select_related("case__matter__centre")
    return draw.one(rows.select_related("matter__key", "case__matter__centre").order_by("starts_at", "pk"))


@act(weight=4)
def note(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    session = session_of(draw, tale, "booked", "held")
    level, danger = danger_of(draw)
    given = Written("free", {"text": "说不想活了"}, level, 50, danger)
    write_note(session, given, late_reason="told_later", **by.acting)
    _noted(walk, tale, by, "note", level, danger)
    return f"{by} writes a note of {tale}: level {level} {danger.shows or danger.declined}"


@act(weight=2)
def mend_note(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    rows = Note.unscoped.filter(session__case=tale.case.pk).select_related("session__case__matter__centre")
    kept: Note = draw.one(rows.select_related("matter__key", "session__matter").order_by("at", "pk"))
    level, danger = danger_of(draw)
    change_note(kept, Written("free", {"text": "改过的"}, level, 50, danger), **by.acting)
    told_before = kept.content.get("thoughts") == "yes"  # what was answered then is not asked again
    if (level >= 3 and level > kept.level) or (danger.suicidal and not told_before):
        _noted(
            walk,
            tale,
            by,
            "note_changed",
            level,
            replace(danger, thoughts="" if told_before else danger.thoughts),
        )
    walk.note(tale, "note_mended", by, before=kept.level, level=level)
    return f"{by} mends a note of {tale}: {kept.level} to {level}"


@act(weight=2)
def no_show(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    session = session_of(draw, tale, "booked")
    miss_session(session, late_reason="told_later", **by.acting)
    walk.note(tale, "missed", by)
    return f"nobody came to the session of {tale}"


@act(weight=2)
def call_off(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    cause, told = draw.code(CANCELLED_BY), draw.one([*TOLD_OF_CANCEL])
    cancel_session(session_of(draw, tale, "booked"), cause, "" if cause == "client" else told, **by.acting)
    walk.note(tale, "cancelled", by)
    return f"the session of {tale} is called off"


@act(weight=2)
def keep_guardian_out(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    if draw.chance(0.7):
        protect(tale.row, Protection(True, "打孩子", "姨妈"), **by.acting)
        walk.note(tale, "protected", by)
        return f"{by} keeps the guardian out of {tale}"
    lift_protection(tale.row, draw.code(LET_IN), "查无此事", **by.acting)
    walk.note(tale, "unprotected", by)
    return f"{by} lets the guardian of {tale} in again"


@act(weight=2)
def leave(walk: Walk, draw: Draw) -> str:
    """The client goes, or the house asks them to."""
    tale, by = case_of(walk, draw)
    if draw.chance(0.5):
        way = draw.code(OWN_WAYS)
        try:
            wish_to_leave(tale.row, way, "不来了", **by.acting)
        except Refused as refused:
            if refused.rule != "rule:stale":
                raise
        walk.note(tale, "leaving", by, way=way)
        return f"{tale} wants to go: {way}"
    ground, ends_on = draw.code(GROUNDS), clock.today() + timedelta(days=draw.randint(0, 20))
    propose_exit(tale.row, ground, "要结束", ends_on=ends_on, **by.acting)
    walk.note(tale, "leaving", by, way=ground)
    return f"{by} proposes the exit of {tale}: {ground}"


@act(weight=4)
def leaving_step(walk: Walk, draw: Draw) -> str:
    """Any step that belongs to the way, with any answer; or a decision, or to stay after all."""
    tale, by = case_of(walk, draw)
    exits = Leaving.unscoped.filter(case=tale.case.pk, state="open").select_related("case__matter__centre")
    leaving: Leaving = draw.one(exits)
    kind = draw.choice(("step", "step", "step", "step", "decide", "stay"))
    if kind == "decide":
        decide_exit(leaving, ends=draw.chance(0.7), reason="商量过了", **by.acting)
    elif kind == "stay":
        stay(leaving, **by.acting)
    else:
        name = draw.one(name for name, step in STEPS.items() if leaving.way in step.ways)
        step = STEPS[name]
        taken = Taken(draw.code(step.codes) if step.codes else "", "说过了", draw.choice(("yes", "no", "no")))
        who = draw.one(walk.house.of("service_head", "project_lead")) if step.act else by
        take_step(leaving, name, taken, **who.acting)
        kind = f"{name} {taken.code}"
        if name == "interview":
            _noted(walk, tale, who, "exit_interviewed", 0, Danger(thoughts=taken.thoughts))
    return f"leaving of {tale}: {kind}"


@act(weight=4)
def close_file(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    way = Leaving.unscoped.filter(case=tale.case.pk, state="open").values_list("way", flat=True).first()
    if way is None:
        raise NotNow
    close_case(tale.row, **by.acting)
    walk.note(tale, "closed", by, way=way)
    return f"{by} closes the case of {tale}: {way}"
