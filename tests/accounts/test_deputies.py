"""Nobody reads what is another's by naming themself to stand in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.actions import delegate
from youzhang.accounts.models import AccessEntry, Delegation
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


def test_two_who_keep_the_list_do_not_name_each_other() -> None:
    centre = a_centre()
    one, other = staff(centre, "project_lead", name="One"), staff(centre, "director", name="Other")
    counsellor, worker = (
        staff(centre, "counsellor", name="Third"),
        staff(centre, "case_worker", name="Fourth"),
    )
    first, second = signed_in(Client(), one), signed_in(Client(), other)
    days = {"starts_on": "2026-03-02", "ends_on": "2026-03-10"}
    assert send(first, "delegate", counsellor.pk, deputy=str(other.pk), **days).status_code == 302
    for absent in (counsellor, worker, one):
        assert send(second, "delegate", absent.pk, deputy=str(one.pk), **days).status_code == 422
    assert Delegation.objects.get().deputy == other
    assert (
        send(second, "delegate", other.pk, deputy=str(one.pk), **days).status_code == 302
    )  # their own absence
    assert [(entry.act, entry.user, entry.about) for entry in AccessEntry.objects.all()] == [
        ("accounts.deputy_named", one, counsellor.pk)
    ]


def test_whoever_is_said_to_be_away_reads_by_whom_when_they_sign_in(client: Client) -> None:
    centre = a_centre()
    lead, deputy = staff(centre, "project_lead", name="One"), staff(centre, "counsellor", name="Other")
    absent = staff(centre, "case_worker", name="Third")
    absent.set_password("a river under nine bridges")
    absent.save()
    delegate(absent, deputy, centre, starts_on=TODAY, ends_on=TODAY, by=lead)
    sent = {"login": absent.username, "password": "a river under nine bridges"}
    assert "代办" in client.post(reverse("account_login"), sent, follow=True).text
    page = go(client, "me").text
    assert "One" in page
    assert send(client, "end_delegation", Delegation.objects.get().pk).status_code == 302
    assert Delegation.objects.get().ends_on == TODAY
