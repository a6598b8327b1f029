"""The casework of the world: cases of an adult and a child here, one elsewhere, a canary in every sealed field."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from tests.builders import a_logo, viewing
from tests.privacy.canaries import NOBODY, OWN
from tests.privacy.world import World
from youzhang.accounts.models import Centre
from youzhang.casework.actions import (
    Appointment,
    Around,
    Asked,
    Danger,
    Done,
    HandOn,
    NewCase,
    NewReferral,
    PlanData,
    Protection,
    Taken,
    Written,
    act_on_referral,
    add_to_note,
    answer_right,
    ask_access,
    ask_right,
    ask_transfer,
    book_session,
    comment,
    file_interview,
    issue_card,
    keep_paper,
    keep_process_note,
    make_plan,
    make_referral,
    note_relative,
    open_case,
    propose_exit,
    protect,
    take_step,
    wish_to_leave,
    write_note,
)
from youzhang.casework.codes import FILE_REASONS
from youzhang.casework.models import Case, SecondLook
from youzhang.kit import clock
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Matter


def add_cases(world: World) -> None:
    """Cases in every state, with whoever is let in, barred or stands in."""
    for name in ("there_counsellor", "there_case_worker"):
        world.user(name, name.removeprefix("there_"), at=world.there)
    adult, child = (_case(world, name, world.here) for name in ("adult", "child"))
    _case(world, "abroad", world.there, prefix="there_", lead="there_lead")
    for case in (adult, child):
        _content(world, case)
    _with_others(world)
    for matter in _matters(adult):
        let_in(matter, world.users["barred_though_granted"], FILE_REASONS[0])
    for matter in _matters(child):
        let_in(matter, world.users["barred_from_guardian"], FILE_REASONS[0])


def _case(world: World, name: str, centre: Centre, prefix: str = "", lead: str = "lead") -> Case:
    users, person = world.users, world.people[name]
    guardian = world.people.get(f"guardian of {name}")
    problem = world.canaries.word(f"problem of {name}")
    given = NewCase(
        person, users[f"{prefix}counsellor"], users[f"{prefix}case_worker"], "self", problem,
        supervisor=users["supervisor"] if prefix != "there_" else None, guardian=guardian,
        relation="mother" if guardian else "",
    )  # fmt: skip
    case = open_case(given, centre=centre, by=viewing(users[lead]))
    world.canaries.belong(problem, to=case.file.matter_id)
    for who in filter(None, (person, guardian)):
        mail = (who.mail or "").partition("@")[0]
        own = (who.name, who.phone, mail, who.address, who.school, who.id_number)
        world.canaries.belong(*own, to=case.file.matter_id)
    if row := world.applications.get(name):
        world.canaries.belong(row.emergency_name, row.emergency_phone, to=case.file.matter_id)
    return case


def _with_others(world: World) -> None:
    """A case that other people carry: what leads may do in it, they do as leads."""
    for name in ("second_counsellor", "second_case_worker"):
        world.user(name, name.removeprefix("second_"))
    case = world.cases["waiting"] = _case(world, "waiting", world.here, prefix="second_", lead="lead")
    acting: Any = {"by": viewing(case.caseworker)}
    asked = ask_access(
        world.here,
        case.matter.number,
        "safety",
        said(world, case, "why access is needed"),
        by=viewing(world.users["granted"]),
    )
    assert asked
    world.canaries.belong(asked.words, to=asked.matter_id)
    leaving = wish_to_leave(case, "wish", said(world, case, "wish to leave"), **acting)
    take_step(leaving, "report", Taken(text=said(world, case, "report")), **acting)


def _content(world: World, case: Case) -> None:
    """Something in every part of a case."""
    by = case.caseworker
    acting: Any = {"by": viewing(by)}
    ask_transfer(case, HandOn(case.backup, said(world, case, "hand-over note")), **acting)
    _session(world, case, acting)
    talk = file_interview(case, {"complaint": said(world, case, "first interview")}, 1, **acting)
    words = [said(world, case, what) for what in ("goal", "measure", "method", "impact", "mildest way")]
    ahead = clock.today() + timedelta(days=30)
    plan = make_plan(
        case, PlanData([(words[0], words[1])], words[2], ahead, impact=words[3], mildest=words[4]), **acting
    )
    near = Around(
        "father", said(world, case, "relative"), "strained", said(world, case, "words of a relative")
    )
    world.relatives.append(note_relative(case, near, **acting).pk)
    leaving = propose_exit(case, "threat", said(world, case, "ground of the exit"), **acting)
    take_step(leaving, "client", Taken("face", said(world, case, "what the client was told")), **acting)
    for document in (talk, plan, leaving) if case.supervisor else ():
        about = said(world, case, f"comment on a {document._meta.model_name}")
        comment(document, about, by=viewing(case.supervisor))
    answer_right(
        ask_right(case, Asked("see", "client", "desk", said(world, case, "request")), **acting),
        "granted", said(world, case, "answer to a request"), **acting,
    )  # fmt: skip
    waits = Asked("copy", "client", "desk", said(world, case, "request that waits"))
    world.asked.append(ask_right(case, waits, **acting).pk)
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    world.canaries.known(code, f"code of a card of {case.matter.number}", NOBODY)
    if case.adult_on:
        safe = Protection(True, said(world, case, "why kept out"), said(world, case, "safe contact"))
        protect(case, safe, **acting)
    words = [said(world, case, what) for what in ("body", "contact", "reason of referral", "summary")]
    card = make_referral(
        case, NewReferral("medical", "phone", words[2], words[3], words[0], words[1]), **acting
    )
    act_on_referral(card, "consent", Done("life", said(world, case, "why no consent")), **acting)
    world.referrals.append(card.pk)
    for look in SecondLook.unscoped.filter(case=case):
        world.canaries.belong(*look.words.split(), *(look.shared or "").split(), to=look.matter_id)
    keep_paper(case, a_logo(), f"{said(world, case, 'name of a paper')}.png", **acting)


def _session(world: World, case: Case, acting: Any) -> None:
    """A session held and noted; the private note is for its author alone."""
    minutes = timedelta(minutes=30 if case.adult_on else 60)
    session = book_session(case, Appointment(clock.now() - minutes, 20), **acting)
    about = f"session of {case.matter.number}"
    noted, added = (world.canaries.word(f"{what}, {about}") for what in ("note", "addendum"))
    own = world.canaries.word(f"own note, {about}", OWN)
    world.canaries.belong(own, to=case.caseworker_id)
    known = Danger(declined="known", words=said(world, case, "why no crisis"))
    # As if a safety plan was on record.
    with patch("youzhang.casework.actions.danger.has_safety_plan", return_value=True):
        note = write_note(session, Written("free", {"free": noted}, 3, 20, known), **acting)
    add_to_note(note, added, **acting)
    if case.supervisor:
        about_note = world.canaries.word(f"comment, {about}")
        comment(note, about_note, by=viewing(case.supervisor))
        world.canaries.belong(about_note, to=session.matter_id)
    keep_process_note(session, own, **acting)
    world.canaries.belong(noted, added, to=session.matter_id)


def said(world: World, case: Case, what: str) -> str:
    """Something that belongs to the file of a case."""
    word: str = world.canaries.word(f"{what} of {case.matter.number}")
    world.canaries.belong(word, to=case.file.matter_id)
    return word


def _matters(case: Case) -> list[Matter]:
    within = Matter.unscoped.filter(parent=case.matter_id)
    return [case.matter, *within]
