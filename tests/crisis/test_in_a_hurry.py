"""Somebody in a hurry wants a crisis to end: wrong dates, one pair of eyes, an old yes, a duty passed out of sight
(psych:14b, psych:15.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.builders import staff, viewing
from tests.crisis.people import (
    CALM,
    Cast,
    a_cast,
    acting,
    assessed,
    calmed,
    confirmed,
    found_nothing,
    kinds,
    lowered,
    opened,
    outcome,
    taken,
    told,
)
from tests.crisis.test_ends import CLEAR, called, closed, not_closed, on_the_way, sent
from youzhang.clients.actions import NewPerson, correct_person, register_person
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis, Lowering, Telling
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.duties import PassOn, pass_on
from youzhang.ledger.models import Duty, DutyHolder
from youzhang.rulebook.terms import last_day_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


@pytest.mark.parametrize("found", [{"plan": "specific"}, {"behaviour": "past"}, {"disorder": True}])
def test_whatever_path_stands_more_than_thoughts_is_referred(
    frozen: Any, cast: Cast, found: dict[str, Any]
) -> None:
    """psych:15.3d: nor does somebody else's assessment that finds less take it back."""
    crisis = on_the_way(cast)
    with clock.frozen_at(frozen + HOUR):
        assessed(crisis, cast.counsellor, "1", path="", **found)
        assessed(crisis, cast.lead, "1", path="")
        calmed(crisis, cast)
        not_closed(crisis, "settled", cast.head, "psych:15.3d", "to be referred")
        sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "settled", cast.head)


@pytest.mark.parametrize("answers", [(), ("no_answer",), ("taken_back",)])
def test_a_referral_that_no_body_answered_settles_nothing(cast: Cast, answers: tuple[str, ...]) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", developmental=True)
    calmed(crisis, cast)
    sent(crisis, cast.counsellor, *answers)
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "no body has answered")
    sent(crisis, cast.counsellor, "refused")
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "one body has declined")
    sent(crisis, cast.counsellor, "refused")
    closed(crisis, "settled", cast.head)


def test_what_nobody_took_does_not_end_as_if_it_had_been_seen_to(cast: Cast) -> None:
    """psych:15.3a"""
    crisis = opened(cast)
    assessed(crisis, cast.reporter, "0", **CLEAR)
    not_closed(crisis, "unfounded", cast.head, "psych:15.3a", "Nobody has taken")
    crisis = opened(cast)
    assessed(crisis, cast.reporter)
    told(crisis, cast.reporter, "authority", "guardian")
    called(crisis, cast.reporter)
    not_closed(crisis, "settled", cast.head, "psych:15.3a", "Nobody has taken")
    actions.take_crisis(crisis, **acting(cast.counsellor))
    calmed(crisis, cast)
    closed(crisis, "settled", cast.head)


def test_whoever_only_opened_it_does_not_find_it_unfounded(cast: Cast) -> None:
    """psych:15.3a"""
    crisis = opened(cast, reason="other")
    assessed(crisis, cast.reporter, "0", **CLEAR)
    actions.take_crisis(crisis, **acting(cast.counsellor))
    not_closed(crisis, "unfounded", cast.head, "psych:15.3a", "Only whoever opened it")
    found_nothing(crisis, cast.counsellor)
    closed(crisis, "unfounded", cast.head)


def test_that_somebody_died_is_said_by_a_head_who_did_not_lead(cast: Cast) -> None:
    crisis = actions.take_crisis(opened(cast), override="nobody_else", **acting(cast.head))
    told(crisis, cast.head, "authority", "guardian")
    refused = not_closed(crisis, "died", cast.head, "psych:14b", "You led this crisis")
    assert cast.lead.name in refused.way_on
    closed(crisis, "died", cast.lead)


