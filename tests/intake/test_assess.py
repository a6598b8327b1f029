"""Assessing: published conditions only, never beyond the places, never twice at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.builders import a_person, a_service, an_application, passed, signed, viewing
from tests.intake.conftest import a_world
from youzhang.intake.actions import (
    Assessed,
    Leaving,
    Told,
    ask_withdrawal,
    assess,
    leave_remark,
    note_withdrawal,
    tell_refusal,
)
from youzhang.intake.models import Application, Assessment
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact

PASSED = Assessed("phone", "routine", "passed", 1)
FAILED = replace(PASSED, result="failed")


def refused_leaving_nothing(application, given, **acting) -> Refused:
    """The refusal; the application is as it was."""
    before = Application.unscoped.values().get(pk=application.pk)
    with pytest.raises(Refused) as refused:
        assess(application, given, **acting)
    assert Application.unscoped.values().get(pk=application.pk) == before
    assert not Fact.unscoped.filter(matter=application.matter, kind="intake.assessed").exists()
    return refused.value


def duty(application, name):
    return Duty.unscoped.filter(matter=application.matter, name=name).first()


def test_an_assessment_closes_its_duty_and_opens_the_signing(world, acting):
    """psych:34.1d, psych:34.2a, psych:34.2b"""
    row = an_application(world.service)
    made = assess(row, replace(PASSED, note="电访 25 分钟"), **acting)
    row.refresh_from_db()
    assert (row.state, row.version) == ("passed", 2)
    assert (made.note, made.by, made.result) == ("电访 25 分钟", world.lead, "passed")
    assert duty(row, "assess").outcome == "met"
    assert duty(row, "sign").due == clock.end_of(date(2026, 3, 20))


def test_after_the_closing_day_it_is_late_and_done_all_the_same(world, acting):
    """psych:34.2b"""
    row = an_application(world.service)
    with clock.frozen_at(datetime(2026, 3, 21, 9, 0, tzinfo=clock.CHINA)):
        assess(row, PASSED, **acting)
    assert duty(row, "assess").late is True


def test_entered_later_it_counts_from_when_it_happened(world, acting):
    row = an_application(world.service)
    with clock.frozen_at(datetime(2026, 3, 21, 8, 0, tzinfo=clock.CHINA)):
        assess(row, PASSED, at=datetime(2026, 3, 20, 17, 0, tzinfo=clock.CHINA), **acting)
    assert duty(row, "assess").late is False
    assert duty(row, "assess").entered_after is True


@pytest.mark.parametrize("ground", ["", "age", "area", "full", "poor"])
def test_only_a_published_condition_that_is_not_met_refuses(world, acting, ground):
    """psych:32 refused, psych:48."""
    row = an_application(world.service)
    refused = refused_leaving_nothing(row, replace(FAILED, ground=ground), **acting)
    assert (refused.article, refused.field) == ("psych:32", "ground")


@pytest.mark.parametrize(
    ("born", "outside"),
    [
        (date(2010, 4, 2), True),
        (date(2010, 4, 1), False),
        (date(2006, 4, 2), False),
        (date(2005, 4, 1), True),
    ],
)
def test_age_is_reckoned_on_the_day_of_the_start(world, acting, born, outside):
    """psych:32: published for 16 to 20, starting on 1 April 2026."""
    service = a_service(world.lead, world.here, notice={"name": "青年组", "min_age": 16, "max_age": 20})
    minor = born > date(2008, 3, 2)
    guardian = (
        {"guardian": a_person("何雅琴", None, phone="13900000001"), "relation": "mother"} if minor else {}
    )
    row = an_application(service, applicant=a_person(birth=born), **guardian)
    given = replace(FAILED, ground="age")
    if outside:
        assess(row, given, **acting)
        assert duty(row, "tell_refusal").outcome == "open"
    else:
        assert refused_leaving_nothing(row, given, **acting).article == "psych:32"


def test_the_area_refuses_only_who_lives_outside_and_only_if_published(world, acting):
    """psych:32 refused within, psych:32 allowed outside."""
    service = a_service(world.lead, world.here, notice={"name": "街道组", "area_only": True})
    inside = an_application(service, applicant=a_person(in_area=True))
    assert refused_leaving_nothing(inside, replace(FAILED, ground="area"), **acting).article == "psych:32"
    outside = an_application(service, applicant=a_person("外地人", in_area=False, phone="13900000003"))
    assess(outside, replace(FAILED, ground="area"), **acting)
    outside.refresh_from_db()
    assert outside.state == "refused"


def test_nobody_passes_beyond_the_places_and_a_freed_one_goes_to_the_waiting(world, acting):
    """psych:34.1d, psych:34.4b"""
    service = a_service(world.lead, world.here, notice={"name": "一人组", "capacity": 1})
    first = passed(an_application(service), world.lead)
    second = an_application(service, applicant=a_person("陆遥", phone="13900000002"))
    refused = refused_leaving_nothing(second, PASSED, **acting)
    assert (refused.article, refused.field) == ("psych:34.1d", "result")
    assert "候补名单" in refused.way_on
    assess(second, replace(PASSED, result="waiting"), **acting)
    second.refresh_from_db()
    assert second.state == "waiting"
    ask_withdrawal(first, Leaving("oral", "搬家"), **acting)
    note_withdrawal(first, **acting)
    assert passed(second, world.lead).state == "passed"
    assert Assessment.unscoped.filter(application=second).count() == 2


def test_full_refuses_only_when_it_is(world, acting):
    """psych:32"""
    service = a_service(world.lead, world.here, notice={"name": "一人组", "capacity": 1})
    second = an_application(service, applicant=a_person("陆遥", phone="13900000002"))
    refused_leaving_nothing(second, replace(FAILED, ground="full"), **acting)
    passed(an_application(service), world.lead)
    assess(second, replace(FAILED, ground="full"), **acting)


def test_the_second_of_two_assessors_is_told_what_happened(world, acting):
    row = an_application(world.service)
    assess(row, PASSED, **acting)
    with pytest.raises(Stale) as stale:
        assess(row, replace(FAILED, ground="audience"), by=viewing(world.colleague))
    assert "待签署" in stale.value.way_on
    assert Assessment.unscoped.count() == 1


def test_a_remark_meanwhile_does_not_disturb_the_assessment(world, acting):
    row = an_application(world.service)
    leave_remark(row, "周三晚上更方便")
    assess(row, PASSED, **acting)
    row.refresh_from_db()
    assert row.state == "passed"


@pytest.mark.django_db(transaction=True)
def test_two_assess_in_the_same_moment_and_one_wins(frozen, settings, tmp_path):
    settings.FILES_ROOT = tmp_path
    world = a_world()
    row, answers, start = an_application(world.service), [], Barrier(2, timeout=60)

    def one_of(person) -> None:
        with clock.frozen_at(clock.at_hour(date(2026, 3, 2), 9)):
            start.wait()
            try:
                answers.append(assess(row, PASSED, by=viewing(person)))
            except Stale as stale:
                answers.append(stale)
            finally:
                connection.close()

    threads = [Thread(target=one_of, args=(person,)) for person in (world.lead, world.colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(answer).__name__ for answer in answers) == ["Assessment", "Stale"]
    assert Assessment.unscoped.count() == 1


def test_what_is_decided_is_not_assessed_again(world, acting):
    """psych:34.1d"""
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    with pytest.raises(Refused, match=r"psych:34\.1d"):
        assess(row, replace(FAILED, ground="audience", version=row.version), **acting)
    row.refresh_from_db()
    assert row.state == "success"


def test_by_role_or_because_one_is_in_charge(world):
    row = an_application(world.service)
    refused = refused_leaving_nothing(row, PASSED, by=viewing(world.duty))
    assert refused.rule == "rule:policy"
    stranger = refused_leaving_nothing(row, PASSED, by=viewing(world.stranger))
    assert stranger.rule == "rule:policy"
    led = a_service(world.lead, world.here, in_charge=world.counsellor, notice={"name": "咨询"})
    assess(an_application(led), PASSED, by=viewing(world.counsellor))


def test_a_refusal_is_explained_once_with_reasons_and_a_better_place(world, acting):
    """psych:34.4a"""
    row = an_application(world.service)
    assess(row, replace(FAILED, ground="audience"), **acting)
    assert duty(row, "tell_refusal").due == clock.end_of(date(2026, 3, 3))
    with pytest.raises(Refused, match=r"psych:34\.4a"):
        tell_refusal(row, Told("phone", True, "  "), **acting)
    assert duty(row, "tell_refusal").outcome == "open"
    tell_refusal(row, Told("phone", True, "本组面向学生家长，已介绍到街道社工站"), **acting)
    told = Assessment.unscoped.get()
    assert (told.told, told.told_way, told.referral_offered) == (
        "本组面向学生家长，已介绍到街道社工站",
        "phone",
        True,
    )
    assert duty(row, "tell_refusal").outcome == "met"
    with pytest.raises(Stale):
        tell_refusal(row, Told("phone", True, "再说一遍"), **acting)
    row.matter.refresh_from_db()
    assert row.matter.closed_at == clock.now()


def test_nobody_is_told_a_refusal_that_was_not_made(world, acting):
    """psych:34.4a"""
    row = an_application(world.service)
    with pytest.raises(Stale):
        tell_refusal(row, Told("phone", False, "不符合"), **acting)
    assert not Fact.unscoped.filter(kind="intake.refusal_told").exists()
