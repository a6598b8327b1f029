"""First interview, plan with goals, reviews, papers (psych:5, psych:6, psych:13)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.builders import a_logo, signed_in, viewing
from youzhang.accounts.models import AccessEntry
from youzhang.casework.actions import PlanData, file_interview, keep_paper, make_plan, review_plan
from youzhang.casework.models import Attachment, CasePlan, Interview
from youzhang.casework.plan_queries import plan_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty

TALK = {"complaint": "睡不着。", "risk": "没有。"}
GOALS = [("每晚睡七小时", "睡眠日记连续两周"), ("敢去上课", "一周缺课不超过一次")]
PLAN = PlanData(GOALS, "每周一次", date(2026, 4, 2), impact="不影响上班", mildest="先不住院")


def duty(case, name) -> Duty:
    return Duty.unscoped.filter(matter=case.matter, name=name).order_by("opened_at").last()


def test_interview_then_plan_then_review_each_owe_the_next(case, acting):
    assert duty(case, "interview").outcome == "open"
    file_interview(case, TALK, 0, **acting)
    assert duty(case, "interview").outcome == "met"
    assert duty(case, "plan").outcome == "open"
    plan = make_plan(case, PLAN, **acting)
    assert duty(case, "plan").outcome == "met"
    assert duty(case, "review").due == clock.end_of(date(2026, 4, 2))
    goals = list(plan.goals.model.unscoped.filter(plan=plan).order_by("place"))
    with clock.frozen_at(clock.at_hour(date(2026, 4, 1), 10)):
        review_plan(plan, {goals[0].pk: "reached"}, date(2026, 5, 1), **acting)
    assert Duty.unscoped.filter(matter=case.matter, name="review", outcome="met", late=False).exists()
    assert duty(case, "review").outcome == "open"
    shown = plan_of(acting["by"], case)
    assert [goal.state for goal in shown.goals_in_order] == ["reached", "open"]


def test_the_first_interview_is_filed_once(case, acting):
    file_interview(case, TALK, 0, **acting)
    with pytest.raises(Stale):
        file_interview(case, TALK, 0, **acting)
    assert Interview.unscoped.count() == 1


@pytest.mark.parametrize(
    "plan",
    [
        PlanData([], "x", date(2026, 4, 2)),
        PlanData([("目标", "")], "x", date(2026, 4, 2)),
        PlanData([("目标", "衡量")], "x", date(2026, 3, 2)),
    ],
)
def test_a_plan_without_goal_measure_or_review_day_is_refused(case, acting, plan):
    with pytest.raises(Refused):
        make_plan(case, plan, **acting)
    assert not CasePlan.unscoped.exists()


def test_the_plan_is_made_on_its_page_and_changed_into_a_second_edition(case, desk):
    """psych:5, psych:6"""
    address = reverse("casework:plan", args=[case.matter_id])
    sent = {
        "kind": "service", "goal_1": "每晚睡七小时", "measure_1": "睡眠日记", "method": "每周一次",
        "review_on": "20260402", "impact": "不影响上班", "mildest": "先不住院",
    }  # fmt: skip
    assert desk.post(address, {**sent, "measure_1": ""}).status_code == 422
    assert not CasePlan.unscoped.exists()
    assert desk.post(address, sent).status_code == 302
    page = desk.get(address).content.decode()
    assert "每晚睡七小时" in page
    assert "不影响上班" in page
    assert desk.post(address, sent).status_code == 302
    assert [plan.edition for plan in CasePlan.unscoped.order_by("edition")] == [1, 2]
    page = desk.get(reverse("casework:review", args=[case.matter_id])).content.decode()
    assert "每晚睡七小时" in page


def test_the_interview_is_written_and_read_on_one_page(case, desk):
    address = reverse("casework:interview", args=[case.matter_id])
    assert desk.post(address, {"complaint": "睡不着。", "risk": "没有。", "level": "0"}).status_code == 302
    assert "睡不着" in desk.get(address).content.decode()


def test_a_paper_is_kept_sealed_and_each_opening_is_written_down(world, case, desk):
    """psych:7"""
    address = reverse("casework:papers", args=[case.matter_id])
    assert desk.post(address, {"file": SimpleUploadedFile("a.png", a_logo())}).status_code == 302
    paper = Attachment.unscoped.select_related("stored").get()
    assert a_logo() not in paper.stored.path.read_bytes()
    answer = desk.get(reverse("casework:paper", args=[case.matter_id, paper.stored_id]))
    assert answer.status_code == 200
    assert AccessEntry.objects.filter(act="casework.paper", user=world.worker).exists()
    lead = signed_in(Client(), world.lead)
    assert lead.get(reverse("casework:paper", args=[case.matter_id, paper.stored_id])).status_code == 422


def test_a_file_of_another_kind_is_refused_and_nothing_stays(case, acting):
    with pytest.raises(Refused):
        keep_paper(case, b"MZ\x90\x00 a program", "a.pdf", **acting)
    assert not Attachment.unscoped.exists()


def test_whoever_does_not_carry_the_case_writes_nothing(world, case):
    with pytest.raises(Refused):
        file_interview(case, TALK, 0, by=viewing(world.lead))
    assert not Interview.unscoped.exists()
