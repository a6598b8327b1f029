"""What happens to the people: a birth date corrected, a guardian named, a number changed, capacity found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from tests.builders import a_person, a_service, an_application
from tests.walk.walker import Walk, act
from tests.walk.world import Draw, Resident
from youzhang.clients.actions import NewPerson, correct_person, record_capacity, register_person
from youzhang.clients.facts import CAPACITIES
from youzhang.kit import clock
from youzhang.services.rules import Dates

CORRECTS = ("duty_staff", "specialist", "project_lead", "department_head", "service_head", "director")


def _as_filed(resident: Resident) -> NewPerson:
    file = resident.file
    return NewPerson(name=file.name, birth=file.born, phone=file.phone or "", channel=file.channel)


@act(weight=3)
def correct_birth(walk: Walk, draw: Draw) -> str:
    """Entered late, or put right: a grown person turns out to be a child, or the other way round."""
    resident, by = draw.one(walk.house.residents), draw.one(walk.house.of(*CORRECTS))
    today = clock.today()
    soon = today.replace(year=today.year - 18, day=min(today.day, 28)) + timedelta(days=draw.randint(0, 20))
    born = draw.one((None, date(1980, 1, 1), date(2013, 3, 8), soon))
    given = replace(_as_filed(resident), birth=born)
    correct_person(resident.file, given, version=resident.file.version, **by.acting)
    return f"{by} corrects the birth date of {resident}: {born}"


@act()
def correct_contact(walk: Walk, draw: Draw) -> str:
    resident, by = draw.one(walk.house.residents), draw.one(walk.house.of(*CORRECTS))
    given = replace(_as_filed(resident), phone=f"139{draw.randint(10_000_000, 99_999_999)}")
    correct_person(resident.file, given, version=resident.file.version, **by.acting)
    return f"{by} corrects the number of {resident}"


@act()
def find_capacity(walk: Walk, draw: Draw) -> str:
    """Of the person, or of a guardian, who may have died."""
    resident, by = draw.one(walk.house.residents), draw.one(walk.house.of(*CORRECTS))
    whose = draw.one([resident.person, *resident.guardians])
    capacity = (
        draw.code(CAPACITIES) if whose != resident.person else draw.choice(("by_age", "by_age", "limited"))
    )
    record_capacity(whose, capacity, **by.acting)
    return f"{by} finds the capacity of {whose.name}: {capacity}"


@act()
def name_guardian(walk: Walk, draw: Draw) -> str:
    """Somebody applies for them, and guards them by that form."""
    resident, lead = draw.one(walk.house.residents), draw.one(walk.house.of("project_lead"))
    parent = register_person(
        a_person(f"{resident}的监护人", date(1979, 1, 1), phone=f"136{draw.randint(10_000_000, 99_999_999)}"),
        centre=walk.house.centre,
        by=None,
    )
    service = a_service(lead.user, walk.house.centre, **_ahead())
    an_application(service, lead.user, applicant=resident.file, guardian=parent, relation="other")
    resident.guardians.append(parent)
    return f"{parent.name} is named as guardian"


def _ahead() -> dict[str, object]:
    """Dates of a service that lie ahead of today."""
    today = clock.today()
    return {"dates": Dates(today + timedelta(days=60), time(14, 0), today + timedelta(days=40))}
