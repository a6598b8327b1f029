"""The casework of the world: cases of an adult and a child here, one elsewhere, a canary in every sealed field."""

from __future__ import annotations

from typing import Any

from tests.builders import viewing
from tests.privacy.world import World
from youzhang.accounts.models import Centre
from youzhang.casework.actions import HandOn, NewCase, ask_transfer, open_case
from youzhang.casework.codes import FILE_REASONS
from youzhang.casework.models import Case
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
        supervisor=users["supervisor"] if not prefix else None, guardian=guardian,
        relation="mother" if guardian else "",
    )  # fmt: skip
    case = open_case(given, centre=centre, by=users[lead], viewer=viewing(users[lead]))
    world.canaries.belong(problem, to=case.file.matter_id)
    for who in filter(None, (person, guardian)):
        mail = (who.mail or "").partition("@")[0]
        own = (who.name, who.phone, mail, who.address, who.school, who.id_number)
        world.canaries.belong(*own, to=case.file.matter_id)
    return case


def _content(world: World, case: Case) -> None:
    """Something in every part of a case."""
    by = case.caseworker
    acting: Any = {"by": by, "viewer": viewing(by)}
    ask_transfer(case, HandOn(case.backup, said(world, case, "hand-over note")), **acting)


def said(world: World, case: Case, what: str) -> str:
    """Something that belongs to the file of a case."""
    word: str = world.canaries.word(f"{what} of {case.matter.number}")
    world.canaries.belong(word, to=case.file.matter_id)
    return word


def _matters(case: Case) -> list[Matter]:
    within = Matter.unscoped.filter(parent=case.matter_id)
    return [case.matter, *within]
