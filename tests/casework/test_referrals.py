"""Referral cards: nothing leaves the house before a consent, or a reason why none is needed (psych:7, psych:35.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.builders import viewing
from youzhang.casework.actions import Done, NewReferral, Protection, act_on_referral, make_referral, protect
from youzhang.casework.models import Referral
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact

CARD = NewReferral(
    "medical", "phone", "需要药物评估。", "失眠三周，无自伤。", body="市第七医院门诊", contact="王医生"
)
AGREED = Done("client", "本人 3 月 2 日签字。")


@pytest.fixture
def card(case, acting) -> Referral:
    return make_referral(case, CARD, **acting)


def act(card, name, acting, given=Done(words="记下。")) -> Referral:  # noqa: B008
    return act_on_referral(card, name, given, **acting)


def duty(case, name) -> Duty:
    return Duty.unscoped.get(matter=case.matter, name=name)


def test_it_is_sent_answered_followed_and_done(case, card, acting):
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    assert duty(case, "referral_answer").due == clock.end_of(clock.today() + timedelta(days=7))
    act(card, "accept", acting)
    assert duty(case, "referral_answer").outcome == "met"
    assert duty(case, "referral_follow").outcome == "open"
    done = act(card, "done", acting)
    assert (done.state, duty(case, "referral_follow").outcome) == ("done", "met")


def test_without_consent_it_is_neither_sent_nor_printed(case, card, acting, desk):
    with pytest.raises(Refused) as refused:
        act(card, "send", acting, Done())
    assert refused.value.rule == "psych:7"
    address = reverse("casework:referral_print", args=[case.matter_id, card.pk])
    answer = desk.get(address)
    assert answer.status_code == 422
    assert "失眠三周" not in answer.content.decode()
    assert not Fact.unscoped.filter(kind="casework.referral_sent").exists()
    act(card, "consent", acting, Done("life", "有生命危险。"))
    page = desk.get(address).content.decode()
    assert page.count("失眠三周") == 2


def test_a_child_s_referral_needs_the_guardian_unless_they_are_kept_out(child_case, acting):
    """psych:41"""
    card = make_referral(child_case, CARD, **acting)
    with pytest.raises(Refused) as refused:
        act(card, "consent", acting, AGREED)
    assert refused.value.rule == "psych:41"
    protect(child_case, Protection(True, "疑似施暴。"), **acting)
    assert act(card, "consent", acting, AGREED).consent == "client"


def test_a_refusal_says_why_and_leaves_room_for_another(card, acting, case):
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    with pytest.raises(Refused):
        act(card, "refuse", acting, Done())
    act(card, "refuse", acting, Done(words="床位已满。"))
    with pytest.raises(Stale):
        act(card, "accept", acting)
    assert make_referral(case, CARD, **acting).state == "drafted"


def test_a_consent_taken_back_in_the_midst_stops_it_and_the_receiver_is_told(case, card, acting, desk):
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    stopped = act(card, "withdraw", acting, Done(words="不想去了。"))
    assert (stopped.state, stopped.may_be_shown) == ("taken_back", False)
    assert duty(case, "referral_answer").outcome == "lapsed"
    assert duty(case, "stop_receiver").outcome == "open"
    assert desk.get(reverse("casework:referral_print", args=[case.matter_id, card.pk])).status_code == 422
    act(card, "told", acting, Done(words="已电话通知，资料退回。"))
    assert duty(case, "stop_receiver").outcome == "met"


def test_whoever_comes_too_late_is_told_how_the_card_stands(card, acting):
    """psych:7"""
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    act(card, "withdraw", acting, Done(words="不想去了。"))
    with pytest.raises(Stale) as refused, override("en"):
        act(card, "accept", acting)
    assert refused.value.way_on == "It is now: taken back by us, consent taken back."
    card.refresh_from_db()
    assert card.state == "taken_back"


def test_a_consent_taken_back_before_it_was_sent_tells_nobody(case, card, acting):
    act(card, "consent", acting, AGREED)
    act(card, "withdraw", acting)
    assert not Duty.unscoped.filter(matter=case.matter, name="stop_receiver").exists()


def test_others_refer_nobody(world, case, card):
    other = {"by": world.lead, "viewer": viewing(world.lead)}
    with pytest.raises(Refused):
        make_referral(case, CARD, **other)
    with pytest.raises(Refused):
        act(card, "consent", other, AGREED)
    assert Referral.unscoped.get().consent == "none"


def test_the_card_goes_its_way_on_its_pages(case, desk):
    def address(name, *more):
        return reverse(f"casework:{name}", args=[case.matter_id, *more])

    sent = {
        "body": "市第七医院",
        "kind": "medical",
        "way": "phone",
        "reason": "评估",
        "summary": "失眠三周。",
    }
    assert desk.post(address("refer"), {**sent, "body": ""}).status_code == 422
    assert desk.post(address("refer"), sent).status_code == 302
    card = Referral.unscoped.get()
    page = desk.get(address("referrals")).content.decode()
    assert address("referral_act", card.pk, "consent") in page
    assert address("referral_print", card.pk) not in page
    assert desk.post(address("referral_act", card.pk, "send"), {}).status_code == 422
    agreed = {"code": "client", "words": "已签字。"}
    assert desk.post(address("referral_act", card.pk, "consent"), agreed).status_code == 302
    assert desk.post(address("referral_act", card.pk, "send"), {}).status_code == 302
    assert desk.get(address("referral_act", card.pk, "nonsense")).status_code == 404
    assert Referral.unscoped.get().state == "sent"
