"""A centre with its people, and browsers of theirs."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.conftest import MONDAY_NINE

# Models are there only once Django is set up, so the fixtures import what they need.


def a_world() -> SimpleNamespace:
    """Specialist, counsellor and duty staff of one centre; a specialist of another."""
    from tests.builders import a_centre, staff

    here, there = a_centre(), a_centre(organisation="Other Body")
    people = {
        "specialist": staff(here, "specialist", name="苏禾"),
        "counsellor": staff(here, "counsellor", name="罗予安"),
        "duty": staff(here, "duty_staff", name="何雅"),
        "stranger": staff(there, "specialist", name="外人"),
    }
    return SimpleNamespace(here=here, there=there, **people)


built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built, frozen, db, settings, tmp_path):
    """On 2 March 2026, 09:00."""
    settings.FILES_ROOT = tmp_path
    return seen(built(tmp_path))


def seen(world: SimpleNamespace) -> SimpleNamespace:
    """With how the specialist looks at it."""
    from tests.builders import viewing

    world.view = viewing(world.specialist)
    return world


@pytest.fixture
def desk(world):
    """The specialist's browser, in English."""
    from tests.builders import signed_in

    return signed_in(Client(headers={"accept-language": "en"}), world.specialist)


@pytest.fixture
def works(monkeypatch):
    """The jobs of rooms above that are installed; none unless a test adds some."""
    from youzhang.jobs.registry import WORKS

    for name in ("intake.service_moved", "intake.service_called_off", "intake.in_charge_changed"):
        monkeypatch.delitem(WORKS, name, raising=False)
    return WORKS
