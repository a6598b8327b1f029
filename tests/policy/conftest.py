"""A centre with a lead and a specialist, and browsers of theirs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.conftest import MONDAY_NINE

# Models are there only once Django is set up, so the fixtures import what they need.


def a_world() -> SimpleNamespace:
    """Its people, and a lead of another centre."""
    from tests.builders import a_centre, staff

    here, there = a_centre(), a_centre(organisation="Other Body")
    people = {
        "lead": staff(here, "project_lead", name="罗予安"),
        "specialist": staff(here, "specialist", name="苏禾"),
        "counsellor": staff(here, "counsellor", name="何雅"),
        "stranger": staff(there, "project_lead", name="外人"),
    }
    return SimpleNamespace(here=here, there=there, **people)


built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built, frozen, db):
    """On 2 March 2026, 09:00."""
    from tests.builders import viewing

    world = built()
    world.view = viewing(world.lead)
    return world


@pytest.fixture
def library(world):
    """The opened library of the centre."""
    from youzhang.policy.actions import open_library

    return open_library(world.here, by=world.lead)


@pytest.fixture
def who(world):
    return {"by": world.view}


@pytest.fixture
def desk(world):
    """The lead's browser, in English."""
    from tests.builders import signed_in

    return signed_in(Client(headers={"accept-language": "en"}), world.lead)


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})
