"""How a crisis ends, and how it does not: nothing ends over somebody in danger (psych:14b, psych:15.3b, psych:15.3c,
psych:15.3d)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import a_centre, a_person, signed_in, staff
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
    ready,
    taken,
    told,
    trained,
)
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.codes import FLAGS, OUTCOMES
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused

pytestmark = pytest.mark.django_db
# One answer each; disorder is none of danger by itself, but it is referred (psych:15.3d).
ANSWERS: dict[str, Any] = {"ideation": "passive", "plan": "vague", "behaviour": "past"} | dict.fromkeys(
    FLAGS.keys() - {"hopeless", "substances"}, "yes"
)
CLEAR = {"path": "", "ideation": "none"}


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def closed(crisis: Crisis, outcome: str, by: Any, words: str = "已核实") -> Crisis:
    return actions.close_crisis(crisis, outcome, words, **acting(by))


def not_closed(crisis: Crisis, outcome: str, by: Any, rule: str, why: str = "") -> Refused:
    """Refused with its article and a way on, and nothing written."""
    before = kinds(crisis)
    with pytest.raises(Refused) as refused:
        closed(crisis, outcome, by)
    assert refused.value.rule == rule, refused.value
    assert why in str(refused.value)
    assert refused.value.way_on
    crisis.refresh_from_db()
    assert (kinds(crisis), crisis.closed_at, crisis.outcome) == (before, None, "")
    return refused.value


def called(crisis: Crisis, by: Any, reached: bool = True, level: str = "") -> None:
    actions.follow_up(crisis, actions.Contact("phone", reached, level), **acting(by))


def sent(crisis: Crisis, by: Any, *answers: str) -> None:
    referral = actions.refer(crisis, Refer("市精神卫生中心", "phone", "需要评估"), **acting(by))
    for answer in answers:
        actions.answer_referral(referral, Answer(answer, "值班医生"), **acting(by))


# -- unfounded


@pytest.mark.parametrize("answer", sorted(ANSWERS))
def test_what_its_own_assessment_found_is_not_unfounded(cast: Cast, answer: str) -> None:
    """psych:14a refused."""
    crisis = taken(cast, reason="other")
    found = CALM | {"ideation": "none", answer: ANSWERS[answer]}
    actions.assess(crisis, actions.Assessed(found, "0"), **acting(cast.counsellor))
    not_closed(crisis, "unfounded", cast.head, "psych:14a", "assessment found danger")


def test_a_level_that_anybody_set_is_not_unfounded_before_two_lower_it(cast: Cast) -> None:
    """By hand, by a tool, by a follow-up."""
    for n, raised in enumerate(
        (
            lambda one: assessed(one, cast.counsellor, "2", **CLEAR),
            lambda one: (actions.raise_level(one, "3"), assessed(one, cast.counsellor, "0", **CLEAR)),
            lambda one: (
                assessed(one, cast.counsellor, "0", **CLEAR),
                called(one, cast.counsellor, level="1"),
            ),
        )
    ):
        crisis = taken(cast, reason="other")
        raised(crisis)
        crisis.refresh_from_db()
        not_closed(crisis, "unfounded", cast.head, "psych:15.3d", "level stands at")
        lowered(crisis, cast, "0")
        not_closed(crisis, "unfounded", cast.head, "psych:14b", "Nobody has reached")
        found_nothing(crisis, cast.counsellor)
        closed(crisis, "unfounded", cast.head)
        assert Crisis.unscoped.filter(outcome="unfounded").count() == n + 1


def test_nobody_finds_it_unfounded_who_has_not_heard_the_person_since_the_last_sign(
    frozen: Any, cast: Cast
) -> None:
    """psych:14b, psych:15.3a: a colleague without training heard them; a new sign came after the talk."""
    crisis = taken(cast, reason="other")
    assessed(crisis, cast.counsellor, "0", **CLEAR)
    called(crisis, cast.counsellor, reached=False)
    not_closed(crisis, "unfounded", cast.head, "psych:14b", "Nobody has reached")
    called(crisis, cast.lead)
    not_closed(crisis, "unfounded", cast.head, "psych:15.3a", "valid crisis training")
    called(crisis, cast.counsellor)
    with clock.frozen_at(frozen + timedelta(hours=1)):
        actions.note_suicidal(crisis)
        not_closed(crisis, "unfounded", cast.head, "psych:14b", "since the last sign of danger")
        called(crisis, cast.counsellor)
        not_closed(crisis, "unfounded", cast.head, "psych:15.3d", "not later than the last sign")
        assessed(crisis, cast.counsellor, "0", **CLEAR)
        closed(crisis, "unfounded", cast.head)


def test_an_alarm_of_suicide_in_which_nothing_was_found_owes_no_telling(cast: Cast) -> None:
    """psych:15.3b, psych:50: nobody is told of a danger that the assessment did not find. psych:14a allowed."""
    crisis = taken(cast)
    not_closed(crisis, "unfounded", cast.head, "psych:14b")
    found_nothing(crisis, cast.counsellor)
    closed(crisis, "unfounded", cast.head, "误报")
    assert outcome(crisis, "psych:15.3b", "guardian") == "lapsed"


def test_what_an_assessment_found_once_is_told_whatever_is_found_later(cast: Cast) -> None:
    """psych:15.3b"""
    crisis = taken(cast, reason="other")
    assessed(crisis, cast.counsellor, "1", path="")
    lowered(crisis, cast, "0")
    found_nothing(crisis, cast.counsellor)
    not_closed(crisis, "unfounded", cast.head, "psych:15.3b")
    told(crisis, cast.counsellor, "authority", "guardian")
    assessed(crisis, cast.counsellor, "0", **CLEAR)
    closed(crisis, "unfounded", cast.head)


@pytest.mark.parametrize(
    "acted", ["guardian", "authority", "police", "civil_affairs", "ambulance", "other", "path"]
)
def test_after_a_telling_or_a_path_two_people_find_it_unfounded_anew(cast: Cast, acted: str) -> None:
    crisis = taken(cast, reason="other")
    called(crisis, cast.counsellor)
    assessed(crisis, cast.lead, "0", **CLEAR)
    if acted == "path":
        actions.choose_path(crisis, "emergency", **acting(cast.counsellor))
    else:
        told(crisis, cast.counsellor, acted)
    not_closed(crisis, "unfounded", cast.head, "psych:14b", "since the latest assessment")
    assessed(crisis, cast.head, "0", **CLEAR)
    refused = not_closed(crisis, "unfounded", cast.head, "psych:14b", "You made the latest assessment")
    assert cast.lead.name in refused.way_on
    assert cast.head.name not in refused.way_on
    closed(crisis, "unfounded", cast.lead)


def test_an_assessment_that_chose_a_path_itself_is_not_a_new_one(cast: Cast) -> None:
    crisis = taken(cast, reason="other")
    called(crisis, cast.counsellor)
    assessed(crisis, cast.counsellor, "0", path="in_house", ideation="none")
    not_closed(crisis, "unfounded", cast.head, "psych:14b", "since the latest assessment")


def test_in_a_house_of_three_it_can_be_done(frozen: object) -> None:
    """A lead, one trained counsellor, one at the desk; whoever opened it."""
    for opener in ("duty_staff", "counsellor"):
        centre = a_centre()
        people = {role: staff(centre, role) for role in ("duty_staff", "counsellor", "project_lead")}
        desk, counsellor, lead = people.values()
        cast = Cast(centre, desk, counsellor, counsellor, lead, lead)
        trained(counsellor, cast)
        crisis = taken(cast, by=people[opener])
        told(crisis, counsellor, "authority", "guardian")
        found_nothing(crisis, counsellor)
        closed(crisis, "unfounded", lead)
        crisis = taken(cast, by=people[opener])
        ready(crisis, cast)
        told(crisis, counsellor, "guardian")
        closed(crisis, "settled", lead)


def test_whoever_opened_it_is_told_who_closes_it(cast: Cast) -> None:
    crisis = actions.take_crisis(opened(cast, by=cast.head), **acting(cast.counsellor))
    assessed(crisis, cast.counsellor, "0", **CLEAR)
    refused = not_closed(crisis, "unfounded", cast.head, "psych:14b", "You opened this crisis")
    assert cast.lead.name in refused.way_on


# -- settled, taken over


def on_the_way(cast: Cast, path: str = "in_house", **answers: Any) -> Crisis:
    """Assessed, a path chosen, both told."""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "1", path=path, **answers)
    told(crisis, cast.counsellor, "authority", "guardian")
    crisis.refresh_from_db()
    return crisis


def test_calls_that_nobody_answered_settle_nothing(cast: Cast) -> None:
    crisis = on_the_way(cast)
    for _turn in range(3):
        called(crisis, cast.counsellor, reached=False)
        not_closed(crisis, "settled", cast.head, "psych:14b", "Nobody has reached the person")
        not_closed(crisis, "taken_over", cast.head, "psych:15.3d")
    calmed(crisis, cast)
    closed(crisis, "settled", cast.head)


@pytest.mark.parametrize("sign", ["level", "tool", "suicide", "assessment"])
def test_after_a_new_sign_of_danger_they_are_reached_anew(frozen: Any, cast: Cast, sign: str) -> None:
    crisis = on_the_way(cast)
    called(crisis, cast.counsellor)
    with clock.frozen_at(frozen + timedelta(hours=1)):
        if sign == "level":
            called(crisis, cast.counsellor, reached=False, level="2")
        elif sign == "tool":
            actions.raise_level(crisis, "2")
        elif sign == "assessment":
            assessed(crisis, cast.counsellor, "1", path="", intent=True)
            lowered(crisis, cast, "1")
        else:
            crisis = taken(cast, reason="other")
            called(crisis, cast.counsellor)
            assessed(crisis, cast.counsellor, "0", path="in_house")
            told(crisis, cast.counsellor, "authority", "guardian")
        not_closed(crisis, "settled", cast.head, "psych:14b", "since the last sign of danger")
        calmed(crisis, cast)
        if sign == "assessment":
            sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "settled", cast.head)


def test_a_call_before_the_sign_that_is_entered_after_it_does_not_count(frozen: Any, cast: Cast) -> None:
    crisis = on_the_way(cast)
    with clock.frozen_at(frozen + timedelta(hours=2)):
        actions.raise_level(crisis, "2")
        given = actions.Contact("phone", True)
        actions.follow_up(crisis, given, at=frozen + timedelta(hours=1), **acting(cast.counsellor))
        not_closed(crisis, "settled", cast.head, "psych:14b", "since the last sign of danger")


def test_a_high_level_is_lowered_by_two_before_it_is_settled(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", plan="specific")
    sent(crisis, cast.counsellor, "accepted")
    called(crisis, cast.counsellor)
    assessed(crisis, cast.counsellor, "0", path="")
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "level stands at")
    lowered(crisis, cast, "1")
    closed(crisis, "settled", cast.head)


def test_whoever_is_to_be_referred_is_referred_before_it_is_settled(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", developmental=True)
    calmed(crisis, cast)
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "referred")
    sent(crisis, cast.counsellor, "refused")
    not_closed(crisis, "settled", cast.head, "psych:15.3d", "one body has declined")
    sent(crisis, cast.counsellor, "refused")
    closed(crisis, "settled", cast.head)


@pytest.mark.parametrize("answers", [(), ("no_answer",), ("refused",), ("taken_back",)])
def test_a_body_that_did_not_accept_has_taken_nobody_over(cast: Cast, answers: tuple[str, ...]) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", plan="vague")
    called(crisis, cast.counsellor)
    not_closed(crisis, "taken_over", cast.head, "psych:15.3d")
    sent(crisis, cast.counsellor, *answers)
    not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "no professional body has accepted")
    sent(crisis, cast.counsellor, "accepted")
    closed(crisis, "taken_over", cast.head)


def test_who_was_accepted_before_a_new_sign_is_accepted_anew(frozen: Any, cast: Cast) -> None:
    """psych:15.3d"""
    crisis = on_the_way(cast, "referral", plan="vague")
    sent(crisis, cast.counsellor, "accepted")
    with clock.frozen_at(frozen + timedelta(hours=1)):
        called(crisis, cast.counsellor, level="4")
        called(crisis, cast.counsellor)
        not_closed(crisis, "taken_over", cast.head, "psych:15.3d", "Since the last sign")
        sent(crisis, cast.counsellor, "accepted")
        closed(crisis, "taken_over", cast.head)


# -- died, untraced


def test_of_somebody_who_died_it_ends_once_it_is_reported_and_told(cast: Cast) -> None:
    """No assessment, path or contact is asked for any more."""
    crisis = taken(cast)
    not_closed(crisis, "died", cast.head, "psych:14b")
    told(crisis, cast.counsellor, "authority")
    not_closed(crisis, "died", cast.head, "psych:15.3b")
    told(crisis, cast.counsellor, "guardian")
    not_closed(crisis, "died", cast.reporter, "rule:policy")
    closed(crisis, "died", cast.head, "医院确认")
    assert Crisis.unscoped.get().outcome == "died"
    assert outcome(crisis, "psych:15.3e", "look_back") == "open"


def an_anonymous_call(cast: Cast, who: str = "") -> Crisis:
    return taken(cast, route="hotline", told=actions.Told(who, words="说完就挂断了"))


def test_an_anonymous_call_ends_with_every_try_on_record_and_the_police_looking(cast: Cast) -> None:
    """By a head who did not lead it."""
    crisis = actions.take_crisis(
        opened(cast, told=actions.Told(words="说完就挂断了")), override="nobody_else", **acting(cast.head)
    )
    not_closed(crisis, "untraced", cast.lead, "psych:15.3c", "No try")
    called(crisis, cast.head, reached=False)
    not_closed(crisis, "untraced", cast.lead, "psych:14b")
    told(crisis, cast.head, "authority")
    not_closed(crisis, "untraced", cast.lead, "psych:14b")
    told(crisis, cast.head, "police")
    not_closed(crisis, "untraced", cast.lead, "psych:14b", "did not confirm")
    confirmed(crisis, cast.head)
    not_closed(crisis, "untraced", cast.lead, "psych:15.3b")
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.head))
    refused = not_closed(crisis, "untraced", cast.head, "psych:14b", "You led this crisis")
    assert cast.lead.name in refused.way_on
    closed(crisis, "untraced", cast.lead)
    assert Crisis.unscoped.get().outcome == "untraced"


def test_a_crisis_of_somebody_known_or_reached_is_not_closed_as_untraced(frozen: Any, cast: Cast) -> None:
    """psych:15.3c: the girl with a plan whom nobody reaches stays open."""
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    for crisis in (taken(cast), taken(cast, subject=person.subject, told=actions.Told())):
        told(crisis, cast.counsellor, "authority", "police")
        called(crisis, cast.counsellor, reached=False)
        not_closed(crisis, "untraced", cast.head, "psych:15.3c", "It is known who")
    crisis = an_anonymous_call(cast)
    called(crisis, cast.counsellor)
    not_closed(crisis, "untraced", cast.head, "psych:15.3c", "was reached")


def test_who_was_only_described_is_said_to_be_so(cast: Cast) -> None:
    crisis = an_anonymous_call(cast, "年轻女声")
    told(crisis, cast.counsellor, "authority", "police")
    called(crisis, cast.counsellor, reached=False)
    confirmed(crisis, cast.counsellor)
    not_closed(crisis, "untraced", cast.head, "psych:15.3c", "only describes")
    actions.add_known(crisis, actions.Told(nameless=True), **acting(cast.counsellor))
    actions.tell(crisis, actions.Tell("guardian", "none", reason="unknown"), **acting(cast.counsellor))
    page = (
        signed_in(Client(), cast.head).get(reverse("crisis:crisis", args=[crisis.matter_id])).content.decode()
    )
    assert "无人知道" in page
    crisis.refresh_from_db()
    closed(crisis, "untraced", cast.head)


# -- the page


def closing_page(crisis: Crisis, user: Any) -> Any:
    browser = signed_in(Client(headers={"accept-language": "en"}), user)
    return browser, reverse("crisis:close", args=[crisis.matter_id])


def test_the_page_offers_the_ends_that_can_be_taken_and_says_why_not_the_others(cast: Cast) -> None:
    crisis = on_the_way(cast)
    calmed(crisis, cast)
    browser, page = closing_page(crisis, cast.head)
    shown = browser.get(page).content.decode()
    offered = {code for code in OUTCOMES if f'value="{code}"' in shown}
    assert offered == {"settled", "died"}
    for why in (
        "assessment found danger",
        "no professional body has accepted",
        "It is known who the person is",
    ):
        assert why in shown
    answer = browser.post(page, {"outcome": "unfounded", "words": "误报"})
    assert answer.status_code == 422
    assert "assessment found danger" in answer.content.decode()
    crisis.refresh_from_db()
    assert crisis.closed_at is None
    assert "crisis.closed" not in kinds(crisis)
    assert browser.post(page, {"outcome": "settled", "words": "平稳"}).status_code == 302
    crisis.refresh_from_db()
    assert crisis.outcome == "settled"


def test_while_no_end_can_be_taken_its_page_tells_a_head_what_each_lacks(cast: Cast) -> None:
    """psych:14b"""
    crisis = taken(cast)
    page = reverse("crisis:crisis", args=[crisis.matter_id])

    def shown(user: Any) -> str:
        return signed_in(Client(headers={"accept-language": "en"}), user).get(page).content.decode()

    for words in (
        "Why it cannot be closed yet",
        "Nobody has reached the person",
        "It is known who the person is",
    ):
        assert words in shown(cast.head)
        assert words not in shown(cast.counsellor)
    ready(crisis, cast)
    told(crisis, cast.counsellor, "guardian")
    assert "Why it cannot be closed yet" not in shown(cast.head)


def test_the_page_names_who_may_be_the_second(cast: Cast) -> None:
    crisis = taken(cast, reason="other")
    told(crisis, cast.counsellor, "authority")
    called(crisis, cast.counsellor)
    assessed(crisis, cast.head, "0", **CLEAR)
    browser, page = closing_page(crisis, cast.head)
    shown = browser.get(page).content.decode()
    assert f"It can be closed by: {cast.lead.name}." in shown
