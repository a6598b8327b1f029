"""A centre with a lead and people on duty, and browsers of theirs."""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.conftest import MONDAY_NINE

# Models are there only once Django is set up, so the fixtures import what they need.


def a_world() -> SimpleNamespace:
    """Su has the desk from eight to twelve, lin from twelve to six."""
    from tests.builders import a_centre, staff

    here, there = a_centre("psych", "welfare"), a_centre(organisation="Other Body")
    people = {
        "lead": staff(here, "project_lead", name="罗予安"),
        "su": staff(here, "duty_staff", name="苏禾"),
        "lin": staff(here, "counsellor", name="林晚"),
        "stranger": staff(there, "project_lead", name="外人"),
    }
    world = SimpleNamespace(here=here, there=there, **people)
    world.early, world.late = on(world, world.su, 8, 12), on(world, world.lin, 12, 18)
    return world


def on(world, user, first, last, part="desk", day=None):
    """A shift that the lead gives somebody, today unless told."""
    from tests.builders import viewing
    from youzhang.kit import clock
    from youzhang.staff.actions import NewShift, add_shift

    day = day or clock.today()
    times = (clock.at_hour(day, first), clock.at_hour(day, last))
    return add_shift(world.here, NewShift(user, *times, part, "前台"), viewer=viewing(world.lead))[0]


built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built, frozen, db):
    """2 March 2026, 09:00, a Monday."""
    from tests.builders import viewing

    world = built()
    world.view, world.on = viewing(world.lead), partial(on, world)
    return world


@pytest.fixture
def browser():
    """A browser of somebody, in English."""
    from tests.builders import signed_in

    return lambda user: signed_in(Client(headers={"accept-language": "en"}), user)
