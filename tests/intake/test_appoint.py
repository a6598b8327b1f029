"""A routine service is met one by one: the appointment gives the terms their date (psych:33.3)."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.builders import a_service, an_application, passed, signed, viewing
from youzhang.intake.actions import Appointment, Attendance, appoint, note_attendance, remind
from youzhang.intake.models import Application
from youzhang.intake.portal_track import facts
from youzhang.intake.wording import reminder_for
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact
from youzhang.services.rules import Dates

pytestmark = pytest.mark.django_db
DAY = Appointment(date(2026, 3, 12), time(15, 30), "二楼咨询室")


@pytest.fixture
def row(world) -> Application:
    """A successful application for counselling, which has no start of its own."""
    dates = Dates(project_starts_on=date(2026, 4, 1), closes_on=date(2026, 12, 31))
    notice = {"name": "心理咨询", "transport": "公交 15 路", "phone": "0571-81230000", "place": "青澜路 8 号"}
    service = a_service(world.lead, world.here, type="routine", dates=dates, notice=notice)
    return signed(passed(an_application(service), world.lead), world.lead)


def due(row: Application, name: str) -> Any:
    return Duty.unscoped.get(matter=row.matter_id, name=name, outcome="open").due


def test_the_terms_take_their_date_from_the_appointment(row, acting):
    """psych:33.3, psych:34.3b, psych:34.3c"""
    assert due(row, "remind") is None
    assert due(row, "deliver") is None
    appoint(row, DAY, **acting)
    assert due(row, "remind") == clock.end_of(date(2026, 3, 10))
    assert due(row, "deliver") == clock.end_of(date(2026, 3, 12))
    fact = Fact.unscoped.get(kind="intake.appointed")
    assert fact.data == {"starts_on": "2026-03-12", "begins_at": "2026-03-12T07:30:00+00:00"}
    call_command("rebuild", "--check", verbosity=0)


def test_everything_says_the_day_the_hour_and_the_place(row, acting, desk):
    """psych:34.3a, psych:34.3b"""
    row = appoint(row, DAY, **acting)
    said = " ".join(text for _title, text in reminder_for(row).lines)
    told = " ".join(text for _title, text in facts(row))
    receipt = desk.get(reverse("intake:receipt", args=[row.matter_id])).text
    for text in (said, told, receipt):
        assert "12" in text
        assert "15:30" in text
        assert "二楼咨询室" in text


def test_without_a_place_it_is_the_service_s(row, acting):
    row = appoint(row, Appointment(DAY.starts_on, DAY.starts_at), **acting)
    assert reminder_for(row).place == "青澜路 8 号"


def test_attendance_waits_for_the_day(row, acting):
    """psych:34.3c"""
    row = appoint(row, DAY, **acting)
    with pytest.raises(Refused, match="rule:not_started"):
        note_attendance(row, Attendance(True), **acting)
    with clock.frozen_at(clock.at_hour(DAY.starts_on, 17)):
        note_attendance(row, Attendance(True), **acting)
    assert Duty.unscoped.get(matter=row.matter_id, name="deliver").outcome == "met"


def test_who_was_reminded_of_another_day_is_reminded_again(row, acting):
    """psych:34.3b"""
    appoint(row, DAY, **acting)
    remind(row, **acting)
    assert not Duty.unscoped.filter(matter=row.matter_id, name="remind", outcome="open").exists()
    for day, last in ((19, 17), (20, 18)):
        with clock.frozen_at(clock.at_hour(date(2026, 3, 3), day - 8)):
            appoint(row, Appointment(date(2026, 3, day), DAY.starts_at, DAY.place), **acting)
        assert due(row, "remind") == clock.end_of(date(2026, 3, last))


@pytest.mark.parametrize("day", [date(2026, 3, 1)])
def test_no_day_that_has_passed(row, acting, day):
    with pytest.raises(Refused, match="rule:past"):
        appoint(row, Appointment(day, DAY.starts_at), **acting)
    assert not Fact.unscoped.filter(kind="intake.appointed").exists()


def test_only_for_routine_services_and_only_by_those_who_receive(world, row, acting):
    """psych:33.3"""
    single = an_application(world.service)
    with pytest.raises(Refused, match=r"psych:33\.3"):
        appoint(single, DAY, **acting)
    for person in (world.stranger, world.counsellor):
        with pytest.raises(Refused, match="rule:policy"):
            appoint(row, DAY, by=viewing(person))
    assert not Fact.unscoped.filter(kind="intake.appointed").exists()


def test_the_page_appoints(row, desk):
    address = reverse("intake:appoint", args=[row.matter_id])
    assert address in desk.get(reverse("intake:application", args=[row.matter_id])).text
    assert desk.post(address, {"starts_on": "20260301", "starts_at": "15:30"}).status_code == 422
    assert (
        desk.post(address, {"starts_on": "20260312", "starts_at": "15:30", "place": "二楼"}).status_code
        == 302
    )
    page = desk.get(reverse("intake:application", args=[row.matter_id])).text
    assert "Appointed: Thu 12 March 2026 15:30" in page
