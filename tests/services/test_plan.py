"""Planning a service."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_plan, a_service, signed_in, staff, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.rulebook import library
from youzhang.services.actions import plan_service
from youzhang.services.facts import TYPES
from youzhang.services.models import Service
from youzhang.services.rules import Dates


def notice_duty(service, name="notice"):
    return Duty.unscoped.get(matter=service.matter_id, article="psych:34.1a", name=name)


def refused(world, **changes):
    with pytest.raises(Refused) as caught:
        plan_service(world.here, a_plan(world.specialist, **changes), by=world.view)
    assert not Service.unscoped.exists()
    assert not Fact.unscoped.exists()
    return caught.value


def test_a_planned_service_owes_its_notice_one_month_before_the_start(world):
    """psych:34.1a: due at the end of that day; the month before 31 March ends on 28 February."""
    with clock.frozen_at(clock.at_hour(date(2026, 1, 20), 9)):
        service = a_service(
            world.specialist,
            world.here,
            published=False,
            dates=Dates(starts_on=date(2026, 3, 31), closes_on=date(2026, 3, 20)),
        )
    owed = notice_duty(service)
    assert owed.due == clock.end_of(date(2026, 2, 28))
    assert (owed.strength, owed.outcome) == ("in_principle", "open")
    assert owed.holders == [str(world.specialist.pk), "specialist"]


def test_a_routine_service_owes_its_notice_from_the_start_of_its_project(world):
    """psych:34.1a, psych:33.3"""
    dates = Dates(project_starts_on=date(2026, 3, 9), closes_on=date(2026, 12, 31))
    service = a_service(world.specialist, world.here, published=False, type="routine", dates=dates)
    assert notice_duty(service, "notice_routine").due == clock.end_of(date(2026, 3, 9))


def test_there_are_the_three_types_of_the_text():
    """psych:33.1, psych:33.2, psych:33.3"""
    assert list(TYPES) == ["single", "multi", "routine"]


@pytest.mark.parametrize(
    ("kind", "sessions", "article"), [("single", 2, "psych:33.1"), ("multi", 1, "psych:33.2")]
)
def test_the_number_of_sessions_fits_the_type(world, kind, sessions, article):
    """psych:33.1, psych:33.2"""
    no = refused(world, type=kind, notice={"sessions": sessions})
    assert (no.rule, no.field) == (article, "sessions")


@pytest.mark.parametrize(
    ("kind", "dates", "field"),
    [
        ("single", Dates(closes_on=date(2026, 3, 20)), "starts_on"),
        ("routine", Dates(closes_on=date(2026, 3, 20)), "project_starts_on"),
        ("single", Dates(starts_on=date(2026, 3, 1)), "starts_on"),
        ("single", Dates(starts_on=date(2026, 4, 1), closes_on=date(2026, 3, 1)), "closes_on"),
        ("single", Dates(starts_on=date(2026, 4, 1), closes_on=date(2026, 4, 2)), "closes_on"),
    ],
)
def test_dates_are_there_ahead_and_in_order(world, kind, dates, field):
    """psych:34.1a, psych:34.2b"""
    assert refused(world, type=kind, dates=dates).field == field


def test_ages_that_nobody_can_meet_are_refused(world):
    """psych:32"""
    no = refused(world, notice={"min_age": 18, "max_age": 12})
    assert (no.rule, no.field) == ("psych:32", "min_age")


def test_the_person_in_charge_works_at_the_centre(world):
    assert refused(world, in_charge=world.stranger).rule == "rule:colleague"


def test_who_may_not_plan_is_told_who_may(world):
    with pytest.raises(Refused) as caught:
        plan_service(world.here, a_plan(world.duty), by=viewing(world.duty))
    assert caught.value.rule == "rule:policy"
    assert not Service.unscoped.exists()


def test_the_next_service_gets_the_centre_s_last_logo(world):
    """psych:34.1b"""
    first = a_service(world.specialist, world.here)
    plan = replace(a_plan(world.specialist), logo=None)
    second = plan_service(world.here, plan, by=world.view)
    assert second.logo_id not in (None, first.logo_id)


SENT = {
    "type": "single",
    "name": "冬至家庭日",
    "sessions": "1",
    "starts_on": "20260401",
    "closes_on": "2026-03-20",
}


def test_the_form_begins_with_the_centre_s_particulars_and_the_three_criteria(world, desk):
    """psych:34.2c"""
    page = desk.get(reverse("services:plan")).content.decode()
    assert "the form is filled in, the needs assessment is passed, the service agreement is signed" in page
    assert world.here.organisation.name in page


def test_a_service_is_planned_on_the_page(world, desk):
    answer = desk.post(reverse("services:plan"), SENT | {"in_charge": str(world.specialist.pk)})
    service = Service.unscoped.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("services:service", args=[service.matter_id])
    assert service.matter.number == f"FW-{world.here.code}-2026-001"
    assert service.closes_on == date(2026, 3, 20)


def test_a_refusal_stays_on_the_page_with_what_was_typed(world, desk):
    sent = SENT | {"in_charge": str(world.specialist.pk), "closes_on": "2026-02-01"}
    answer = desk.post(reverse("services:plan"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The closing date has passed already" in page
    assert "冬至家庭日" in page
    assert not Matter.unscoped.exists()


def test_a_role_that_may_not_plan_does_not_get_the_form(world):
    client = signed_in(Client(), world.duty)
    assert client.get(reverse("services:plan")).status_code == 422


def test_the_items_are_those_of_the_rulebook():
    """psych:34.1b: thirteen items and the special note."""
    content = library.builtin("psych").by_id["psych:34.1b"].contents[0]
    columns = {field.name for field in Service._meta.get_fields()}
    assert len(content.items) == 13
    assert {*content.items, *content.only_if, *content.only_if.values()} <= columns


def test_staff_may_wear_many_hats(world):
    head = staff(world.here, "department_head", "counsellor")
    assert a_service(head, world.here).in_charge == head
