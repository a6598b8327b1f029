"""Terms that run by the clock: level 4 step by step, contacts, who is not reached, and follow-ups after the end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_person, signed_in, viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    duty,
    kinds,
    opened,
    outcome,
    ready,
    taken,
    told,
)
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty

pytestmark = pytest.mark.django_db
PHONE = actions.Contact("phone", True)
NO_ANSWER = actions.Contact("phone", False)


@pytest.fixture
def cast(frozen: object) -> Cast:
    return a_cast()


def acute(cast: Cast) -> Crisis:
    """Level 4: acting now."""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "4", path="emergency", behaviour="now")
    return crisis


def waits(crisis: Crisis, name: str) -> bool:
    """Whether one of the name is open."""
    return bool(Duty.unscoped.filter(matter=crisis.matter_id, name=name, outcome="open").exists())


def terms(crisis: Crisis, name: str) -> timedelta:
    """How long after it opened a duty is due."""
    found = Duty.unscoped.filter(matter=crisis.matter_id, name=name).order_by("-opened_at").first()
    assert found
    assert found.due
    return found.due - found.opened_at  # type: ignore[no-any-return]


def test_at_level_four_five_steps_are_owed_at_once_and_done_in_any_order(cast: Cast) -> None:
    """psych:3"""
    crisis = acute(cast)
    steps = ("help", "not_alone", "means", "family", "safety")
    assert [outcome(crisis, "psych:3", name) for name in steps] == ["open"] * 5
    assert terms(crisis, "not_alone") == timedelta(minutes=10)
    who = acting(cast.counsellor)
    page = signed_in(Client(), cast.counsellor).get(f"/work/crises/{crisis.matter_id}").content.decode()
    assert "tell?to=other" in page  # nobody guards a grown person: their family is chosen with care
    actions.make_safety_plan(crisis, {"coping": "听歌", "stays": "妈妈"}, **who)
    actions.keep_safe(crisis, actions.Kept("means", words="药由妈妈收走"), **who)
    actions.keep_safe(crisis, actions.Kept("not_alone", who="妈妈"), **who)
    told(crisis, cast.counsellor, "ambulance", "guardian")
    assert [outcome(crisis, "psych:3", name) for name in steps] == ["met"] * 5


def test_a_step_says_who_stays_and_where_the_means_are(cast: Cast) -> None:
    """psych:3"""
    crisis, before = acute(cast), None
    before = kinds(crisis)
    for given in (
        actions.Kept("not_alone"),
        actions.Kept("means"),
        actions.Kept("help"),
        actions.Kept("call", "妈妈"),
    ):
        with pytest.raises(Refused):
            actions.keep_safe(crisis, given, **acting(cast.counsellor))
    assert kinds(crisis) == before


def test_who_is_neither_acting_nor_armed_needs_no_police_but_that_is_written_down(cast: Cast) -> None:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "4", path="")
    actions.keep_safe(crisis, actions.Kept("help", words="在咨询室，身边没有工具"), **acting(cast.counsellor))
    assert outcome(crisis, "psych:3", "help") == "met"


def test_each_contact_while_the_level_is_high_owes_the_next_within_hours(cast: Cast) -> None:
    """psych:14b"""
    crisis = taken(cast)
    assert terms(crisis, "follow") == timedelta(hours=24)
    assessed(crisis, cast.counsellor, "3", path="referral", plan="specific")
    assert terms(crisis, "contact") == timedelta(hours=24)
    for _day in range(2):
        actions.follow_up(crisis, PHONE, **acting(cast.counsellor))
        assert waits(crisis, "contact")
    assert Duty.unscoped.filter(matter=crisis.matter_id, name="contact", outcome="met").count() == 2
    asked = actions.ask_lowering(crisis, "2", "有人陪", cast.other, **acting(cast.counsellor))
    actions.answer_lowering(asked, agree=True, by=viewing(cast.other))
    assert not waits(crisis, "contact")


def test_level_four_is_spoken_to_within_four_hours(cast: Cast) -> None:
    assert terms(acute(cast), "contact_urgent") == timedelta(hours=4)


def test_who_is_not_reached_is_tried_again_then_the_emergency_contact_then_the_police_look(
    cast: Cast,
) -> None:
    """psych:14b"""
    crisis, who = acute(cast), acting(cast.counsellor)
    actions.follow_up(crisis, NO_ANSWER, **who)
    assert outcome(crisis, "psych:14b", "again") == "open"
    assert terms(crisis, "again") == timedelta(minutes=30)
    assert outcome(crisis, "psych:14b", "kin") == ""
    actions.follow_up(crisis, NO_ANSWER, **who)
    assert outcome(crisis, "psych:14b", "again") == "met"
    assert (terms(crisis, "kin"), terms(crisis, "visit")) == (timedelta(minutes=15), timedelta(hours=1))
    actions.tell(crisis, actions.Tell("guardian", "not_reached", "phone"), **who)
    assert (outcome(crisis, "psych:14b", "kin"), outcome(crisis, "psych:14b", "visit")) == ("met", "open")
    told(crisis, cast.counsellor, "police")
    assert outcome(crisis, "psych:14b", "visit") == "met"


def test_reached_in_between_the_count_begins_anew(cast: Cast) -> None:
    crisis, who = acute(cast), acting(cast.counsellor)
    for minute, contact in enumerate((NO_ANSWER, PHONE, NO_ANSWER)):
        with clock.frozen_at(clock.now() + timedelta(minutes=minute)):
            actions.follow_up(crisis, contact, **who)
    assert waits(crisis, "again")
    assert outcome(crisis, "psych:14b", "kin") == ""


def test_a_low_level_owes_no_second_try_within_the_hour(cast: Cast) -> None:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor)
    actions.follow_up(crisis, NO_ANSWER, **acting(cast.counsellor))
    assert outcome(crisis, "psych:14b", "again") == ""


def test_a_hospital_that_says_nothing_is_called_after_two_hours_and_again(cast: Cast) -> None:
    """psych:15.3d"""
    crisis, who = acute(cast), acting(cast.counsellor)
    asked = actions.refer(crisis, Refer("急诊", "phone", "服药"), **who)
    assert terms(crisis, "silent") == timedelta(hours=2)
    with clock.frozen_at(clock.now() + timedelta(minutes=1)):
        actions.answer_referral(asked, Answer("no_answer"), **who)
        assert waits(crisis, "silent")
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        actions.answer_referral(asked, Answer("accepted", "值班医生"), **who)
        assert not waits(crisis, "silent")
        with pytest.raises(Stale):
            actions.answer_referral(asked, Answer("refused"), **who)


def test_none_of_it_can_be_waived_and_each_tells_somebody_above(cast: Cast) -> None:
    from youzhang.rulebook.library import builtin

    for article, names in {
        "psych:3": ("help", "not_alone", "means", "family", "safety"),
        "psych:14b": ("follow", "contact", "contact_urgent", "again", "kin", "visit", "same_day", "heard"),
        "psych:15.3a": ("assess",),
        "psych:15.3c": ("follow_ups", "planned"),
        "psych:15.3d": ("silent",),
    }.items():
        for name in names:
            rule: Any = builtin("psych").by_id[article].rule(name)
            assert not rule.waivable, name
            assert rule.escalates, name


def test_in_danger_and_did_not_come_is_spoken_to_the_same_day(cast: Cast) -> None:
    """psych:14b"""
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    crisis = taken(cast, subject=person.subject)
    actions.note_lost(person.subject, "missed", by=cast.counsellor)
    owed = duty(crisis, "psych:14b", "same_day")
    assert owed
    assert owed.due == clock.end_of(clock.today())
    actions.follow_up(crisis, PHONE, **acting(cast.counsellor))
    assert outcome(crisis, "psych:14b", "same_day") == "met"


def test_who_is_in_no_danger_may_miss_an_appointment(cast: Cast) -> None:
    person = register_person(a_person("小雨"), centre=cast.centre, by=cast.reporter)
    crisis = taken(cast, subject=person.subject)
    assessed(crisis, cast.counsellor)
    actions.note_lost(person.subject, "cancelled", by=cast.counsellor)
    assert outcome(crisis, "psych:14b", "same_day") == ""


def closed(cast: Cast) -> Crisis:
    """Settled, in house: thoughts only."""
    crisis = taken(cast)
    ready(crisis, cast)
    told(crisis, cast.counsellor, "guardian")
    return actions.close_crisis(crisis, "settled", "平稳", **acting(cast.head))


def test_the_follow_ups_go_on_after_the_end(cast: Cast) -> None:
    """psych:15.3c"""
    crisis = closed(cast)
    series = Duty.unscoped.filter(matter=crisis.matter_id, name="follow_ups", outcome="open")
    assert series.count() == 4
    with clock.frozen_at(clock.now() + timedelta(days=7)):
        actions.follow_up(crisis, PHONE, **acting(cast.counsellor))
    assert series.count() == 3
    assert Crisis.unscoped.get().closed_at


def test_danger_found_after_the_end_opens_a_crisis_of_its_own(cast: Cast) -> None:
    crisis = closed(cast)
    with clock.frozen_at(clock.now() + timedelta(days=7)):
        found = actions.Contact("phone", True, "3", "又有计划")
        actions.follow_up(crisis, found, **acting(cast.counsellor))
        again = Crisis.unscoped.get(closed_at=None)
    assert (again.before_id, again.level) == (crisis.pk, "3")


def test_the_follow_ups_end_by_two_people_with_a_reason(cast: Cast) -> None:
    """psych:15.3c refused, psych:15.3c allowed"""
    crisis = closed(cast)
    who = acting(cast.counsellor)
    with pytest.raises(Refused):
        actions.ask_end_of_watch(crisis, "搬走了", cast.counsellor, **who)
    asked = actions.ask_end_of_watch(crisis, "转到外地医院随访", cast.other, **who)
    with pytest.raises(Refused):
        actions.answer_end_of_watch(asked, agree=True, by=viewing(cast.counsellor))
    assert outcome(crisis, "psych:15.3c", "follow_ups") == "open"
    actions.answer_end_of_watch(asked, agree=True, words="已核实", by=viewing(cast.other))
    assert not Duty.unscoped.filter(matter=crisis.matter_id, name="follow_ups", outcome="open").exists()
    with pytest.raises(Stale):
        actions.follow_up(crisis, PHONE, **who)


def test_what_was_agreed_is_kept_before_it_is_called_settled(cast: Cast) -> None:
    crisis = taken(cast)
    ready(crisis, cast)
    told(crisis, cast.counsellor, "guardian")
    actions.plan_follow_up(crisis, clock.today() + timedelta(days=3), **acting(cast.counsellor))
    with pytest.raises(Refused):
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    assert Crisis.unscoped.get().closed_at is None
    actions.follow_up(crisis, PHONE, **acting(cast.counsellor))
    actions.close_crisis(crisis, "settled", "", **acting(cast.head))


def test_a_report_made_before_the_alarm_was_entered_counts(cast: Cast) -> None:
    crisis = opened(cast, at=clock.now(), reason="other")
    earlier: datetime = clock.now() - timedelta(minutes=10)
    given = actions.Tell("authority", "told", "phone", "值班员", "情况")
    actions.tell(crisis, given, **acting(cast.head), at=earlier)
    assert outcome(crisis, "psych:14b", "report") == "met"
