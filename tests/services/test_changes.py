"""Moving, closing, calling off, ending, and who leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from tests.builders import a_service, viewing
from youzhang.jobs.models import Job
from youzhang.jobs.registry import Work
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.services.actions import call_off, close_early, mark_ended, move_dates, set_in_charge
from youzhang.services.models import Service
from youzhang.services.queries import is_open, open_services
from youzhang.services.rules import Dates

LATER = Dates(starts_on=date(2026, 4, 30), closes_on=date(2026, 4, 10))


@pytest.fixture
def service(world):
    return a_service(world.specialist, world.here)


@pytest.fixture
def who(world):
    return {"by": world.view}


def kinds(service):
    return list(Fact.unscoped.filter(matter=service.matter_id).order_by("seq").values_list("kind", flat=True))


def test_moving_the_start_moves_the_term_of_the_notice(world, who):
    """psych:34.1a"""
    planned = a_service(world.specialist, world.here, published=False)
    move_dates(planned, LATER, "place", version=1, **who)
    owed = Duty.unscoped.get(matter=planned.matter_id, article="psych:34.1a")
    assert owed.due == clock.end_of(date(2026, 3, 30))
    assert Service.unscoped.get().closes_on == date(2026, 4, 10)


def test_only_what_moved_is_recorded(service, who):
    move_dates(
        service,
        replace(LATER, starts_on=service.starts_on, closes_on=date(2026, 3, 25)),
        "place",
        version=service.version,
        **who,
    )
    fact = Fact.unscoped.get(kind="services.date_moved")
    assert fact.data == {"closes_on": "2026-03-25", "reason": "place"}


def test_a_date_is_moved_or_corrected_with_a_reason_only(service, desk):
    page = reverse("services:reschedule", args=[service.matter_id])
    sent = {"starts_on": "20260430", "closes_on": "20260410", "version": service.version}
    before = kinds(service)
    for reason in ("", "because"):
        assert desk.post(page, sent | {"reason": reason}).status_code == 422
    assert kinds(service) == before
    assert Service.unscoped.get().starts_on == service.starts_on
    shown = desk.get(page).content.decode()
    assert all(words in shown for words in ("<optgroup", 'value="typed"', 'value="place"'))


def test_a_corrected_date_makes_nothing_slip_a_moved_one_does(world, who):
    """psych:34.1a: the notice is owed a month before the start; both keep the former term visible."""
    services = [a_service(world.specialist, world.here, published=False) for _n in range(2)]
    former = Duty.unscoped.get(matter=services[0].matter_id, article="psych:34.1a").due
    with clock.frozen_at(former + timedelta(days=2)):
        move_dates(services[0], LATER, "typed", version=1, **who)
        move_dates(services[1], LATER, "place", version=1, **who)
    corrected, moved = (Duty.unscoped.get(matter=one.matter_id, article="psych:34.1a") for one in services)
    assert corrected.due == moved.due == clock.end_of(date(2026, 3, 30))
    assert (corrected.slipped, moved.slipped) == (False, True)
    for one in (corrected, moved):
        assert [datetime.fromisoformat(text) for text in one.former_dues] == [former]


def test_a_correction_mends_the_fact_that_was_wrong(service, who):
    move_dates(service, LATER, "typed", version=service.version, **who)
    assert "services.date_moved" not in kinds(service)
    mended = Fact.unscoped.filter(matter=service.matter_id, amends__isnull=False)
    assert {fact.kind for fact in mended} == {"services.planned", "services.notice_published"}
    for fact in mended:
        assert (fact.at, fact.data["closes_on"], fact.data["reason"]) == (
            (fact.amends.at, "2026-04-10", "typed")
        )
    row = Service.unscoped.get()
    move_dates(row, replace(LATER, closes_on=date(2026, 4, 11)), "misread", version=row.version, **who)
    standing = Fact.unscoped.filter(matter=service.matter_id, amendments=None, kind="services.planned").get()
    assert standing.data["closes_on"] == "2026-04-11"


def test_the_hour_stands_in_the_fact_with_its_day(service, who):
    dates = Dates(date(2026, 4, 30), time(14, 0), date(2026, 4, 10))
    move_dates(service, dates, "place", version=service.version, **who)
    fact = Fact.unscoped.get(kind="services.date_moved")
    assert datetime.fromisoformat(fact.data["begins_at"]) == clock.at_hour(date(2026, 4, 30), 14)


def test_moving_nothing_is_refused(service, who):
    same = Dates(service.starts_on, service.starts_at, service.closes_on)
    with pytest.raises(Refused) as caught:
        move_dates(service, same, "place", version=service.version, **who)
    assert caught.value.rule == "rule:nothing_moved"
    assert "services.date_moved" not in kinds(service)


def test_a_published_service_cannot_lose_its_closing_date(service, who):
    """psych:34.1b"""
    with pytest.raises(Refused) as caught:
        move_dates(service, Dates(starts_on=date(2026, 4, 30)), "place", version=service.version, **who)
    assert caught.value.rule == "psych:34.1b"
    assert Service.unscoped.get().closes_on == service.closes_on


def test_moving_an_older_version_is_a_conflict(service, who):
    with pytest.raises(Stale):
        move_dates(service, LATER, "place", version=service.version - 1, **who)
    assert Service.unscoped.get().starts_on == service.starts_on


def test_the_room_above_is_asked_and_its_progress_shown(service, works, desk):
    name = "intake.service_moved"
    works[name] = Work(name, lambda progress, service: None, "default", 3, "Tell the applicants")
    sent = {"starts_on": "20260430", "closes_on": "20260410", "reason": "place", "version": service.version}
    answer = desk.post(reverse("services:reschedule", args=[service.matter_id]), sent)
    asked = Job.objects.get(name=name)
    assert asked.args == {"service": str(service.pk)}
    assert answer.headers["Location"] == reverse("jobs:job", args=[asked.pk])


def test_without_a_room_above_one_comes_back_to_the_service(service, works, desk):
    sent = {"starts_on": "20260430", "closes_on": "20260410", "reason": "place", "version": service.version}
    answer = desk.post(reverse("services:reschedule", args=[service.matter_id]), sent)
    assert answer.headers["Location"] == reverse("services:service", args=[service.matter_id])


def test_closing_early_stops_applications_and_keeps_the_staff_s_term(service, desk):
    """psych:34.2b"""
    assert desk.post(reverse("services:close_early", args=[service.matter_id])).status_code == 302
    row = Service.unscoped.get()
    assert not is_open(row, clock.today())
    assert not open_services(clock.now()).exists()
    assert row.closes_on == date(2026, 3, 20)
    assert kinds(row)[-1] == "services.closed_early"


def test_only_open_applications_can_be_closed(world, who):
    """psych:34.2b"""
    planned = a_service(world.specialist, world.here, published=False)
    with pytest.raises(Refused) as caught:
        close_early(planned, **who)
    assert caught.value.rule == "rule:not_open"
    assert "services.closed_early" not in kinds(planned)


def test_a_later_closing_date_opens_applications_again_and_the_page_says_so(service, who, desk):
    """psych:34.2b"""
    page, said = reverse("services:reschedule", args=[service.matter_id]), "opens it to applications again"
    assert said not in desk.get(page).text
    closed = close_early(service, **who)
    assert said in desk.get(page).text
    moved, _job = move_dates(closed, LATER, "place", version=closed.version, **who)
    assert is_open(moved, clock.today())


def test_calling_off_lapses_what_is_owed(world, who, works):
    """psych:34.1a"""
    planned = a_service(world.specialist, world.here, published=False)
    call_off(planned, **who)
    assert Duty.unscoped.get(matter=planned.matter_id).outcome == "lapsed"
    assert Service.unscoped.get().matter.closed_at == clock.now()


@pytest.mark.parametrize(
    "act", ["edit", "publish", "reschedule", "close_early", "call_off", "end", "in_charge"]
)
def test_what_was_called_off_stays_as_it_is(world, service, who, desk, works, act):
    call_off(service, **who)
    before = kinds(service)
    sent = {
        "name": "x",
        "sessions": 1,
        "starts_on": "20260430",
        "ended_on": "20260302",
        "in_charge": str(world.specialist.pk),
        "reason": "place",
    }
    answer = desk.post(reverse(f"services:{act}", args=[service.matter_id]), sent)
    assert answer.status_code == 422
    assert "This service was called off." in answer.content.decode()
    assert kinds(service) == before


def test_a_service_ends_after_it_began_and_not_tomorrow(service, who):
    with clock.frozen_at(clock.at_hour(date(2026, 4, 2), 9)):
        for day in (date(2026, 3, 31), date(2026, 4, 3)):
            with pytest.raises(Refused) as caught:
                mark_ended(service, day, **who)
            assert caught.value.field == "ended_on"
        assert "services.ended" not in kinds(service)
        assert mark_ended(service, date(2026, 4, 2), **who).ended_on == date(2026, 4, 2)


def test_the_notice_s_duty_follows_the_person_in_charge(world, who, works):
    """psych:34.1a"""
    planned = a_service(world.specialist, world.here, published=False)
    row, _job = set_in_charge(planned, world.counsellor, **who)
    owed = Duty.unscoped.get(matter=planned.matter_id)
    assert owed.holders[0] == str(world.counsellor.pk)
    assert row.in_charge_name == "罗予安"


def test_somebody_from_another_centre_cannot_be_in_charge(world, service, who, works):
    with pytest.raises(Refused) as caught:
        set_in_charge(service, world.stranger, **who)
    assert caught.value.rule == "rule:colleague"
    assert Service.unscoped.get().in_charge == world.specialist


def test_a_role_that_may_not_reschedule_is_refused(world, service):
    with pytest.raises(Refused) as caught:
        move_dates(service, LATER, "place", version=service.version, by=viewing(world.duty))
    assert caught.value.rule == "rule:policy"
    assert Service.unscoped.get().starts_on == service.starts_on


def test_the_page_tells_why_a_date_is_another_and_strikes_out_what_was_wrong(service, who, desk):
    dates = Dates(date(2026, 4, 30), time(14, 0), date(2026, 4, 10))
    move_dates(service, dates, "typed", version=service.version, **who)
    row = Service.unscoped.get()
    move_dates(row, replace(dates, closes_on=date(2026, 4, 11)), "place", version=row.version, **who)
    close_early(Service.unscoped.get(), **who)
    page = desk.get(reverse("services:service", args=[service.matter_id])).content.decode()
    for words in (
        "typed wrongly",
        "the place cannot be used",
        "closing date Sat 11 April",
        "closed on",
        "14:00",
    ):
        assert words in page, words
    assert page.count("<s>") == 2  # the plan and the notice, as they said it wrongly
