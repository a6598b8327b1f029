"""Who carries a case and who else looks at it: handed on, another backup, a second look, two files of one person."""

from __future__ import annotations

from datetime import timedelta

from tests.walk.case_acts import CARRY, case_of, session_of
from tests.walk.walker import Broken, Walk, act
from tests.walk.world import HEADS, Draw, Member, NotNow
from youzhang.casework.actions import (
    Appointment,
    Around,
    HandOn,
    NewOwners,
    accept_transfer,
    add_to_note,
    agree_anew,
    ask_transfer,
    decline_transfer,
    move_session,
    name_backup,
    note_relative,
    step_aside,
    take_relative_out,
    take_second_look,
    take_transfer_back,
)
from youzhang.casework.codes import CLOSENESS, TOLD_OF_CANCEL
from youzhang.casework.models import Note, Relative, SecondLook, Transfer
from youzhang.clients.actions import link_same_person, unlink
from youzhang.crisis.actions import Second, ask_lowering
from youzhang.crisis.actions.experts import NewExpert, add_expert
from youzhang.crisis.actions.who import outsiders_for
from youzhang.crisis.codes import FIELDS
from youzhang.kit import clock


@act(weight=2)
def hand_on(walk: Walk, draw: Draw) -> str:
    """A case goes to a colleague who agrees; or it stays."""
    asked = Transfer.unscoped.filter(state="asked").select_related("case__matter__centre", "matter__key")
    if waiting := list(asked.order_by("asked_at")):
        transfer, lead = draw.one(waiting), draw.one(walk.house.of("project_lead"))
        to = walk.house.member(transfer.to_id) or lead
        kind = draw.choice(("accepts", "accepts", "declines", "leaves"))
        if kind == "accepts":
            accept_transfer(transfer, **to.acting)
        elif kind == "declines":
            decline_transfer(transfer, "没有时间", **to.acting)
        else:
            take_transfer_back(transfer, **lead.acting)
        return f"{to} {kind} the case that is handed on"
    tale, by = case_of(walk, draw)
    to = draw.one(walk.house.of(*CARRY))
    ask_transfer(tale.row, HandOn(to.user, "情况如前"), **_assigner(walk, draw, by).acting)
    return f"{tale} is handed on to {to}"


def _assigner(walk: Walk, draw: Draw, by: Member) -> Member:
    return by if draw.chance(0.5) else draw.one(walk.house.of("project_lead"))


@act()
def other_backup(walk: Walk, draw: Draw) -> str:
    """Another backup; or who carries it steps aside, and sees nothing more."""
    tale, by = case_of(walk, draw)
    one, two = draw.one(walk.house.of(*CARRY)), draw.one(walk.house.of(*CARRY))
    if walk.cast != "three" and draw.chance(0.2):
        step_aside(tale.row, NewOwners(one.user, two.user), reason="relative", **by.acting)
        walk.house.barred.append(by)
        return f"{by} steps aside from {tale}: {one} and {two} carry it"
    name_backup(tale.row, one.user, **_assigner(walk, draw, by).acting)
    return f"{one} is the backup of {tale}"


@act(weight=3)
def second_look(walk: Walk, draw: Draw) -> str:
    """Somebody else looks at what one decided alone."""
    waiting = SecondLook.unscoped.filter(reviewed_at=None).select_related("matter__centre", "case__matter")
    look, by = draw.one(waiting.order_by("at", "pk")), draw.one(walk.house.of(*HEADS))
    sound = draw.chance(0.7)
    take_second_look(look, sound=sound, words="看过了", **by.acting)
    if look.by_id == by.user.pk:
        raise Broken("nobody_reviews_themself", f"{by} looked at what they decided alone", walk)
    return f"{by} looks at {look.what}: sound={sound}"


@act()
def move_it(walk: Walk, draw: Draw) -> str:
    tale, by = case_of(walk, draw)
    starts = clock.now() + timedelta(minutes=draw.choice((30, 1500)))
    told = draw.one([*TOLD_OF_CANCEL])
    move_session(session_of(draw, tale, "booked"), Appointment(starts), told, **by.acting)
    return f"{by} moves a session of {tale}"


@act()
def say_more(walk: Walk, draw: Draw) -> str:
    """An addition to a note, somebody around the client: neither changes a level."""
    tale, by = case_of(walk, draw)
    kind = draw.choice(("note", "relative", "gone"))
    if kind == "note":
        rows = Note.unscoped.filter(session__case=tale.case.pk).select_related(
            "session__case__matter__centre"
        )
        add_to_note(draw.one(rows.select_related("matter__key").order_by("at", "pk")), "补记", **by.acting)
    elif kind == "relative":
        note_relative(tale.row, Around("other", "姨妈", draw.code(CLOSENESS)), **by.acting)
    else:
        rows = Relative.unscoped.filter(case=tale.case.pk, gone_at=None).select_related(
            "case__matter__centre"
        )
        take_relative_out(draw.one(rows.order_by("at", "pk")), **by.acting)
    return f"{by} adds to the file of {tale}: {kind}"


@act()
def same_person(walk: Walk, draw: Draw) -> str:
    """Two files turn out to belong to one human being, or not to."""
    one, other = draw.one(walk.house.residents), draw.one(walk.house.residents)
    if one is other:
        raise NotNow
    by = draw.one(walk.house.of("project_lead"))
    pair = frozenset({one.name, other.name})
    if pair in walk.house.linked:
        unlink(one.file, other.file, **by.acting)
        walk.house.linked.discard(pair)
        return f"{one} and {other} are two people"
    link_same_person(one.file, other.file, **by.acting)
    walk.house.linked.add(pair)
    return f"{one} and {other} are one person"


@act(weight=2)
def agreed_outside(walk: Walk, draw: Draw) -> str:
    """Where the house has no second one, somebody from outside agrees to a lower level."""
    tale = walk.crisis(draw)
    by, level = walk.somebody(draw, tale), draw.choice(("0", "1", "2"))
    crisis = walk.seen(tale, by)
    outside = draw.one(outsiders_for(crisis, by.user)).name if draw.chance(0.8) else "路人"
    second = Second(outside=outside, phone=draw.choice(("", "02512345", "02512345")))
    ask_lowering(crisis, level, walk.words(by, tale), second, **by.acting)
    walk.note(tale, "lowered_outside", by, level=level)
    return f"{outside} agrees to level {level} in {tale}, asked by {by}"


@act()
def outside_team(walk: Walk, draw: Draw) -> str:
    """Somebody joins the team of experts whom the house may ask (psych:15.3e)."""
    by = draw.one(walk.house.of("project_lead"))
    given = NewExpert("周医生", draw.code(FIELDS), "市精神卫生中心", "02512345")
    add_expert(walk.house.centre, given, **by.acting)
    return f"{by} takes somebody into the team"


@act()
def of_age(walk: Walk, draw: Draw) -> str:
    """A client who came of age says what the guardian may learn from now on."""
    tale, by = case_of(walk, draw)
    may_know = draw.chance(0.5)
    agree_anew(tale.row, guardian_may_know=may_know, **by.acting)
    return f"{tale} came of age: the guardian may know: {may_know}"
