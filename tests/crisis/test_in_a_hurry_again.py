"""Somebody in a hurry wants a crisis off the list: danger found again at the same level, a crisis joined away, a second
person whose training ran out (psych:14b, psych:15.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.builders import viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    calmed,
    found_nothing,
    kinds,
    lowered,
    opened,
    outcome,
    said_same,
    taken,
    told,
)
from tests.crisis.test_ends import CLEAR, called, closed, not_closed, on_the_way, sent
from youzhang.crisis import actions
from youzhang.crisis.actions.keepers import keepers_of
from youzhang.crisis.actions.who import outsiders_for
from youzhang.crisis.models import Crisis, MoreKnown
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.staff.models import Training

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
AGAIN: dict[str, Callable[[Crisis, Cast], object]] = {
    "contact": lambda crisis, cast: called(crisis, cast.counsellor, level="3"),
    "note": lambda crisis, cast: actions.raise_level(crisis, "3"),
    "judged": lambda crisis, cast: assessed(crisis, cast.counsellor, "3", path=""),
}


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def nearly_settled(cast: Cast) -> Crisis:
    """High, accepted by a body, reached, assessed as calm; only the lower level is still to be agreed."""
    crisis = on_the_way(cast, "referral", intent=True)
    sent(crisis, cast.counsellor, "accepted")
    called(crisis, cast.counsellor)
    assessed(crisis, cast.counsellor, "0", path="")
    crisis.refresh_from_db()
    return crisis


@pytest.mark.parametrize("sign", sorted(AGAIN))
def test_danger_found_again_at_the_level_that_stands_is_a_new_sign(
    frozen: Any, cast: Cast, sign: str
) -> None:
    """psych:14b"""
    crisis = nearly_settled(cast)
    with clock.frozen_at(frozen + HOUR):
        AGAIN[sign](crisis, cast)
        lowered(crisis, cast, "1")
        not_closed(crisis, "settled", cast.head, "psych:14b", "Nobody has reached")
        not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "Since the last sign")
        calmed(crisis, cast)
        closed(crisis, "settled", cast.head)


@pytest.mark.parametrize("sign", sorted(AGAIN))
def test_a_yes_asked_for_before_danger_was_found_again_lowers_nothing(
    frozen: Any, cast: Cast, sign: str
) -> None:
    """psych:15.3d"""
    crisis = nearly_settled(cast)
    asked = actions.ask_lowering(crisis, "1", "平稳", cast.other, **acting(cast.counsellor))
    with clock.frozen_at(frozen + HOUR):
        AGAIN[sign](crisis, cast)
        before = kinds(crisis)
        with pytest.raises(Refused, match="more danger"):
            actions.answer_lowering(asked, agree=True, by=viewing(cast.other))
        crisis.refresh_from_db()
        assert (crisis.level, kinds(crisis)) == ("3", before)


def test_a_second_person_whose_training_ran_out_no_longer_agrees(frozen: Any, cast: Cast) -> None:
    """psych:15.3a: to say no takes no training."""
    crisis = nearly_settled(cast)
    with clock.frozen_at(frozen + timedelta(days=364)):
        asked = actions.ask_lowering(crisis, "1", "平稳", cast.other, **acting(cast.counsellor))
    with clock.frozen_at(frozen + timedelta(days=367)):
        before = kinds(crisis)
        with pytest.raises(Refused, match="no longer valid") as refused:
            actions.answer_lowering(asked, agree=True, by=viewing(cast.other))
        assert refused.value.rule == "psych:15.3a"
        assert kinds(crisis) == before
        actions.answer_lowering(asked, agree=False, by=viewing(cast.other))
    crisis.refresh_from_db()
    assert crisis.level == "3"


def test_a_body_that_sent_the_person_back_is_no_second_person_any_more(cast: Cast) -> None:
    """psych:15.3e: it had them when it was asked, and has them no longer."""
    Training.unscoped.filter(user=cast.other).delete()
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "3", path="", plan="vague")
    sent(crisis, cast.counsellor, "accepted")
    assert [one.name for one in outsiders_for(crisis, cast.counsellor)] == ["值班医生"]
    actions.note_sent_back(crisis, keepers_of(crisis)[0], "没有床位", **acting(cast.counsellor))
    assert outsiders_for(crisis, cast.counsellor) == []
    before = kinds(crisis)
    with pytest.raises(Refused) as refused:
        lower_by_telephone(crisis, cast)
    assert refused.value.rule == "psych:15.3a"
    crisis.refresh_from_db()
    assert (crisis.level, kinds(crisis)) == ("3", before)


def lower_by_telephone(crisis: Crisis, cast: Cast) -> None:
    second = actions.Second(outside="值班医生", phone="87650000")
    actions.ask_lowering(crisis, "1", "好转", second, **acting(cast.counsellor))


# -- joined away


def joined(cast: Cast, **found: Any) -> Crisis:
    """One crisis in which more was found, joined to another that goes on."""
    crisis = taken(cast, told=actions.Told("小雨", "13800000427", "天台", "说活着没意思", minor=False))
    assessed(crisis, cast.counsellor, "1", path="", **found)
    other = taken(cast, reason="other", told=actions.Told("年轻女声", "13900000427", minor=False))
    assessed(other, cast.counsellor, "0", path="in_house", ideation="none")
    other.refresh_from_db()
    with clock.frozen_at(clock.now() + timedelta(minutes=10)):
        said_same(crisis, other, cast.counsellor)
        actions.join(crisis, other, "同一个人", **acting(cast.lead))
    other.refresh_from_db()
    return other


def test_a_plan_that_is_joined_away_is_referred_all_the_same(frozen: Any, cast: Cast) -> None:
    """psych:15.3d"""
    crisis = joined(cast, self_harm=True)
    assert crisis.path == "referral"
    with clock.frozen_at(frozen + HOUR):
        calmed(crisis, cast)
        before = kinds(crisis)
        with pytest.raises(Refused, match="is referred"):
            actions.choose_path(crisis, "in_house", **acting(cast.counsellor))
        assert kinds(crisis) == before
        told(crisis, cast.counsellor, "authority", "guardian")
        not_closed(crisis, "settled", cast.head, "psych:15.3d", "to be referred")
        sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "settled", cast.head)


def test_thoughts_that_are_joined_away_are_told_all_the_same(frozen: Any, cast: Cast) -> None:
    """psych:15.3b"""
    crisis = joined(cast)
    with clock.frozen_at(frozen + HOUR):
        lowered(crisis, cast, "0")
        found_nothing(crisis, cast.counsellor)
        not_closed(crisis, "unfounded", cast.head, "psych:15.3b")
        told(crisis, cast.counsellor, "authority", "guardian")
        assessed(crisis, cast.counsellor, "0", **CLEAR)
        closed(crisis, "unfounded", cast.head)
    assert outcome(crisis, "psych:15.3b", "guardian") == "met"


def test_whoever_opened_a_crisis_does_not_close_the_one_to_which_it_was_joined(cast: Cast) -> None:
    """psych:14b"""
    crisis = actions.take_crisis(opened(cast, by=cast.head), **acting(cast.counsellor))
    other = taken(cast, reason="other")
    said_same(crisis, other, cast.counsellor)
    actions.join(crisis, other, "同一个人", **acting(cast.lead))
    other.refresh_from_db()
    refused = not_closed(other, "died", cast.head, "psych:14b", "You opened this crisis")
    assert cast.lead.name in refused.way_on


def test_what_was_known_where_it_was_joined_from_stands_in_the_other_and_its_lead_is_called(
    cast: Cast,
) -> None:
    """psych:14b: no name and no telephone is lost, and whoever leads reads it."""
    crisis = joined(cast)
    entry = MoreKnown.unscoped.select_related("matter__key").get(crisis=crisis)
    assert (entry.who, entry.phone, entry.place) == ("小雨", "13800000427", "天台")
    assert (crisis.who, crisis.phone, crisis.place) == ("年轻女声", "13900000427", "天台")
    assert outcome(crisis, "psych:14b", "heard") == "open"