def test_whoever_takes_the_name_away_does_not_close_it_as_untraced(cast: Cast) -> None:
    """psych:15.3c"""
    crisis = taken(cast)
    told(crisis, cast.counsellor, "authority", "police")
    called(crisis, cast.counsellor, reached=False)
    confirmed(crisis, cast.counsellor)
    actions.add_known(crisis, actions.Told(nameless=True), **acting(cast.head))
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.head))
    refused = not_closed(crisis, "untraced", cast.head, "psych:14b", "nobody knows the name")
    assert cast.lead.name in refused.way_on
    assert cast.head.name not in refused.way_on
    closed(crisis, "untraced", cast.lead)


def test_a_sign_that_is_entered_with_an_earlier_date_was_not_seen_to_by_an_earlier_call(
    frozen: Any, cast: Cast
) -> None:
    crisis = on_the_way(cast)
    with clock.frozen_at(frozen + 2 * HOUR):
        called(crisis, cast.counsellor)
    with clock.frozen_at(frozen + 3 * HOUR):
        found = actions.Assessed(CALM | {"intent": True}, "3")
        actions.assess(crisis, found, at=frozen + HOUR, **acting(cast.counsellor))
        lowered(crisis, cast, "1")
        not_closed(crisis, "settled", cast.head, "psych:14b", "Nobody has reached")
        calmed(crisis, cast)
        sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "settled", cast.head)


def test_a_finding_with_an_earlier_date_is_not_outweighed_by_a_calm_one_entered_before(
    frozen: Any, cast: Cast
) -> None:
    crisis = taken(cast, reason="other")
    with clock.frozen_at(frozen + 3 * HOUR):
        for hours, disorder in ((2, False), (1, True)):
            given = actions.Assessed(CALM | {"ideation": "none", "disorder": disorder}, "0")
            actions.assess(crisis, given, at=frozen + hours * HOUR, **acting(cast.counsellor))
        not_closed(crisis, "unfounded", cast.head, "psych:14a", "found danger")


def test_a_yes_to_a_lower_level_does_not_hold_for_what_was_found_since(frozen: Any, cast: Cast) -> None:
    """psych:15.3d: the second may still say no, and it is asked anew."""
    crisis = on_the_way(cast, "referral", plan="vague")
    actions.ask_lowering(crisis, "0", "平稳", cast.other, **acting(cast.counsellor))
    asked = Lowering.unscoped.select_related("crisis__matter__centre").get()
    assessed(crisis, cast.counsellor, "3", path="", plan="specific", intent=True)
    before = kinds(crisis)
    with pytest.raises(Refused, match="more danger"):
        actions.answer_lowering(asked, agree=True, by=viewing(cast.other))
    crisis.refresh_from_db()
    assert (crisis.level, kinds(crisis)) == ("3", before)
    actions.answer_lowering(asked, agree=False, by=viewing(cast.other))
    assert outcome(crisis, "psych:15.3d", "lower") == "met"
    with clock.frozen_at(frozen + HOUR):
        lowered(crisis, cast, "1")
    assert crisis.level == "1"


def test_attempts_before_the_alarm_make_no_guardian_unreachable(frozen: Any, cast: Cast) -> None:
    """psych:15.3b"""
    crisis = taken(cast)
    for hours in (30, 29, 28):
        tried = actions.Tell("guardian", "not_reached", "phone")
        actions.tell(
            crisis, tried, at=frozen - hours * HOUR, late_reason="forgotten", **acting(cast.counsellor)
        )
    before = Telling.unscoped.count()
    with pytest.raises(Refused) as refused:
        actions.tell(
            crisis, actions.Tell("guardian", "none", reason="unreachable"), **acting(cast.counsellor)
        )
    assert refused.value.rule == "psych:15.3b"
    assert Telling.unscoped.count() == before
    assert outcome(crisis, "psych:15.3b", "guardian") == "open"


