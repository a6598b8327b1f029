"""A centre with a lead and people on duty, and browsers of theirs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

# Models are there only once Django is set up, so the fixtures import what they need.


@pytest.fixture
def world(frozen, db):
    """2 March 2026, 09:00, a Monday; su has the desk from eight to twelve, lin from twelve to six."""
    from tests.builders import a_centre, staff, viewing
    from youzhang.kit import clock
    from youzhang.staff.actions import NewShift, add_shift

    here, there = a_centre("psych", "welfare"), a_centre(organisation="Other Body")
    people = {
        "lead": staff(here, "project_lead", name="罗予安"),
        "su": staff(here, "duty_staff", name="苏禾"),
        "lin": staff(here, "counsellor", name="林晚"),
        "stranger": staff(there, "project_lead", name="外人"),
    }
    view, today = viewing(people["lead"]), clock.today()

    def on(user, first, last, part="desk", day=today):
        times = (clock.at_hour(day, first), clock.at_hour(day, last))
        return add_shift(here, NewShift(user, *times, part, "前台"), viewer=view)[0]

    shifts = {"early": on(people["su"], 8, 12), "late": on(people["lin"], 12, 18)}
    return SimpleNamespace(here=here, there=there, view=view, on=on, **people, **shifts)


@pytest.fixture
def browser():
    """A browser of somebody, in English."""
    from tests.builders import signed_in

    return lambda user: signed_in(Client(headers={"accept-language": "en"}), user)
