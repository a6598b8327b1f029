"""Who is told, and how little: no name for the department, nobody left out on one word, a report that can be proved
(psych:7, psych:15.3b, psych:53.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import signed_in
from tests.crisis.people import CALM, Cast, a_cast, acting, assessed, kinds, outcome, ready, taken, told
from tests.crisis.test_ends import closed, not_closed, sent
from youzhang.crisis import actions
from youzhang.crisis.actions.concerns import NewConcern, decide_concern, raise_concern
from youzhang.crisis.assessing import check_path_is_safe, floor_of, must_refer
from youzhang.crisis.models import Crisis, Entry, Telling
from youzhang.crisis.queries import ENTRIES
from youzhang.crisis.record import TELLERS
from youzhang.kit import clock
from youzhang.kit.refused import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(frozen: object) -> Iterator[Cast]:
    with translation.override("en"):
        yield a_cast()


def refused(crisis: Crisis, given: actions.Tell, by: Any, rule: str) -> None:
    before = kinds(crisis)
    with pytest.raises(Refused) as why:
        actions.tell(crisis, given, **acting(by))
    assert why.value.rule == rule
    assert kinds(crisis) == before
    assert not Telling.unscoped.exists()


@pytest.mark.parametrize("said", ["小雨今天说想死", "请打 13800000427"])
def test_the_department_learns_no_name_without_a_written_necessity(cast: Cast, said: str) -> None:
    """psych:7"""
    crisis = taken(cast)
    given = {"to": "authority", "way": "phone", "person": "值班员", "said": said}
    refused(crisis, actions.Tell(**given), cast.counsellor, "psych:7")
    actions.tell(crisis, actions.Tell(**given, necessity="须由其派车接送"), **acting(cast.counsellor))
    assert Telling.unscoped.get().necessity == "须由其派车接送"


def test_the_form_for_the_department_is_filled_in_without_a_name(cast: Cast) -> None:
    """psych:15.3b: number, age, level and steps."""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "2")
    browser = signed_in(Client(headers={"accept-language": "en"}), cast.counsellor)
    page = browser.get(reverse("crisis:tell", args=[crisis.matter_id]) + "?to=authority").content.decode()
    said = page[page.index('name="said"') :].split("</textarea>")[0]
    for words in (crisis.matter.number, "grown up", "Level: middle", "Crisis taken", "Risk assessed"):
        assert words in said
    assert "小雨" not in said


def test_whoever_leaves_a_guardian_out_in_danger_says_who_is_told_instead(cast: Cast) -> None:
    """psych:15.3b"""
    crisis = taken(cast)
    for more in ({}, {"instead": "nobody"}, {"instead": "adult"}):
        given = actions.Tell("guardian", "skipped", reason="danger", **more)
        refused(crisis, given, cast.counsellor, "psych:15.3b")
    actions.tell(
        crisis,
        actions.Tell("guardian", "skipped", reason="danger", instead="bodies"),
        **acting(cast.counsellor),
    )
    for name in ("suspect_police", "suspect_civil_affairs", "second"):
        assert outcome(crisis, "psych:15.3b", name) == "open"


def left_out(crisis: Crisis, cast: Cast, **more: Any) -> Telling:
    given = actions.Tell("guardian", "skipped", reason="danger", instead="adult", person="姑姑", **more)
    return actions.tell(crisis, given, **acting(cast.counsellor))


def test_that_a_guardian_is_left_out_is_nobodys_word_alone(cast: Cast) -> None:
    """psych:15.3b refused by whoever said it, psych:15.3b allowed by somebody else."""
    crisis = taken(cast)
    ready(crisis, cast)
    made = left_out(crisis, cast)
    not_closed(crisis, "settled", cast.head, "psych:15.3b", "not told yet")
    told(crisis, cast.counsellor, "other")
    not_closed(crisis, "settled", cast.head, "psych:15.3b", "one person's word")
    before = kinds(crisis)
    with pytest.raises(Refused, match="You left the guardian out"):
        actions.second_left_out(made, agree=True, **acting(cast.counsellor))
    assert kinds(crisis) == before
    page = signed_in(Client(), cast.head)
    at = f"/work/crises/{crisis.matter_id}/second"
    assert page.get(at).status_code == 200
    assert page.post(at, {"yes": "yes", "words": "确有危险"}).status_code == 302
    assert outcome(crisis, "psych:15.3b", "second") == "met"
    closed(crisis, "settled", cast.head)


def test_a_second_who_does_not_agree_has_the_guardian_told_after_all(frozen: Any, cast: Cast) -> None:
    crisis = taken(cast)
    made = left_out(crisis, cast)
    with clock.frozen_at(frozen + timedelta(hours=1)):
        actions.second_left_out(made, agree=False, **acting(cast.head))
    assert outcome(crisis, "psych:15.3b", "guardian_after_all") == "open"


def test_where_a_school_is_involved_the_education_authority_is_told(cast: Cast) -> None:
    """psych:53.3"""
    crisis = taken(cast, reason="bullying", told=actions.Told("小雨", minor=True))
    actions.check_harm(crisis, ["other_harm"], report=True, school=True, **acting(cast.counsellor))
    assert outcome(crisis, "psych:53.3", "education") == "open"
    assert outcome(crisis, "psych:53.3", "harm_number") == "open"
    told(crisis, cast.counsellor, "education")
    assert outcome(crisis, "psych:53.3", "education") == "met"


@pytest.mark.parametrize("minor", [True, False])
def test_a_concern_about_a_minor_does_not_end_by_looking_into_it_ourselves(cast: Cast, minor: bool) -> None:
    """psych:53.3"""
    concern = raise_concern(cast.centre, NewConcern("physical", "老师推搡学生", minor), by=None)
    decide = lambda step: decide_concern(concern, step, "已问过当事人", **acting(cast.head))  # noqa: E731
    if not minor:
        decide("looked_into")
        return
    with pytest.raises(Refused, match=r"psych:53\.3"):
        decide("looked_into")
    concern.refresh_from_db()
    assert concern.decided_at is None
    decide("reported")


# -- the path and the answers


@pytest.mark.parametrize("found", ["intent", "means", "to_others", "self_harm", "disorder", "developmental"])
def test_what_is_found_leaves_no_path_in_house(found: str) -> None:
    """psych:15.3d"""
    for yes in ("yes", True):
        assert must_refer(CALM | {found: yes})
        with pytest.raises(Refused):
            check_path_is_safe("in_house", CALM | {found: yes})
    for no in ("no", "not_asked", False):
        assert not must_refer(CALM | {found: no})


def test_what_nobody_asked_is_no_answer_and_leaves_no_path_in_house() -> None:
    asked = CALM | {"behaviour": "not_asked"}
    assert floor_of(asked) == "1"
    with pytest.raises(Refused, match=r"Not all was asked|没有问全"):
        check_path_is_safe("in_house", asked)


def test_the_path_follows_the_latest_assessment_and_acts_count_for_good(cast: Cast) -> None:
    """psych:15.3d: also when the form names no path."""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "1", path="in_house")
    assessed(crisis, cast.counsellor, "1", path="", behaviour="past")
    crisis.refresh_from_db()
    assert crisis.path == "referral"
    assert outcome(crisis, "psych:15.3d", "send") == "open"
    assert outcome(crisis, "psych:14b", "stay") == "open"
    before = kinds(crisis)
    for act in (
        lambda: assessed(crisis, cast.counsellor, "1", path="in_house"),
        lambda: actions.choose_path(crisis, "in_house", **acting(cast.counsellor)),
    ):
        with pytest.raises(Refused, match=r"psych:15\.3d"):
            act()
    assert kinds(crisis) == before


def test_whoever_is_referred_is_followed_until_the_end(cast: Cast) -> None:
    """psych:14b: each contact owes the next."""
    crisis = taken(cast)
    actions.choose_path(crisis, "referral", **acting(cast.counsellor))
    with clock.frozen_at(clock.now() + timedelta(minutes=1)):
        actions.follow_up(crisis, actions.Contact("phone", True), **acting(cast.counsellor))
        assert outcome(crisis, "psych:14b", "follow") == "met"
        assert outcome(crisis, "psych:14b", "stay") == "open"


# -- the record


def test_the_record_knows_every_kind_of_entry() -> None:
    """Enumerated from the models: an entry that nobody tells would not stand on paper."""
    listed = {model for model, _along in ENTRIES.values()}
    assert listed >= set(Entry.__subclasses__())
    assert TELLERS.keys() >= ENTRIES.keys() - {"watch_ends"}


def test_the_plan_is_a_sheet_to_take_along_with_who_helps_at_any_hour(cast: Cast) -> None:
    """psych:3: neither a plan without a word of the person nor a talk without one counts."""
    crisis = taken(cast)
    browser, at = signed_in(Client(), cast.counsellor), f"/work/crises/{crisis.matter_id}"
    shown = browser.get(f"{at}/safety").content.decode()
    assert all(number in shown for number in ("12356", "120", "110"))
    for page, nothing in (
        ("safety", {"stays": "妈妈", "bodies": "12356"}),
        ("follow-up", {"way": "phone", "reached": "yes", "level": "1"}),
    ):
        before = kinds(crisis)
        assert browser.post(f"{at}/{page}", nothing).status_code == 422
        assert kinds(crisis) == before
    form = {"stays": "妈妈", "reasons": "妹妹", "bodies": "12356"}
    assert browser.post(f"{at}/safety", form).status_code == 302
    page = browser.get(at).content.decode()
    sheet = page[page.index(f"{at}/safety-plan/") :].split('"')[0]
    printed = browser.get(sheet).content.decode()
    assert all(words in printed for words in ("妈妈", "妹妹", "12356"))
    assert crisis.matter.number not in printed
    assert signed_in(Client(), cast.other).get(sheet).status_code in {403, 404, 422}


def test_a_printed_referral_shows_the_level_of_its_day(frozen: Any, cast: Cast) -> None:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "2", path="")
    sent(crisis, cast.counsellor)
    with clock.frozen_at(frozen + timedelta(days=1)):
        assessed(crisis, cast.counsellor, "4", path="")
    browser = signed_in(Client(headers={"accept-language": "en"}), cast.counsellor)
    page = browser.get(f"/work/crises/{crisis.matter_id}").content.decode()
    card = page[page.index("/referral/") - 60 :].split('href="')[1].split('"')[0]
    assert "middle" in browser.get(card).content.decode()
