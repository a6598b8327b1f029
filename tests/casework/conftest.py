"""A centre with counsellors and leads, and a case of an adult and of a child."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.builders import a_case, a_centre, a_person, signed_in, staff, viewing
from tests.conftest import MONDAY_NINE
from tests.crisis.people import CALM, trained
from youzhang.casework.actions import Appointment, book_session
from youzhang.clients.actions import register_person
from youzhang.crisis import actions as crises
from youzhang.kit import clock

CHILD_BORN = date(2013, 3, 8)


def a_world() -> SimpleNamespace:
    """A centre and its people; an adult and a mother with her child."""
    here, there = a_centre(), a_centre(organisation="Other Body")
    people = {
        "worker": staff(here, "counsellor", name="林晚"),
        "backup": staff(here, "case_worker", name="顾长青"),
        "other": staff(here, "counsellor", name="罗予安"),
        "supervisor": staff(here, "supervisor", name="唐砚"),
        "lead": staff(here, "project_lead", name="周正"),
        "service_head": staff(here, "service_head", name="何雅"),
        "deputy": staff(here, "deputy_head", name="田田"),
        "duty": staff(here, "duty_staff", name="苏禾"),
        "volunteer": staff(here, "hotline_volunteer", name="安安"),
        "keeper": staff(here, "sysadmin", name="石磊"),
        "stranger": staff(there, "counsellor", "project_lead", name="外人"),
    }
    grown = register_person(a_person("沈一禾"), centre=here, by=None)
    child = register_person(a_person("沈小满", CHILD_BORN, phone=""), centre=here, by=None)
    mother = register_person(a_person("何雅琴", date(1985, 1, 1)), centre=here, by=None)
    return SimpleNamespace(here=here, there=there, grown=grown, child=child, mother=mother, **people)


built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built, frozen, db, settings, tmp_path):
    """On Monday 2 March 2026, 09:00."""
    settings.FILES_ROOT = tmp_path
    return built(tmp_path)


@pytest.fixture
def case(world) -> Any:
    """The running case of an adult."""
    return a_case(world.grown, world)


@pytest.fixture
def child_case(world) -> Any:
    """The running case of a child, with the mother as guardian."""
    return a_case(world.child, world, guardian=world.mother, relation="mother")


@pytest.fixture
def acting(world) -> dict[str, Any]:
    """`by` and `viewer` of the caseworker."""
    return {"by": viewing(world.worker)}


@pytest.fixture
def desk(world) -> Client:
    """The browser of the caseworker, in English."""
    return signed_in(Client(headers={"accept-language": "en"}), world.worker)


@pytest.fixture
def grown_case_form(world) -> dict[str, str]:
    """The form that opens an adult's case, filled in."""
    return {
        "caseworker": str(world.worker.pk),
        "backup": str(world.backup.pk),
        "source": "self",
        "problem": "紧张",
    }


@pytest.fixture
def session(case, acting):
    """A session that begins now."""
    return book_session(case, Appointment(clock.now()), **acting)


@pytest.fixture
def plan_on_record(world) -> None:
    """A safety plan that was made with the adult in an earlier crisis, which is over."""
    given = {"reason": "other", "source": "self", "route": "venue"}
    crisis = crises.open_crisis(world.here, world.grown.subject, by=world.duty, **given)
    trained(world.other, SimpleNamespace(centre=world.here, lead=world.lead))
    leads = {"by": viewing(world.other)}
    crises.take_crisis(crisis, **leads)
    crises.make_safety_plan(crisis, {"coping": "听歌", "stays": "家人"}, **leads)
    crises.follow_up(crisis, crises.Contact("phone", True), **leads)
    crises.assess(crisis, crises.Assessed(CALM | {"ideation": "none"}, "0"), **leads)
    crises.close_crisis(crisis, "unfounded", "已平稳", by=viewing(world.lead))
