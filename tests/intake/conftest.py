"""A centre with an announced service; files in a folder of the test."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.builders import a_centre, a_service, signed_in, staff, viewing
from tests.conftest import MONDAY_NINE


def a_world() -> SimpleNamespace:
    """A centre and its people; a service that closes on 20 March and starts on 1 April."""
    here, there = a_centre(), a_centre(organisation="Other Body")
    lead = staff(here, "specialist", name="苏禾")
    people = {
        "lead": lead,
        "colleague": staff(here, "specialist", name="罗予安"),
        "duty": staff(here, "duty_staff", name="何雅"),
        "counsellor": staff(here, "counsellor", name="林晚"),
        "head": staff(here, "project_lead", name="周正"),
        "stranger": staff(there, "specialist", "project_lead", name="外人"),
    }
    service = a_service(lead, here, notice={"name": "亲子沟通小组", "phone": "0571-81230000", "place": "青澜路 8 号",
                                            "transport": "公交 15 路青澜站"})  # fmt: skip
    return SimpleNamespace(here=here, there=there, service=service, **people)


built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built, frozen, db, settings, tmp_path):
    """On 2 March 2026, 09:00."""
    settings.FILES_ROOT = tmp_path
    return seen(built(tmp_path))


def seen(world: SimpleNamespace) -> SimpleNamespace:
    """With how its lead looks at it."""
    world.view = viewing(world.lead)
    return world


@pytest.fixture
def acting(world) -> dict[str, Any]:
    """`by` and `viewer` of the person in charge."""
    return {"by": world.view}


@pytest.fixture
def desk(world) -> Client:
    """The browser of the person in charge, in English."""
    return signed_in(Client(headers={"accept-language": "en"}), world.lead)