def test_follow_ups_moved_one_after_the_other_do_not_go_far_away(cast: Cast) -> None:
    """psych:15.3c"""
    crisis = on_the_way(cast)
    found = Duty.unscoped.filter(matter=crisis.matter_id, article="psych:15.3c").order_by("-due")
    before = list(found.values_list("pk", "due"))
    for duty in list(found):
        with pytest.raises(Refused):
            actions.move_follow_up(
                crisis, duty, date(2099, 1, 1), "agreed_with_person", **acting(cast.counsellor)
            )
    assert list(found.values_list("pk", "due")) == before
    last, fourth = found[0], found[1]
    assert last.due
    assert fourth.due
    day = last_day_of(last.due)
    for later, allowed in ((91, False), (90, True)):
        try:
            actions.move_follow_up(
                crisis, last, day + timedelta(days=later), "staff_ill", **acting(cast.counsellor)
            )
        except Refused:
            assert not allowed
        else:
            assert allowed
    # The next one passes the first day of the one after it no more than before that was moved.
    with pytest.raises(Refused):
        actions.move_follow_up(crisis, fourth, day, "staff_ill", **acting(cast.counsellor))
    fourth.refresh_from_db()
    assert fourth.extended_from is None


def test_what_keeps_somebody_alive_is_passed_on_to_nobody_who_cannot_see_it(cast: Cast) -> None:
    crisis = on_the_way(cast)
    owed = Duty.unscoped.select_related("matter__centre").get(
        matter=crisis.matter_id, article="psych:14b", name="follow"
    )
    before = (kinds(crisis), set(DutyHolder.objects.filter(duty=owed).values_list("user", "role")))
    blind = staff(cast.centre, "club_member")
    with pytest.raises(Refused, match="may not see"):
        pass_on(owed, PassOn(blind), by=viewing(cast.lead))
    assert (
        kinds(crisis),
        set(DutyHolder.objects.filter(duty=owed).values_list("user", "role")),
    ) == before
    pass_on(owed, PassOn(cast.other), by=viewing(cast.lead))
    assert [one.user for one in DutyHolder.objects.filter(duty=owed)] == [cast.other]


def test_a_head_who_was_not_let_in_does_not_close_it(cast: Cast) -> None:
    crisis = on_the_way(cast)
    called(crisis, cast.counsellor)
    not_closed(crisis, "settled", staff(cast.centre, "deputy_head"), "rule:crisis_others")


# -- and what is honest stays possible


def a_child(cast: Cast, born: date) -> tuple[Any, Crisis]:
    person = register_person(NewPerson("小雨", born), centre=cast.centre, by=None)
    return person, taken(cast, subject=person.subject, told=actions.Told())


NOBODY = actions.Tell("guardian", "none", reason="capable_adult")


def test_a_birth_date_that_made_a_child_of_them_is_put_right(cast: Cast) -> None:
    """psych:15.3b"""
    person, crisis = a_child(cast, date(2013, 3, 8))
    assert crisis.minor
    with pytest.raises(Refused):
        actions.tell(crisis, NOBODY, **acting(cast.counsellor))
    correct_person(person, NewPerson("小雨", date(1990, 3, 8)), version=person.version, **acting(cast.lead))
    actions.tell(crisis, NOBODY, **acting(cast.counsellor))
    assert outcome(crisis, "psych:15.3b", "guardian") == "met"


def test_whoever_comes_of_age_in_the_crisis_has_no_guardian_any_more(frozen: Any, cast: Cast) -> None:
    _person, crisis = a_child(cast, date(2008, 3, 10))
    with clock.frozen_at(frozen + timedelta(days=10)):
        actions.tell(crisis, NOBODY, **acting(cast.counsellor))
    assert outcome(crisis, "psych:15.3b", "guardian") == "met"


def test_what_somebody_said_of_age_or_capacity_is_not_put_right_by_a_file(cast: Cast) -> None:
    person = register_person(NewPerson("小雨", date(1990, 3, 8)), centre=cast.centre, by=None)
    for more in ({"minor": True}, {"born": date(2013, 3, 8)}):
        crisis = taken(cast, subject=person.subject, told=actions.Told(**more))
        with pytest.raises(Refused):
            actions.tell(crisis, NOBODY, **acting(cast.counsellor))
        assert "crisis.guardian_none" not in kinds(crisis)
