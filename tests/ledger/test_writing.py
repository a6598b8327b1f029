"""Facts in, duties out: the one door."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.builders import a_centre, staff, viewing
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import refusals
from youzhang.ledger.duties import Extension, PassOn, extend, give_back, pass_on, take, waive
from youzhang.ledger.models import Duty, DutyHolder, Fact, Matter, Refusal
from youzhang.ledger.refresh import refresh
from youzhang.ledger.writing import writing

pytestmark = pytest.mark.django_db


def test_a_planned_service_owes_its_notice_a_month_before_it_starts(world, duty):
    """psych:34.1a"""
    lead, service = world.lead, world.service
    owed = duty(service, "psych:34.1a", "notice")
    assert owed.due == clock.end_of(date(2026, 3, 1))
    assert owed.strength == "in_principle"
    assert owed.holders == [str(lead.pk), "specialist"]


def test_an_application_owes_its_assessment_by_the_closing_day(world, duty):
    """psych:34.1d, psych:34.2b"""
    matter = world.apply()
    assert duty(matter, "psych:34.1d", "assess").due == clock.end_of(date(2026, 3, 20))
    assert DutyHolder.objects.filter(duty__matter=matter).count() == 2


def test_success_is_reached_by_three_facts_and_opens_receipt_and_reminder(world, duty):
    """psych:34.2c, psych:34.3a, psych:34.3b"""
    lead = world.lead
    matter = world.apply()
    with writing(matter, by=lead) as record:
        record("intake.assessed", result="passed", method="phone", urgency="routine")
    assert not Duty.unscoped.filter(matter=matter, article="psych:34.3a").exists()
    with writing(matter, by=lead) as record:
        record("intake.explained")
        record("intake.agreement_signed", template=1)
    assert duty(matter, "psych:34.1d", "assess").outcome == "met"
    assert duty(matter, "psych:34.3a", "receipt").due == clock.end_of(date(2026, 3, 3))
    assert duty(matter, "psych:34.3b", "remind").due == clock.end_of(date(2026, 3, 30))


def test_an_act_inside_an_act_on_the_same_matter_is_seen_by_both_and_chained_once(world, duty):
    """psych:34.1d, psych:34.2c"""
    lead, matter = world.lead, world.apply()
    before = Fact.unscoped.count()
    with writing(matter, by=lead) as outer:
        outer("intake.assessed", result="passed", method="phone", urgency="routine")
        with writing(matter, by=lead) as inner:
            inner("intake.explained")
        outer("intake.agreement_signed", template=1)
    assert Fact.unscoped.count() == before + 3
    assert duty(matter, "psych:34.1d", "assess").outcome == "met"
    assert duty(matter, "psych:34.3a", "receipt").outcome == "open"
    assert refresh(matter) == 0


def test_a_gate_refuses_counts_itself_and_leaves_nothing(world, duty):
    """psych:34.2a"""
    lead = world.lead
    matter = world.apply()
    before = Fact.unscoped.count()
    with pytest.raises(Refused) as refused, writing(matter, by=lead) as record:
        record("intake.agreement_signed", template=1)
    assert refused.value.article == "psych:34.2a"
    assert refused.value.way_on
    assert Fact.unscoped.count() == before
    refusals.write()
    assert Refusal.objects.get(rule="psych:34.2a").count == 1


def test_the_future_is_refused_and_late_entry_asks_why(world, duty):
    lead = world.lead
    matter = world.apply()
    with (
        pytest.raises(Refused, match="future"),
        writing(matter, by=lead, at=clock.now() + timedelta(minutes=1)) as r,
    ):
        r("intake.special_need", need="hearing")
    long_ago = clock.now() - timedelta(days=2)
    with pytest.raises(Refused), writing(matter, by=lead, at=long_ago) as record:
        record("intake.special_need", need="hearing")
    with writing(matter, by=lead, at=long_ago, late_reason="paper_first") as record:
        record("intake.special_need", need="hearing")
    assert Fact.unscoped.get(kind="intake.special_need").late_reason == "paper_first"


def test_wrong_data_is_a_programming_error(world, duty):
    matter = world.apply()
    with pytest.raises(ValueError, match="result is not one of"), writing(matter, by=None) as record:
        record("intake.assessed", result="maybe", method="phone", urgency="routine")


def test_a_moved_start_moves_what_depends_on_it(world, duty):
    """psych:34.3b: the children follow when they are refreshed."""
    lead, service = world.lead, world.service
    matter = world.apply()
    with writing(service, by=lead) as record:
        record("services.date_moved", starts_on=date(2026, 4, 8), closes_on=date(2026, 3, 27))
    assert refresh(Matter.unscoped.get(pk=matter.pk)) == 1
    assert duty(matter, "psych:34.1d", "assess").due == clock.end_of(date(2026, 3, 27))


def test_rebuilding_changes_nothing(world, duty):
    matter = world.apply()
    rows = list(Duty.unscoped.order_by("pk").values())
    assert refresh(matter) == 0
    Duty.unscoped.all().delete()
    for each in Matter.unscoped.all():
        refresh(each)
    assert list(Duty.unscoped.order_by("pk").values()) == rows


def test_a_correction_replaces_and_a_void_takes_away(world, duty):
    lead = world.lead
    matter = world.apply()
    with writing(matter, by=lead) as record:
        wrong = record("intake.assessed", result="failed", method="phone", urgency="routine", ground="age")
    assert duty(matter, "psych:34.4a", "tell_refusal").outcome == "open"
    with writing(matter, by=lead) as record:
        right = record("intake.assessed", amends=wrong, result="passed", method="phone", urgency="routine")
    assert not Duty.unscoped.filter(matter=matter, article="psych:34.4a").exists()
    assert duty(matter, "psych:34.2a", "sign").outcome == "open"
    with writing(matter, by=lead) as record:
        record("intake.assessed", amends=right, void=True)
    assert duty(matter, "psych:34.1d", "assess").outcome == "open"


def test_duties_are_taken_given_back_passed_on_and_waived(world, duty):
    centre, lead = world.centre, world.lead
    colleague = staff(centre, "specialist")
    matter = world.apply()
    owed = duty(matter, "psych:34.1d", "assess")
    take(owed, by=viewing(colleague))
    assert [h.user_id for h in DutyHolder.objects.filter(duty=owed)] == [colleague.pk]
    owed.refresh_from_db()
    other = staff(centre, "specialist")
    with pytest.raises(Refused, match="role"):
        take(owed, by=viewing(other))
    give_back(owed, by=viewing(colleague))
    assert DutyHolder.objects.filter(duty=owed).count() == 2
    pass_on(owed, PassOn(colleague), by=viewing(lead))
    assert [h.user_id for h in DutyHolder.objects.filter(duty=owed)] == [colleague.pk]
    waive(owed, "duplicate", by=viewing(lead))
    owed.refresh_from_db()
    assert (owed.outcome, owed.reason_code) == ("waived", "duplicate")
    assert not DutyHolder.objects.filter(duty=owed).exists()


def test_only_the_lead_waives_and_a_fixed_term_is_not_extended(world, duty):
    centre, lead = world.centre, world.lead
    desk = staff(centre, "duty_staff")
    owed = duty(world.apply(), "psych:34.1d", "assess")
    facts = Fact.unscoped.count()
    with pytest.raises(Refused, match="role"):
        waive(owed, "duplicate", by=viewing(desk))
    with pytest.raises(Refused, match=r"psych:34\.1d"):
        extend(owed, Extension(date(2026, 4, 1), "staff_ill"), by=viewing(lead))
    assert Fact.unscoped.count() == facts


def test_another_centre_sees_nothing(world, duty):
    matter = world.apply()
    stranger = viewing(staff(a_centre(organisation="Elsewhere"), "project_lead", "specialist"))
    for model in (Matter, Fact, Duty):
        assert not model.objects.visible_to(stranger).exists()
    assert Matter.objects.visible_to(viewing(world.lead)).filter(pk=matter.pk).exists()
    with pytest.raises(TypeError):
        Fact.objects.all()


def test_numbers_are_gapless_per_kind_centre_and_year(world, duty):
    numbers = [world.apply().number for _ in range(3)]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
