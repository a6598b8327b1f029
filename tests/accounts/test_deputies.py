"""Nobody reads what is another's by naming themself to stand in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.actions import delegate
from youzhang.accounts.models import Delegation
from youzhang.accounts.queries import STAFF_KEEPERS
from youzhang.kit.refused import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = date(2026, 3, 2)


def go(client: Client, name: str, /, *args: object) -> Any:
    return client.get(reverse(f"accounts:{name}", args=args))


def send(client: Client, name: str, /, *args: object, **data: str) -> Any:
    return client.post(reverse(f"accounts:{name}", args=args), data)


@pytest.mark.parametrize("role", ["project_lead", "director", "service_head"])
def test_nobody_makes_themself_somebody_s_deputy(role: str, client: Client) -> None:
    centre = a_centre()
    keeper, absent = staff(centre, role), staff(centre, "counsellor")
    browser = signed_in(client, keeper)
    sent = {"deputy": str(keeper.pk), "starts_on": "2026-03-02", "ends_on": "2026-03-10"}
    if role in STAFF_KEEPERS:
        assert str(keeper.pk) not in go(browser, "delegate", absent.pk).text
    assert send(browser, "delegate", absent.pk, **sent).status_code == (422 if role in STAFF_KEEPERS else 404)
    days = {"starts_on": TODAY, "ends_on": TODAY}
    with pytest.raises(Refused, match="代办人"):
        delegate(absent, keeper, centre, **days, by=keeper)
    assert not Delegation.objects.exists()


def test_who_stands_in_for_the_lead_does_not_name_themself_for_others() -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    deputy, absent = staff(centre, "counsellor"), staff(centre, "case_worker")
    delegate(lead, deputy, centre, starts_on=TODAY, ends_on=TODAY, by=lead)
    browser = signed_in(Client(), deputy)
    sent = {"deputy": str(deputy.pk), "starts_on": "2026-03-02", "ends_on": "2026-03-10"}
    assert send(browser, "delegate", absent.pk, **sent).status_code == 422
    assert Delegation.objects.count() == 1
