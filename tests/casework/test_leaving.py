"""Each way of leaving to the end, and what stands in its way (psych:35 to psych:37)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.casework.actions import (
    Appointment,
    Invitation,
    PlanData,
    Taken,
    book_session,
    call_conference,
    cancel_session,
    close_case,
    decide_exit,
    hold_conference,
    make_plan,
    propose_exit,
    set_end_date,
    stay,
    take_step,
    wish_to_leave,
)
from youzhang.casework.actions.conferences import invited_to
from youzhang.casework.models import Case, Leaving, LeavingStep
from youzhang.crisis.actions import open_crisis
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact

DAY = timedelta(days=1)
SAID = Taken("face", "当面说明了情况。")
INTERVIEW = Taken("held", "睡眠好转，知道再来的途径。")


def refusal(act, *given, **acting) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*given, **acting)
    return refused.value


def duty(case, name) -> Duty | None:
    return Duty.unscoped.filter(matter=case.matter, name=name).order_by("opened_at").last()


def conference(leaving, world, acting, *, deputy=True):
    """A conference called and held, with or without the deputy head."""
    invited = Invitation(clock.now(), "会议室", [world.deputy, world.backup], ["沈一禾"])
    meeting = call_conference(leaving, invited, **acting)
    absent = {world.deputy.name} if not deputy else set()
    came = [pk for pk, name in invited_to(meeting) if name not in absent]
    return hold_conference(leaving, meeting, came, "一起定了办法。", **acting)


def test_goal_reached_needs_the_question_of_referral_and_the_interview(case, acting):
    """psych:35.0, psych:35.1, psych:35.5"""
    leaving = wish_to_leave(case, "goal_reached", "", **acting)
    assert refusal(close_case, case, **acting).rule == "psych:35.1"
    take_step(leaving, "referral", Taken("not_needed"), **acting)
    assert refusal(close_case, case, **acting).rule == "psych:35.5"
    take_step(leaving, "interview", INTERVIEW, **acting)
    close_case(case, **acting)
    case.refresh_from_db()
    assert (case.state, bool(case.matter.closed_at)) == ("closed", True)
    assert not Duty.unscoped.filter(matter=case.matter, outcome="open").exists()


def test_a_wish_to_leave_is_reported_acknowledged_and_asked_about(world, child_case, acting):
    """psych:35.2, psych:35.3, psych:35.4, psych:37.4c"""
    leaving = wish_to_leave(child_case, "wish", "不想再来了。", **acting)
    assert {duty(child_case, name).outcome for name in ("report", "reason")} == {"open"}
    take_step(leaving, "report", Taken(text="孩子说太远。"), **acting)
    assert duty(child_case, "acknowledge").holders == ["service_head"]
    assert Case.objects.visible_to(viewing(world.service_head)).filter(pk=child_case.pk).exists()
    assert not Leaving.objects.visible_to(viewing(world.service_head)).exists()
    head = {"by": viewing(world.service_head)}
    take_step(leaving, "acknowledge", Taken(), **head)
    assert refusal(take_step, leaving, "reason", Taken("client", "远"), **acting).rule == "psych:35.4"
    take_step(leaving, "reason", Taken("guardian", "路太远。"), **acting)
    take_step(leaving, "reasons", SAID, **acting)
    take_step(leaving, "interview", Taken("refused"), **acting)
    close_case(child_case, **acting)
    assert Case.unscoped.get(pk=child_case.pk).state == "closed"


def test_nothing_stands_before_the_wish_itself_and_the_file_waits_for_its_steps(case, acting):
    """psych:35.0"""
    leaving = wish_to_leave(case, "wish", "", **acting)
    assert case.matter.facts.model.unscoped.filter(kind="casework.leave_wished").exists()
    assert refusal(close_case, case, **acting).rule == "psych:35.3"
    take_step(leaving, "report", Taken(text="x"), **acting)
    assert refusal(close_case, case, **acting).rule == "psych:35.4"
    assert not Fact.unscoped.filter(kind="casework.closed").exists()


def test_an_expired_service_is_told_in_advance(case, acting):
    """psych:36.1, psych:37.1"""
    today = clock.today()
    assert refusal(propose_exit, case, "expired", "到期", ends_on=today, **acting).rule == "psych:37.1"
    leaving = propose_exit(case, "expired", "服务到期。", ends_on=today + 3 * DAY, **acting)
    assert duty(case, "notice").due == clock.end_of(today + 2 * DAY)
    take_step(leaving, "notice", SAID, **acting)
    decide_exit(leaving, ends=True, reason="期满。", **acting)
    take_step(leaving, "reasons", SAID, **acting)
    take_step(leaving, "interview", INTERVIEW, **acting)
    assert refusal(close_case, case, **acting).rule == "psych:37.1"
    with clock.frozen_at(clock.now() + 3 * DAY):
        close_case(case, **acting)
    assert Case.unscoped.get(pk=case.pk).state == "closed"


def test_a_threat_that_is_contested_goes_through_two_conferences(world, child_case, acting):
    """psych:36.2, psych:37.2, psych:37.3a, psych:37.3b"""
    leaving = propose_exit(child_case, "threat", "两次打人。", **acting)
    assert duty(child_case, "tell_guardian").outcome == "open"
    assert refusal(decide_exit, leaving, ends=True, reason="x", **acting).rule == "psych:37.2"
    take_step(leaving, "client", SAID, **acting)
    take_step(leaving, "guardian", SAID, **acting)
    take_step(leaving, "contest", Taken(), **acting)
    assert refusal(take_step, leaving, "failed", Taken(text="x"), **acting).rule == "psych:37.3a"
    conference(leaving, world, acting)
    assert refusal(set_end_date, leaving, date(2026, 4, 1), **acting).rule == "psych:37.3b"
    take_step(leaving, "failed", Taken(text="又打人。"), **acting)
    assert duty(child_case, "second_conference").outcome == "open"
    conference(leaving, world, acting)
    set_end_date(leaving, date(2026, 4, 1), **acting)
    decide_exit(leaving, ends=True, reason="安全。", **acting)
    take_step(leaving, "reasons", SAID, **acting)
    take_step(leaving, "interview", INTERVIEW, **acting)
    close_case(child_case, **acting)
    assert Case.unscoped.get(pk=child_case.pk).ends_on == date(2026, 4, 1)


def test_a_conference_without_the_deputy_head_does_not_count(world, case, acting):
    """psych:37.3a"""
    leaving = propose_exit(case, "threat", "威胁他人。", **acting)
    take_step(leaving, "contest", Taken(), **acting)
    without = Invitation(clock.now(), "", [world.backup], ["沈一禾"])
    assert refusal(call_conference, leaving, without, **acting).rule == "psych:37.3a"
    nobody = Invitation(clock.now(), "", [world.deputy], [])
    assert refusal(call_conference, leaving, nobody, **acting).field == "parties"
    with pytest.raises(Refused) as refused:
        conference(leaving, world, acting, deputy=False)
    assert refused.value.rule == "psych:37.3a"
    assert not Fact.unscoped.filter(kind="casework.conference_held").exists()


def test_an_unfit_service_is_changed_before_it_is_ended(case, acting):
    """psych:8, psych:36.3, psych:37.4a, psych:37.4b, psych:37.4c"""
    plan = PlanData([("目标", "衡量")], "每周一次", date(2026, 5, 1))
    make_plan(case, plan, **acting)
    leaving = propose_exit(case, "unfit", "需要药物治疗。", **acting)
    assert refusal(decide_exit, leaving, ends=True, reason="x", **acting).rule == "psych:37.4a"
    take_step(leaving, "family", SAID, **acting)
    assert refusal(decide_exit, leaving, ends=True, reason="x", **acting).rule == "psych:37.4b"
    make_plan(case, plan, **acting)
    decide_exit(leaving, ends=True, reason="已试过。", **acting)
    take_step(leaving, "interview", INTERVIEW, **acting)
    assert refusal(close_case, case, **acting).rule == "psych:37.4c"
    take_step(leaving, "reasons", SAID, **acting)
    close_case(case, **acting)
    assert Case.unscoped.get(pk=case.pk).state == "closed"


def test_a_case_is_not_closed_over_an_open_crisis(world, case, acting):
    """psych:3 refused, and psych:3 allowed once it is over."""
    leaving = wish_to_leave(case, "goal_reached", "", **acting)
    take_step(leaving, "referral", Taken("not_needed"), **acting)
    take_step(leaving, "interview", INTERVIEW, **acting)
    said = {"reason": "suicide_thought", "source": "self", "route": "venue"}
    crisis = open_crisis(world.here, about=case.matter, by=world.worker, **said)
    assert refusal(close_case, case, **acting).rule == "psych:3"
    Crisis.unscoped.filter(pk=crisis.pk).update(closed_at=clock.now())
    close_case(case, **acting)


def test_a_session_ahead_is_settled_first(case, acting):
    leaving = wish_to_leave(case, "goal_reached", "", **acting)
    take_step(leaving, "referral", Taken("not_needed"), **acting)
    take_step(leaving, "interview", INTERVIEW, **acting)
    session = book_session(case, Appointment(clock.now() + DAY), **acting)
    assert refusal(close_case, case, **acting).rule == "rule:session_ahead"
    cancel_session(session, "client", **acting)
    close_case(case, **acting)


def test_whoever_stays_owes_nothing_of_the_exit(case, acting):
    leaving = wish_to_leave(case, "wish", "", **acting)
    stay(leaving, **acting)
    assert Case.unscoped.get(pk=case.pk).state == "open"
    assert not Duty.unscoped.filter(matter=case.matter, name="report", outcome="open").exists()
    assert refusal(take_step, leaving, "report", Taken(text="x"), **acting).rule == "rule:stale"


def test_an_exit_after_one_that_came_to_nothing_begins_anew(case, acting):
    """psych:37.2, psych:35.5"""
    first = propose_exit(case, "threat", "推倒桌椅。", **acting)
    take_step(first, "client", SAID, **acting)
    decide_exit(first, ends=True, reason="试过了。", **acting)
    take_step(first, "reasons", SAID, **acting)
    take_step(first, "interview", INTERVIEW, **acting)
    stay(first, **acting)
    again = propose_exit(case, "threat", "又发生一次。", **acting)
    assert refusal(decide_exit, again, ends=True, reason="试过了。", **acting).rule == "psych:37.2"
    take_step(again, "client", SAID, **acting)
    decide_exit(again, ends=True, reason="试过了。", **acting)
    assert refusal(close_case, case, **acting).rule in {"psych:35.5", "psych:37.4c"}
    take_step(again, "reasons", SAID, **acting)
    take_step(again, "interview", INTERVIEW, **acting)
    close_case(case, **acting)


def test_whoever_wants_to_go_is_free_to_while_the_institution_asks_them_to(case, acting, desk):
    """psych:35.0"""
    asked = propose_exit(case, "threat", "推倒桌椅。", **acting)
    assert "wants to leave" in desk.get(reverse("casework:case", args=[case.matter_id])).content.decode()
    leaving = wish_to_leave(case, "wish", "不想来了。", **acting)
    asked.refresh_from_db()
    assert (asked.state, leaving.state) == ("freely", "open")
    assert not Duty.unscoped.filter(matter=case.matter, name="tell_client", outcome="open").exists()
    assert duty(case, "report").outcome == "open"
    assert refusal(wish_to_leave, case, "wish", "不想来了。", **acting).rule == "rule:stale"
    assert refusal(propose_exit, case, "threat", "又一次。", **acting).rule == "rule:stale"


def test_the_way_of_a_wish_on_its_pages(world, case, desk):
    def address(page: str) -> str:
        return reverse(f"casework:{page}", args=[case.matter_id])

    assert desk.post(address("leave"), {"way": "wish", "words": "太远了。"}).status_code == 302
    assert "太远了" in desk.get(address("case")).content.decode()
    assert desk.post(address("leave_report"), {"text": ""}).status_code == 422
    assert desk.post(address("leave_report"), {"text": "来访者有意退出。"}).status_code == 302
    head = signed_in(Client(headers={"accept-language": "en"}), world.service_head)
    frame = head.get(address("case")).content.decode()
    assert address("leave_acknowledge") in frame
    assert "太远了" not in frame
    assert head.post(address("leave_acknowledge"), {"text": ""}).status_code == 302
    assert desk.post(address("leave_reason"), {"code": "client", "text": "太远。"}).status_code == 302
    assert desk.post(address("close"), {}).status_code == 422
    assert desk.post(address("leave_interview"), {"code": "held", "text": "谈过。"}).status_code == 302
    assert desk.post(address("close"), {}).status_code == 302
    assert LeavingStep.unscoped.count() == 4


def test_the_conference_is_called_and_held_on_one_page(world, case, desk, acting):
    leaving = propose_exit(case, "threat", "威胁他人。", **acting)
    take_step(leaving, "contest", Taken(), **acting)
    address = reverse("casework:conference", args=[case.matter_id])
    assert "石磊" not in desk.get(address).content.decode()  # who keeps the system sees nothing of cases
    sent = {"starts_at": "2026-03-02T09:00", "colleagues": [str(world.deputy.pk)], "parties": "沈一禾"}
    assert desk.post(address, sent).status_code == 302
    page = desk.get(address).content.decode()
    assert "沈一禾" in page
    invited = [str(pk) for pk, _name in invited_to(case.matter.meetings.model.unscoped.get())]
    assert desk.post(address, {"present": invited, "text": "定了策略。"}).status_code == 302
    assert Leaving.unscoped.get().conferences == 1


def test_nobody_decides_on_the_exit_of_a_client_who_goes_freely(world, case, desk, acting):
    """psych:35.0: also when the page was opened while the institution still asked them to go."""
    propose_exit(case, "unfit", "不合适。", **acting)
    wish_to_leave(case, "wish", "想走。", **acting)
    named = {"colleagues": [str(world.deputy.pk)], "parties": "沈一禾", "starts_at": "2026-03-02T09:00"}
    for name, sent in (
        ("decide", {"ends": "yes", "text": "不合适。"}),
        ("end_date", {"on": "2026-04-01"}),
        ("conference", named),
    ):
        answer = desk.post(reverse(f"casework:{name}", args=[case.matter_id]), sent)
        assert answer.status_code == 422
        assert "nobody decides on that" in answer.content.decode()
    assert not Fact.unscoped.filter(kind__in=["casework.exit_decided", "casework.end_date_set"]).exists()
    assert not LeavingStep.unscoped.exists()


def test_a_wish_entered_late_is_the_exit_that_is_shown_and_worked_on(case, desk, acting):
    """psych:35.0: it was said before the institution asked the client to go."""
    propose_exit(case, "unfit", "不合适。", **acting)
    said_on = clock.now() - timedelta(days=2)
    wish_to_leave(case, "wish", "想走。", at=said_on, late_reason="told_later", **acting)
    address = reverse("casework:leave_reason", args=[case.matter_id])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"code": "client", "text": "想先休息。"}).status_code == 302
    assert LeavingStep.unscoped.get().leaving.way == "wish"
