"""A page that acts in a crisis says on opening why the act would be refused; nothing is shown to fill in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, signed_in, staff, viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    found_nothing,
    kinds,
    opened,
    outcome,
    taken,
    told,
    trained,
    unfounded,
)
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.models import Crisis, LookBack, Lowering, Telling
from youzhang.ledger.models import Refusal

pytestmark = pytest.mark.django_db
ROLE = "Your role may not do this."


def page(crisis: Crisis, name: str = "crisis") -> str:
    return reverse(f"crisis:{name}", args=[crisis.matter_id])


def shown(crisis: Crisis, user: Any, name: str = "crisis", entry: Any = None) -> Any:
    browser = signed_in(Client(headers={"accept-language": "en"}), user)
    return browser.get(page(crisis, name) + (f"?entry={entry.pk}" if entry else ""))


def refused(crisis: Crisis, user: Any, name: str, words: str, entry: Any = None) -> None:
    """The refusal and the way back, no form, and nothing recorded."""
    before = kinds(crisis), Refusal.objects.count()
    answer = shown(crisis, user, name, entry)
    assert answer.status_code in (409, 422), (name, answer.status_code)
    assert words in answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in main
    assert page(crisis) in main or words == ROLE
    assert (kinds(crisis), Refusal.objects.count()) == before


@pytest.fixture
def cast(frozen: object) -> Cast:
    return a_cast()


def test_a_closed_crisis(cast: Cast) -> None:
    crisis = taken(cast)
    unfounded(crisis, cast)
    steps = (
        "assess",
        "more",
        "path",
        "tell",
        "harm",
        "follow_up",
        "plan",
        "move",
        "refer",
        "answer",
        "safety",
    )
    for name in (*steps, "ask_lowering", "lower", "hand_over", "accept", "decline", "keep", "close"):
        refused(crisis, cast.head, name, "This crisis is closed.")
    refused(crisis, cast.other, "take", "This crisis is closed.")


def test_whoever_leads_it_does_not_take_it_again(cast: Cast) -> None:
    crisis = taken(cast)
    refused(crisis, cast.counsellor, "take", "You lead this crisis.")
    refused(crisis, cast.other, "take", "咨询甲 has taken this crisis.")


def test_a_hand_over_is_answered_by_whoever_was_asked(cast: Cast) -> None:
    """psych:15.3a"""
    crisis = taken(cast)
    given = actions.hand_over(crisis, cast.other, "请接手。", **acting(cast.counsellor))
    for user in (cast.counsellor, cast.head):
        for name in ("accept", "decline"):
            refused(crisis, user, name, "It was handed to somebody else.")
            assert page(crisis, name) not in shown(crisis, user).text
    for user in (cast.other, cast.head):
        refused(crisis, user, "keep", "Others handed it over.")
        assert page(crisis, "keep") not in shown(crisis, user).text
    assert shown(crisis, cast.other, "accept").status_code == 200
    assert shown(crisis, cast.counsellor, "keep").status_code == 200
    actions.accept_hand_over(given, **acting(cast.other))
    for name in ("accept", "decline", "keep"):
        refused(crisis, cast.other, name, "This hand-over waits no longer.", given)


def test_a_crisis_is_closed_by_another_once_it_is_assessed(cast: Cast) -> None:
    """psych:14b"""
    crisis = taken(cast, by=cast.head)
    refused(crisis, cast.counsellor, "close", ROLE)
    refused(crisis, cast.lead, "close", "It is assessed first")
    assert page(crisis, "close") not in shown(crisis, cast.lead).text
    found_nothing(crisis, cast.counsellor)
    refused(crisis, cast.head, "close", "closed by somebody other than the one who opened it")
    assert page(crisis, "close") not in shown(crisis, cast.head).text
    assert page(crisis, "close") in shown(crisis, cast.lead).text
    assert shown(crisis, cast.lead, "close").status_code == 200


def test_the_harm_of_a_minor_is_checked_before_it_closes(cast: Cast) -> None:
    """psych:53.3"""
    crisis = taken(cast, told=actions.Told("小雨", minor=True))
    found_nothing(crisis, cast.counsellor)
    refused(crisis, cast.head, "close", "nine situations")
    assert page(crisis, "close") not in shown(crisis, cast.head).text


def test_a_level_is_lowered_by_two(cast: Cast) -> None:
    """psych:15.3d"""
    crisis = taken(cast)
    refused(crisis, cast.counsellor, "ask_lowering", "This is not lower.")
    assert page(crisis, "ask_lowering") not in shown(crisis, cast.counsellor).text
    assessed(crisis, cast.counsellor, "2")
    assert shown(crisis, cast.counsellor, "ask_lowering").status_code == 200
    actions.ask_lowering(Crisis.unscoped.get(), "1", "平稳", cast.other, **acting(cast.counsellor))
    for user in (cast.counsellor, cast.head):
        refused(crisis, user, "lower", "Nobody lowers a level alone.")
        assert page(crisis, "lower") not in shown(crisis, user).text
    asked = Lowering.unscoped.select_related("crisis__matter__centre").get()
    assert shown(crisis, cast.other, "lower").status_code == 200
    actions.answer_lowering(asked, agree=False, by=viewing(cast.other))
    refused(crisis, cast.other, "lower", "The level has changed meanwhile.", asked)


def test_a_suspicion_is_lifted_by_another_head_once(cast: Cast) -> None:
    """psych:4"""
    crisis = taken(cast)
    refused(crisis, cast.head, "lift", "No guardian is under suspicion here any more.")
    given = actions.Tell("guardian", "skipped", reason="suspected")
    actions.tell(crisis, given, **acting(cast.head))
    refused(crisis, cast.counsellor, "lift", ROLE)
    refused(crisis, cast.head, "lift", "You entered this suspicion.")
    assert page(crisis, "lift") not in shown(crisis, cast.head).text
    assert page(crisis, "lift") in shown(crisis, cast.lead).text
    assert shown(crisis, cast.lead, "lift").status_code == 200


@pytest.mark.parametrize("whom", ["authority", "education"])
def test_a_disclosure_is_reviewed_by_who_told_nobody(cast: Cast, whom: str) -> None:
    """psych:50"""
    crisis = taken(cast)
    told(crisis, cast.head, whom)
    assert outcome(crisis, "psych:50", "review") == "open"
    refused(crisis, cast.counsellor, "disclosures", ROLE)
    refused(crisis, cast.head, "disclosures", "Somebody who told nobody reviews it.")
    assert page(crisis, "disclosures") not in shown(crisis, cast.head).text
    assert page(crisis, "disclosures") in shown(crisis, cast.lead).text
    assert shown(crisis, cast.lead, "disclosures", Telling.unscoped.get()).status_code == 200


def test_an_override_is_reviewed_once_by_who_did_not_lead(cast: Cast) -> None:
    """psych:3"""
    calm = taken(cast)
    refused(calm, cast.head, "override", "No emergency override waits for a review here.")
    crisis = opened(cast)
    actions.take_crisis(crisis, override="nobody_else", words="夜间", **acting(cast.head))
    refused(crisis, cast.counsellor, "override", "Others work on this crisis.")
    refused(crisis, cast.reporter, "override", "Others work on this crisis.")
    refused(crisis, cast.head, "override", "Somebody who did not lead it reviews it.")
    assert page(crisis, "override") not in shown(crisis, cast.head).text
    assert page(crisis, "override") in shown(crisis, cast.lead).text
    assert shown(crisis, cast.lead, "override").status_code == 200
    actions.review_override(crisis, sound=True, **acting(cast.lead))
    refused(crisis, cast.lead, "override", "No emergency override waits for a review here.")


def test_an_answer_is_noted_once(cast: Cast) -> None:
    crisis = taken(cast)
    sent = actions.refer(crisis, Refer("安定医院", "phone", "需要评估"), **acting(cast.counsellor))
    assert shown(crisis, cast.counsellor, "answer", sent).status_code == 200
    actions.answer_referral(sent, Answer("accepted"), **acting(cast.counsellor))
    refused(crisis, cast.counsellor, "answer", "The answer is noted already.", sent)


@pytest.fixture
def over(cast: Cast) -> Any:
    """A crisis that is closed, and a supervisor."""
    person = register_person(a_person("小雨"), centre=cast.centre, by=None)
    crisis = taken(cast, subject=person.subject)
    unfounded(crisis, cast)
    return SimpleNamespace(crisis=crisis, supervisor=staff(cast.centre, "supervisor", name="宋知衡"))


def test_a_review_is_there_before_a_comment_is_asked_for(cast: Cast, over: Any) -> None:
    """psych:10"""
    refused(over.crisis, cast.counsellor, "ask_supervisor", "Nobody has looked back on this crisis yet.")
    assert page(over.crisis, "ask_supervisor") not in shown(over.crisis, cast.counsellor).text
    actions.look_back(over.crisis, {"change": "夜间也要有人"}, **acting(cast.counsellor))
    assert shown(over.crisis, cast.counsellor, "ask_supervisor").status_code == 200


def test_a_comment_is_written_and_read_by_whom_it_concerns(cast: Cast, over: Any) -> None:
    """psych:10"""
    crisis = over.crisis
    actions.look_back(crisis, {"change": "夜间也要有人"}, **acting(cast.counsellor))
    review = LookBack.unscoped.select_related("crisis__matter__centre", "matter__key").get()
    actions.ask_supervisor(crisis, over.supervisor, **acting(cast.counsellor))
    for user in (cast.counsellor, cast.head):
        refused(crisis, user, "comment", "Only a supervisor who was asked comments the review.")
        assert f'{page(crisis, "comment")}"' not in shown(crisis, user).text
    assert shown(crisis, over.supervisor, "comment").status_code == 200
    actions.comment_review(review, "值班表要写清楚。", **acting(over.supervisor))
    refused(crisis, cast.head, "comment_read", "The comment is for whoever led the crisis")
    assert page(crisis, "comment_read") not in shown(crisis, cast.head).text
    assert shown(crisis, cast.counsellor, "comment_read").status_code == 200


def test_whoever_was_not_let_in_is_told_so(cast: Cast) -> None:
    crisis = taken(cast)
    trained(cast.head, cast)
    for name in ("assess", "tell", "close", "hand_over", "lift", "ask_supervisor"):
        refused(crisis, cast.other, name, "Others work on this crisis.")
