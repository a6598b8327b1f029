"""What the page of a crisis offers can be taken, what is sent by others is not, and a form sent twice is answered."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, staff
from tests.crisis.people import Cast, a_cast, acting, assessed, kinds, opened, ready, taken, told, unfounded
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Crisis, HandOver, LookBack
from youzhang.ledger.models import Refusal

pytestmark = pytest.mark.django_db
WHO = ("reporter", "counsellor", "other", "head", "lead")
TURNS = (1, 3)  # the first who is offered a button presses it, and the third


@pytest.fixture
def cast(frozen: object) -> Cast:
    return a_cast()


def waiting(cast: Cast) -> Crisis:
    return opened(cast)


def handed_over(cast: Cast) -> Crisis:
    crisis = taken(cast)
    actions.hand_over(crisis, cast.other, "请接手。", **acting(cast.counsellor))
    return crisis


def lowered(cast: Cast) -> Crisis:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "2")
    actions.ask_lowering(Crisis.unscoped.get(), "1", "平稳", cast.other, **acting(cast.counsellor))
    return crisis


def referred(cast: Cast) -> Crisis:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "3", path="referral", behaviour="recent")
    told(crisis, cast.head, "authority")
    actions.refer(crisis, Refer("安定医院", "phone", "需要评估"), **acting(cast.counsellor))
    return crisis


def suspected(cast: Cast) -> Crisis:
    crisis = taken(cast)
    given = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, given, **acting(cast.counsellor))
    return crisis


def closable(cast: Cast) -> Crisis:
    crisis = taken(cast)
    ready(crisis, cast)
    return crisis


def looked_back(cast: Cast) -> Crisis:
    crisis = taken(cast)
    unfounded(crisis, cast)
    actions.look_back(crisis, {"change": "夜间也要有人"}, **acting(cast.counsellor))
    supervisor = staff(cast.centre, "supervisor", name="宋知衡")
    actions.ask_supervisor(crisis, supervisor, **acting(cast.counsellor))
    review = LookBack.unscoped.select_related("crisis__matter__centre", "matter__key").get()
    actions.comment_review(review, "值班表要写清楚。", **acting(supervisor))
    return crisis


def page(crisis: Crisis, name: str = "crisis") -> str:
    return reverse(f"crisis:{name}", args=[crisis.matter_id])


def buttons(browser: Client, crisis: Crisis) -> list[str]:
    """Where the page of the crisis leads within it."""
    shown = browser.get(page(crisis)).content.decode()
    return sorted(set(re.findall(rf'href="({page(crisis)}/[^"]+)"', shown)))


@pytest.mark.parametrize(
    "crisis_of", [waiting, handed_over, lowered, referred, suspected, closable, looked_back]
)
def test_no_button_leads_to_a_page_that_refuses(cast: Cast, crisis_of: Any) -> None:
    """psych:15.3a"""
    crisis = crisis_of(cast)
    browsers = {name: signed_in(Client(), getattr(cast, name)) for name in WHO}
    offered = {name: buttons(browser, crisis) for name, browser in browsers.items()}
    pressed = Counter[str]()
    for name, browser in browsers.items():
        for href in offered[name]:
            pressed[href] += 1
            if pressed[href] in TURNS:
                assert browser.get(href.replace("&amp;", "&")).status_code == 200, (name, href)
    assert pressed


def test_what_was_read_in_a_row_leads_to_its_own_entry(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = referred(cast)
    actions.refer(crisis, Refer("市第七医院", "phone", "需要评估"), **acting(cast.counsellor))
    browser = signed_in(Client(), cast.counsellor)
    answers = [href for href in buttons(browser, crisis) if "/answer?" in href]
    shown = [browser.get(href).content.decode() for href in answers]
    assert [sum(name in text for text in shown) for name in ("安定医院", "市第七医院")] == [1, 1]


def test_whoever_was_not_let_in_sends_nothing_and_reads_nothing_in_the_answer(cast: Cast) -> None:
    """psych:50"""
    crisis = taken(cast)
    sent = actions.refer(crisis, Refer("安定医院", "phone", "秘密要点"), **acting(cast.counsellor))
    browser = signed_in(Client(headers={"accept-language": "en"}), cast.other)
    before = kinds(crisis)
    for name in ("more", "tell", "assess", "answer", "hand_over", "close", "override", "lift"):
        answer = browser.post(page(crisis, name) + f"?entry={sent.pk}", {"words": "x"})
        assert answer.status_code == 422, name
        assert "Others work on this crisis." in answer.text
        assert "安定医院" not in answer.text
        assert "小雨" not in answer.text
    assert kinds(crisis) == before
    assert Refusal.objects.count() == 0


def test_a_follow_up_is_moved_by_whoever_is_in_charge(cast: Cast) -> None:
    """psych:15.3c"""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "1", path="in_house")
    actions.ask_lowering(Crisis.unscoped.get(), "0", "平稳", cast.other, **acting(cast.counsellor))
    asked = signed_in(Client(headers={"accept-language": "en"}), cast.other)
    assert page(crisis, "move") not in asked.get(page(crisis)).text
    answer = asked.get(page(crisis, "move"))
    assert answer.status_code == 422
    assert "Whoever leads the crisis decides this." in answer.text
    browser = signed_in(Client(), cast.counsellor)
    assert any("/move?entry=" in href for href in buttons(browser, crisis))


def test_an_answer_sent_twice_is_answered_as_the_first(cast: Cast) -> None:
    crisis = handed_over(cast)
    browser = signed_in(Client(), cast.other)
    accept = next(href for href in buttons(browser, crisis) if "/accept" in href)
    form = {"form_token": str(uuid4())}
    first = browser.post(accept, form)
    again = browser.post(accept, form)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again["location"] == first["location"] == page(crisis)
    assert kinds(crisis).count("crisis.hand_over_accepted") == 1
    assert HandOver.unscoped.get().accepted_at


def test_an_answer_of_a_body_is_noted_on_the_entry_that_the_address_names(cast: Cast) -> None:
    crisis = taken(cast)
    first = actions.refer(crisis, Refer("安定医院", "phone", "需要评估"), **acting(cast.counsellor))
    second = actions.refer(crisis, Refer("市第七医院", "phone", "需要评估"), **acting(cast.counsellor))
    actions.answer_referral(first, Answer("refused"), **acting(cast.counsellor))
    browser = signed_in(Client(), cast.counsellor)
    sent = browser.post(page(crisis, "answer") + f"?entry={second.pk}", {"answer": "accepted"})
    assert sent.status_code == 302
    second.refresh_from_db()
    assert second.answer == "accepted"
