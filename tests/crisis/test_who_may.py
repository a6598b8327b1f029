"""Who leads, who is the second, what whoever raised the alarm sees and adds (psych:3, psych:15.3a)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_centre, signed_in, staff, viewing
from tests.crisis.people import (
    Cast,
    a_cast,
    acting,
    assessed,
    duty,
    kinds,
    opened,
    outcome,
    said_same,
    taken,
    told,
    trained,
    unfounded,
)
from youzhang.accounts.models import Delegation
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.actions.who import offered_to, outsiders_for, qualified
from youzhang.crisis.background import look_at_leads
from youzhang.crisis.models import Crisis, Lowering, MoreKnown
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.notices.models import Notice
from youzhang.staff.models import Training

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(frozen: object) -> Cast:
    return a_cast()


def high(cast: Cast) -> Crisis:
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "3", path="referral", plan="specific")
    return crisis


def test_a_volunteer_never_leads_not_even_by_override(cast: Cast) -> None:
    """psych:15.3a refused"""
    volunteer = staff(cast.centre, "hotline_volunteer")
    crisis = opened(cast, by=volunteer)
    for override in ("", "nobody_else"):
        with pytest.raises(Refused) as refused:
            actions.take_crisis(crisis, override=override, words="夜间", **acting(volunteer))
        assert refused.value.article == "psych:15.3a"
    assert (Crisis.unscoped.get().lead_id, "crisis.taken" in kinds(crisis)) == (None, False)


def test_who_stands_in_for_a_counsellor_is_no_counsellor(cast: Cast) -> None:
    """psych:15.3a"""
    today = clock.today()
    Delegation.objects.create(
        centre=cast.centre, absent=cast.counsellor, deputy=cast.reporter, starts_on=today, ends_on=today
    )
    assert not qualified(cast.reporter.pk, cast.centre.pk)
    with pytest.raises(Refused):
        actions.take_crisis(opened(cast), **acting(cast.reporter))


def test_whoever_opened_it_adds_at_any_time_and_that_reaches_the_lead_as_an_alarm(
    cast: Cast, client: Client, settings: Any
) -> None:
    """psych:14b"""
    settings.MAIL_URL = "smtp://localhost"
    cast.counsellor.mail = "lead@example.org"
    cast.counsellor.save()
    crisis = taken(cast)
    told(crisis, cast.counsellor, "authority")
    browser, at = signed_in(client, cast.reporter), f"/work/crises/{crisis.matter_id}"
    page = browser.get(at).content.decode()
    assert "咨询甲" in page
    assert "来访者需要陪伴" not in page
    assert f"{at}/more" in page
    assert f"{at}/assess" not in page
    assert f"{at}/standing" in page
    assert browser.post(f"{at}/more", {"words": "她说手里有药"}).status_code == 302
    owed = duty(crisis, "psych:14b", "heard")
    assert owed
    assert owed.due == owed.opened_at + timedelta(minutes=10)
    notice = Notice.objects.select_related("key").get(kind="crisis.added")
    assert (notice.lane, notice.address, "药" in notice.body) == ("urgent", cast.counsellor.mail, False)
    actions.note_heard(crisis, **acting(cast.counsellor))
    assert outcome(crisis, "psych:14b", "heard") == "met"


def test_what_is_said_twice_within_a_minute_is_added_once(cast: Cast) -> None:
    """psych:14b: a new alarm about the same person is one sign, however often it is pressed."""
    crisis = taken(cast)
    at = clock.now()
    for seconds, words, entries in (
        (0, "她又打来了", 1),
        (30, "她又打来了", 1),
        (40, "她挂了", 2),
        (120, "她挂了", 3),
    ):
        with clock.frozen_at(at + timedelta(seconds=seconds)):
            actions.add_known(crisis, actions.Told(words=words), **acting(cast.reporter))
        assert MoreKnown.unscoped.filter(crisis=crisis).count() == entries
        assert kinds(crisis).count("crisis.more_known") == entries
    over = taken(cast, reason="other")
    unfounded(over, cast)
    assert actions.open_again(over, by=viewing(cast.reporter)) == actions.open_again(
        over, by=viewing(cast.reporter)
    )
    assert Crisis.unscoped.filter(before=over).count() == 1


def test_whoever_opened_it_decides_nothing_once_it_is_taken(cast: Cast) -> None:
    """psych:15.3a"""
    crisis = taken(cast)
    before = kinds(crisis)
    who = acting(cast.reporter)
    for act in (
        lambda: assessed(crisis, cast.reporter),
        lambda: actions.choose_path(crisis, "emergency", **who),
        lambda: actions.hand_over(crisis, cast.other, "请", **who),
        lambda: actions.follow_up(crisis, actions.Contact("phone", True), **who),
        lambda: actions.tell(crisis, actions.Tell("guardian", "none", reason="capable_adult"), **who),
    ):
        with pytest.raises(Refused):
            act()
    assert kinds(crisis) == before
    told(crisis, cast.reporter, "ambulance")  # that they called is said all the same
    assert "crisis.ambulance_told" in kinds(crisis)


def test_what_the_page_asks_again_says_who_has_it_and_nothing_that_was_said(
    cast: Cast, client: Client
) -> None:
    crisis = opened(cast)
    browser, at = signed_in(client, cast.reporter), f"/work/crises/{crisis.matter_id}/standing"
    assert "还没有人接手" in browser.get(at).content.decode()
    actions.take_crisis(crisis, **acting(cast.counsellor))
    assert browser.get(at + "?had=")["HX-Refresh"] == "true"
    page = browser.get(at).content.decode()
    assert "咨询甲" in page
    assert "小雨" not in page
    stranger = signed_in(Client(), staff(a_centre(), "counsellor"))
    assert stranger.get(at).status_code == 404


def test_the_second_of_a_lowering_and_who_is_handed_it_are_qualified(cast: Cast) -> None:
    """psych:15.3a refused, psych:15.3a allowed"""
    crisis = high(cast)
    who, before = acting(cast.counsellor), kinds(crisis)
    for person in (cast.reporter, cast.head):
        with pytest.raises(Refused):
            actions.ask_lowering(crisis, "2", "好转", person, **who)
        with pytest.raises(Refused):
            actions.hand_over(crisis, person, "请", **who)
    assert kinds(crisis) == before
    actions.ask_lowering(crisis, "2", "好转", cast.other, **who)
    actions.hand_over(crisis, cast.other, "请", **who)


def test_a_yes_to_a_lower_level_ends_no_follow_ups_nor_the_other_way_round(cast: Cast) -> None:
    """psych:15.3c"""
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "2")
    who = acting(cast.counsellor)
    watch = actions.ask_end_of_watch(crisis, "平稳", cast.other, **who)
    level = actions.ask_lowering(crisis, "1", "好转", cast.other, **who)
    before = kinds(crisis)
    for act, asked in ((actions.answer_lowering, watch), (actions.answer_end_of_watch, level)):
        with pytest.raises(Stale):
            act(asked, agree=True, **acting(cast.other))
    assert kinds(crisis) == before
    actions.answer_end_of_watch(watch, agree=True, by=viewing(cast.other))
    assert kinds(crisis)[-1] == "crisis.watch_ended"


def test_whoever_only_opened_it_prints_nothing_that_others_said(cast: Cast) -> None:
    crisis, other = opened(cast), opened(cast)
    said_same(crisis, other, cast.lead)
    actions.join(crisis, other, "同一个人，妈妈来过", **acting(cast.head))
    browser, at = signed_in(Client(), cast.reporter), f"/work/crises/{crisis.matter_id}"
    assert f"{at}/printed" not in browser.get(at).content.decode()
    refused = browser.get(f"{at}/printed")
    assert refused.status_code == 422
    assert "妈妈来过" not in refused.content.decode()
    printed = signed_in(Client(), cast.head).get(f"{at}/printed").content.decode()
    assert "妈妈来过" in printed


def test_whoever_only_opened_it_prints_of_single_sheets_what_they_entered(cast: Cast) -> None:
    """psych:50: while nobody leads, a head acts beside whoever opened it."""
    crisis = opened(cast)
    sheets = {}
    for name, by in (("mine", cast.reporter), ("theirs", cast.head)):
        sent = actions.refer(crisis, Refer(f"医院{name}", "phone", "情况"), **acting(by))
        plan = actions.make_safety_plan(crisis, {"warning": f"夜里独处{name}"}, **acting(by))
        sheets[name] = [f"referral/{sent.pk}", f"safety-plan/{plan.pk}"]
    browser = signed_in(Client(), cast.reporter)
    at = f"/work/crises/{crisis.matter_id}"
    for name, status in (("mine", 200), ("theirs", 422)):
        for sheet in sheets[name]:
            answer = browser.get(f"{at}/{sheet}")
            assert answer.status_code == status, sheet
            assert ("theirs" in answer.content.decode()) is False
    assert signed_in(Client(), cast.lead).get(f"{at}/{sheets['theirs'][0]}").status_code == 200


def test_who_stands_in_for_the_asker_is_no_second_pair_of_eyes(cast: Cast) -> None:
    crisis = high(cast)
    today = clock.today()
    Delegation.objects.create(
        centre=cast.centre, absent=cast.counsellor, deputy=cast.other, starts_on=today, ends_on=today
    )
    assert cast.other not in offered_to(crisis, cast.counsellor)
    assert cast.other in offered_to(crisis, cast.head)


def test_where_the_house_has_no_second_one_a_head_or_somebody_from_outside_is_offered(cast: Cast) -> None:
    """psych:15.3a, psych:15.3e"""
    crisis = high(cast)
    Training.unscoped.filter(user=cast.other).delete()
    assert {cast.head, cast.lead} <= set(offered_to(crisis, cast.counsellor))
    assert outsiders_for(crisis, cast.counsellor) == []
    who = acting(cast.counsellor)
    sent = actions.refer(crisis, Refer("市精神卫生中心", "phone", "情况"), **who)
    actions.answer_referral(sent, Answer("accepted", "周医生"), **who)
    with pytest.raises(Refused):
        actions.ask_lowering(crisis, "2", "住院", actions.Second(outside="路人", phone="1"), **who)
    with pytest.raises(Refused):
        actions.ask_lowering(crisis, "2", "住院", actions.Second(outside="周医生"), **who)
    assert Crisis.unscoped.get().level == "3"
    actions.ask_lowering(crisis, "2", "住院观察", actions.Second(outside="周医生", phone="87650000"), **who)
    row = Crisis.unscoped.get()
    kept = Lowering.unscoped.select_related("matter__key").get()
    assert (row.level, kept.second, kept.outside) == ("2", None, "周医生 · 87650000")
    assert outcome(crisis, "psych:50", "review") == "open"


def test_nobody_from_outside_is_asked_while_the_house_has_a_second_one(cast: Cast) -> None:
    crisis = high(cast)
    with pytest.raises(Refused):
        actions.ask_lowering(
            crisis, "2", "好转", actions.Second(outside="周医生", phone="1"), **acting(cast.counsellor)
        )
    assert Crisis.unscoped.get().level == "3"


def test_the_running_crises_of_a_colleague_whose_training_ran_out_are_flagged(
    cast: Cast, client: Client
) -> None:
    """psych:15.3a"""
    crisis = taken(cast)
    assert look_at_leads() == 0
    with clock.frozen_at(clock.now() + timedelta(days=400)):
        assert look_at_leads() == 1
        assert look_at_leads() == 0
        assert outcome(crisis, "psych:15.3a", "lapsed") == "open"
        owed = duty(crisis, "psych:15.3a", "lapsed")
        assert owed
        assert owed.next_escalation_at
        page = signed_in(client, cast.head).get(f"/work/crises/{crisis.matter_id}").content.decode()
        assert "主责人的培训已过期" in page
    assert Crisis.unscoped.get().lead_id == cast.counsellor.pk


def test_a_head_below_is_let_in_once_a_duty_that_waits_has_called_them(cast: Cast) -> None:
    from tests.builders import viewing
    from youzhang.crisis.sight import may_act
    from youzhang.ledger.models import DutyHolder

    head = staff(cast.centre, "service_head")
    crisis = opened(cast)
    assert not may_act(viewing(head), crisis)
    holder = DutyHolder.objects.filter(matter=crisis.matter_id, role="support_worker").first()
    assert holder
    DutyHolder.objects.filter(pk=holder.pk).update(role="service_head")
    assert may_act(viewing(head), crisis)


def test_a_house_of_three_sees_a_crisis_through(frozen: object) -> None:
    """psych:3, psych:14b, psych:15.3a, psych:15.3b, psych:15.3d: one at the desk, one counsellor, one lead."""
    centre = a_centre()
    desk, counsellor, lead = (staff(centre, role) for role in ("duty_staff", "counsellor", "project_lead"))
    cast = Cast(centre, desk, counsellor, counsellor, lead, lead)
    trained(counsellor, cast)
    crisis = taken(cast, told=actions.Told("小雨", minor=False))
    assessed(crisis, counsellor, "3", path="referral", plan="specific")
    told(crisis, counsellor, "authority", "guardian")
    who = acting(counsellor)
    sent = actions.refer(crisis, Refer("医院", "phone", "情况"), **who)
    actions.answer_referral(sent, Answer("accepted", "值班医生"), **who)
    actions.add_known(crisis, actions.Told(words="她妈妈来了"), **acting(desk))
    actions.follow_up(crisis, actions.Contact("phone", True, "", "平稳"), **who)
    assessed(crisis, counsellor, "1", path="")
    asked = actions.ask_lowering(crisis, "1", "住院", lead, **who)
    actions.answer_lowering(asked, agree=True, **acting(lead))
    given = actions.hand_over(crisis, lead, "我休假", **who)
    actions.accept_hand_over(given, override="nobody_else", words="没有别人", **acting(lead))
    crisis = Crisis.unscoped.select_related("matter__centre").get()
    back = actions.hand_over(crisis, counsellor, "回来了", **acting(lead))
    actions.accept_hand_over(back, **who)
    assert (Crisis.unscoped.get().level, MoreKnown.unscoped.count()) == ("1", 1)
    assert Crisis.unscoped.get().lead_id == counsellor.pk
