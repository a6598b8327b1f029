"""Who leads a new centre is shown what comes first, for a month, and nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.models import User
from youzhang.kit import clock

pytestmark = pytest.mark.django_db
BEGAN = date(2026, 3, 2)


def shown(user: User, days: int) -> str:
    with clock.frozen_at(datetime(2026, 3, 2, 1, 0, tzinfo=UTC) + timedelta(days=days)):
        return signed_in(Client(), user).get("/work/").content.decode()


def test_a_new_lead_finds_the_first_steps_beside_the_duties() -> None:
    centre = a_centre(started_on=BEGAN)
    lead, desk = staff(centre, "project_lead"), staff(centre, "duty_staff")
    for address in ("/work/staff/add", "/work/library/", "/work/rooms/new", "/work/services/new"):
        assert f'<b><a href="{address}">' in shown(lead, 0), address
        assert signed_in(Client(), lead).get(address, follow=True).status_code == 200, address
    assert "first-days" in shown(lead, 29)
    assert "first-days" not in shown(lead, 30)
    assert "first-days" not in shown(desk, 0)
