"""The notice: its items, its publishing, and what is shown of it."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_plan, a_service, signed_in, staff, viewing
from tests.services.conftest import a_world, seen
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact, Refusal
from youzhang.services import rules
from youzhang.services.actions import edit_notice, publish_notice
from youzhang.services.models import Service
from youzhang.services.rules import Dates

THIRTEEN = ["name", "form", "audience", "place", "in_charge_name", "phone", "how", "steps", "closes_on"]
THIRTEEN += ["success", "results", "organiser", "logo"]


def planned(world, **changes):
    return a_service(world.specialist, world.here, published=False, **changes)


@pytest.mark.parametrize("item", [item for item in THIRTEEN if item != "in_charge_name"])
def test_a_notice_with_one_item_missing_is_not_published(world, desk, item):
    """psych:34.1b: 422, the item named, the way to the form, nothing changed. psych:34.1b refused."""
    service = planned(world)
    empty = None if item in {"logo", "closes_on"} else ""
    Service.unscoped.filter(pk=service.pk).update(**{item: empty})
    answer = desk.post(reverse("services:publish", args=[service.matter_id]))
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert f"The notice lacks: {rules.title_of(item)}" in page
    assert reverse("services:edit", args=[service.matter_id]) in page
    assert Service.unscoped.get().published_at is None
    assert not Fact.unscoped.filter(kind="services.notice_published").exists()


def test_every_item_counts_for_the_rule(world):
    """psych:34.1b"""
    service = planned(world)
    assert [item.code for item in rules.notice_items(service)] == THIRTEEN
    service.special = True
    assert [item.code for item in rules.notice_items(service) if not item.present] == ["special_note"]


def test_what_is_special_must_be_said(world):
    """psych:34.1b"""
    service = planned(world, notice={"special": True})
    with pytest.raises(Refused, match=r"what is special|特别说明"):
        publish_notice(service, by=world.view)


@pytest.mark.django_db(transaction=True)
def test_a_refused_notice_is_counted_without_a_person(frozen, settings, tmp_path):
    """psych:34.1b"""
    settings.FILES_ROOT = tmp_path
    world = seen(a_world())
    desk = signed_in(Client(headers={"accept-language": "en"}), world.specialist)
    service = planned(world)
    Service.unscoped.filter(pk=service.pk).update(phone="")
    desk.post(reverse("services:publish", args=[service.matter_id]))
    assert Refusal.objects.get(rule="psych:34.1b").count == 1


def test_who_may_not_publish_is_told_who_may_before_reading_it_over(world):
    """The page itself refuses, and the service leads nobody there who would be refused."""
    service, outsider = planned(world), staff(world.here, "counsellor")
    client = signed_in(Client(headers={"accept-language": "en"}), outsider)
    page = reverse("services:publish", args=[service.matter_id])
    for answer in (client.get(page), client.post(page)):
        assert answer.status_code == 422
        assert "Your role may not do this." in unescape(answer.content.decode())
    assert page not in client.get(reverse("services:service", args=[service.matter_id])).content.decode()
    assert Service.unscoped.get().published_at is None
    assert not Fact.unscoped.filter(kind="services.notice_published").exists()


def test_publishing_closes_the_duty(world, desk):
    """psych:34.1a"""
    service = planned(world, dates=Dates(starts_on=date(2026, 4, 20), closes_on=date(2026, 4, 10)))
    answer = desk.post(reverse("services:publish", args=[service.matter_id]))
    owed = Duty.unscoped.get(matter=service.matter_id, article="psych:34.1a")
    assert answer.status_code == 302
    assert (owed.outcome, owed.late) == ("met", False)
    assert Service.unscoped.get().published_at == clock.now()


def test_a_late_notice_can_be_published_and_is_shown_as_late(world, desk):
    """psych:34.1a: in principle, so nothing blocks and nothing is red."""
    service = planned(world)
    with clock.frozen_at(clock.at_hour(date(2026, 3, 5), 9)):
        page = desk.get(reverse("services:publish", args=[service.matter_id])).content.decode()
        assert "Later than one month before the start" in page
        assert (
            'data-tone="late"'
            not in desk.get(reverse("services:service", args=[service.matter_id])).content.decode()
        )
        assert desk.post(reverse("services:publish", args=[service.matter_id])).status_code == 302
    owed = Duty.unscoped.get(matter=service.matter_id, article="psych:34.1a")
    assert (owed.outcome, owed.late, owed.strength) == ("met", True, "in_principle")


def test_a_notice_is_published_once(world, desk):
    service = a_service(world.specialist, world.here)
    assert desk.post(reverse("services:publish", args=[service.matter_id])).status_code == 409
    assert Fact.unscoped.filter(kind="services.notice_published").count() == 1


def test_a_notice_whose_closing_date_has_passed_is_not_published(world):
    """psych:34.2b"""
    service = planned(world)
    with clock.frozen_at(clock.at_hour(date(2026, 3, 21), 9)), pytest.raises(Refused) as caught:
        publish_notice(service, by=world.view)
    assert caught.value.field == "closes_on"


def test_the_person_in_charge_publishes_whatever_their_role(world):
    """psych:34.1a: the duty is theirs. psych:34.1b allowed."""
    service = planned(world, in_charge=world.counsellor)
    publish_notice(service, by=viewing(world.counsellor))
    assert Service.unscoped.get().published_at


def test_a_role_that_may_not_publish_is_refused(world):
    service = planned(world)
    with pytest.raises(Refused) as caught:
        publish_notice(service, by=viewing(world.duty))
    assert caught.value.rule == "rule:policy"
    assert Service.unscoped.get().published_at is None


def test_a_published_notice_keeps_all_its_items(world):
    """psych:34.1b"""
    service = a_service(world.specialist, world.here)
    given = a_plan(world.specialist, notice={"phone": ""}).notice
    with pytest.raises(Refused) as caught:
        edit_notice(service, given, version=service.version, by=world.view)
    assert caught.value.rule == "psych:34.1b"
    assert Service.unscoped.get().phone != ""


def form_of(service, **changes):
    columns = ("name", "form", "sessions", "audience", "place", "phone", "how", "steps", "success", "results")
    values = {name: getattr(service, name) for name in (*columns, "organiser", "version")}
    return values | changes


def test_the_notice_is_edited_on_the_page(world, desk):
    service = planned(world)
    sent = form_of(service, phone="5550 0110")
    assert desk.post(reverse("services:edit", args=[service.matter_id]), sent).status_code == 302
    assert Service.unscoped.get().phone == "5550 0110"


def test_two_people_editing_at_once_lose_nothing(world, desk):
    service = planned(world)
    given = a_plan(world.specialist, notice={"phone": "1234567"}).notice
    edit_notice(service, given, version=1, by=world.view)
    answer = desk.post(reverse("services:edit", args=[service.matter_id]), form_of(service, phone="7654321"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "phone for questions" in page
    assert "7654321" in page
    assert Service.unscoped.get().phone == "1234567"


def test_a_logo_that_is_no_picture_is_refused(world):
    """psych:34.1b"""
    with pytest.raises(Refused) as caught:
        a_service(world.specialist, world.here, logo=b"%PDF-1.4 no picture")
    assert caught.value.rule == "rule:file_kind"
    assert not Service.unscoped.exists()
