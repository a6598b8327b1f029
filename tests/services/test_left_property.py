"""What clients leave behind."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_service, signed_in, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.services.left_property import Found, let_go, take_in
from youzhang.services.models import LeftProperty

UMBRELLA = Found("一把蓝伞", "前台柜子", date(2026, 3, 2))


@pytest.fixture
def service(world):
    return a_service(world.specialist, world.here)


@pytest.fixture
def duty_desk(world):
    return signed_in(Client(headers={"accept-language": "en"}), world.duty)


@pytest.fixture
def who(world):
    return {"by": viewing(world.duty)}


def owed(service):
    return Duty.unscoped.filter(matter=service.matter_id, article="psych:54").order_by("opened_at")


def test_a_thing_left_behind_is_owed_to_its_owner(service, who):
    """psych:54: within thirty days."""
    take_in(service, UMBRELLA, **who)
    assert owed(service).get().due == clock.end_of(date(2026, 4, 1))


@pytest.mark.parametrize("how", ["returned", "disposed"])
def test_the_duty_of_that_thing_is_closed_by_what_became_of_it(service, who, duty_desk, how):
    """psych:54: each thing has its own duty."""
    thing = take_in(service, UMBRELLA, **who)
    take_in(service, Found("手套", "前台柜子", date(2026, 3, 2)), **who)
    answer = duty_desk.post(
        reverse("services:let_go", args=[service.matter_id]), {"thing": thing.pk, "how": how}
    )
    assert answer.status_code == 302
    assert sorted(owed(service).values_list("outcome", flat=True)) == ["met", "open"]
    assert LeftProperty.unscoped.get(pk=thing.pk).ended_how == how


def test_it_is_entered_on_the_page(service, duty_desk):
    sent = {"description": "一把蓝伞", "kept_where": "前台柜子", "found_on": "20260301"}
    address = reverse("services:property", args=[service.matter_id])
    assert duty_desk.post(address, sent).status_code == 302
    assert "一把蓝伞" in duty_desk.get(address).content.decode()


def test_what_it_is_does_not_stand_in_the_facts(service, who):
    thing = take_in(service, UMBRELLA, **who)
    assert Fact.unscoped.get(kind="services.property_found").data == {"item": str(thing.pk)}


def test_what_was_found_tomorrow_is_refused(service, who):
    with pytest.raises(Refused) as caught:
        take_in(service, Found("伞", "柜子", date(2026, 3, 3)), **who)
    assert caught.value.field == "found_on"
    assert not LeftProperty.unscoped.exists()


def test_a_thing_goes_once(service, who):
    """psych:54"""
    thing = take_in(service, UMBRELLA, **who)
    let_go(service, thing.pk, "returned", **who)
    with pytest.raises(Stale):
        let_go(service, thing.pk, "disposed", **who)
    assert LeftProperty.unscoped.get().ended_how == "returned"


def test_an_unknown_ending_is_refused(service, who):
    thing = take_in(service, UMBRELLA, **who)
    with pytest.raises(Refused):
        let_go(service, thing.pk, "sold", **who)
    assert LeftProperty.unscoped.get().ended_at is None


def test_a_counsellor_sees_the_register_but_enters_nothing(world, service):
    """psych:54"""
    client = signed_in(Client(headers={"accept-language": "en"}), world.counsellor)
    address = reverse("services:property", args=[service.matter_id])
    assert "Enter it" not in client.get(address).content.decode()
    sent = {"description": "伞", "kept_where": "柜子", "found_on": "20260301"}
    assert client.post(address, sent).status_code == 422
    assert not LeftProperty.unscoped.exists()
