"""Referral cards: nothing leaves the house before a consent, or a reason why none is needed (psych:7, psych:35.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.builders import viewing
from youzhang.casework.actions import (
    Done,
    NewReferral,
    Protection,
    Taken,
    act_on_referral,
    close_case,
    make_referral,
    protect,
    take_step,
    wish_to_leave,
)
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


def duty(case, name, **more) -> Duty:
    return Duty.unscoped.get(matter=case.matter, name=name, **more)


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


@pytest.mark.parametrize("over", [("refuse",), ("accept", "done"), ("take_back",)])
def test_a_consent_is_taken_back_also_when_the_referral_is_over(case, card, acting, desk, over):
    """What was told stays written down; from now on nothing is, and the receiver is told to stop (psych:7)."""
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    for name in over:
        before = act(card, name, acting)
    page = reverse("casework:referrals", args=[case.matter_id])
    address = reverse("casework:referral_act", args=[case.matter_id, card.pk, "withdraw"])
    assert address in desk.get(page).content.decode()
    assert desk.post(address, {"words": "不想留在那里。"}).status_code == 302
    after = Referral.unscoped.get()
    assert (after.state, after.sent_at, after.may_be_shown) == (before.state, before.sent_at, False)
    assert Fact.unscoped.get(kind="casework.referral_consent_withdrawn").data["sent"] is True
    assert duty(case, "stop_receiver").outcome == "open"
    shown = desk.get(page).content.decode()
    assert address not in shown
    assert "不想留在那里。" in shown
    assert desk.get(reverse("casework:referral_print", args=[case.matter_id, card.pk])).status_code == 422
    with pytest.raises(Stale):
        act(card, "withdraw", acting)
    if after.state == "done":
        with pytest.raises(Refused) as refused:
            act(card, "follow", acting)
        assert refused.value.rule == "psych:7"
    act(card, "told", acting, Done(words="已通知删除资料。"))
    assert duty(case, "stop_receiver").outcome == "met"


def test_a_case_closes_only_when_the_receiver_was_told_and_a_consent_is_taken_back_even_later(
    case, card, acting, desk
):
    """psych:7"""
    act(card, "consent", acting, AGREED)
    act(card, "send", acting, Done())
    second = make_referral(case, CARD, **acting)
    act(second, "consent", acting, AGREED)
    act(second, "send", acting, Done())
    act(second, "refuse", acting)
    act(card, "withdraw", acting, Done(words="不想去了。"))
    leaving = wish_to_leave(case, "goal_reached", "", **acting)
    take_step(leaving, "referral", Taken("not_needed"), **acting)
    take_step(leaving, "interview", Taken("held", "睡眠好转。"), **acting)
    with pytest.raises(Refused) as refused:
        close_case(case, **acting)
    assert refused.value.rule == "psych:7"
    act(card, "told", acting, Done(words="已电话通知。"))
    close_case(case, **acting)
    address = reverse("casework:referral_act", args=[case.matter_id, second.pk, "withdraw"])
    assert address in desk.get(reverse("casework:referrals", args=[case.matter_id])).content.decode()
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert desk.post(address, {"words": "也不要留在那里。"}).status_code == 302
    assert duty(case, "stop_receiver", outcome="open").outcome == "open"


def test_what_needed_no_consent_is_not_taken_back_as_one(card, acting):
    act(card, "consent", acting, Done("life", "有生命危险。"))
    act(card, "send", acting, Done())
    with pytest.raises(Refused) as refused:
        act(card, "withdraw", acting)
    assert refused.value.rule == "rule:consent"
    assert not Fact.unscoped.filter(kind="casework.referral_consent_withdrawn").exists()


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
    other = {"by": viewing(world.lead)}
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
