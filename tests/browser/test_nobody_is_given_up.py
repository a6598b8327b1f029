"""Whom nobody reaches, and whom nobody knows: hour by hour, on the phones of those on duty (psych:3, psych:14b)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crisis_moves import People, alarm_on, begin, entered, owed, report, show, step, take
from tests.browser.moves import at, fits, look
from tests.builders import a_case, a_person
from tests.crisis.people import Cast, a_cast
from youzhang.clients.actions import register_person
from youzhang.crisis.codes import CLOSINGS
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Duty

# What keeps somebody alive, in the order in which it is shown.
FIRST = (
    "立即拨打 110 或 120",
    "确保有人陪伴",
    "把可用于自伤的工具拿走",
    "联系家属",
    "一起制定安全计划",
)
ACUTE = {
    "ideation": "active",
    "plan": "specific",
    "behaviour": "none",
    "level": "4",
    "path": "referral",
} | dict.fromkeys(("method", "means", "intent"), "yes")
NO_ANSWER = {"way": "phone", "reached": "no", "words": "无人接听。"}


class Night(People):
    """A centre at half past nine in the evening: the desk and the counsellor hold a phone, the head sits at home."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cast: Cast = a_cast()
        self.desk = self.page(self.cast.reporter, phone=True)
        self.helper = self.page(self.cast.counsellor, phone=True)
        self.head = self.page(self.cast.lead)
        self.head.goto("/work/rules/")


@pytest.fixture
def night(
    transactional_db: None, live_server: object, browse: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> Night:
    """Monday 2 March 2026."""
    at(monkeypatch, "2026-03-02T21:30")
    return Night(browse, str(live_server), monkeypatch)


def a_girl(cast: Cast) -> Any:
    """Of twelve, with a case here; her mother is her guardian."""
    mother, child = (
        register_person(a_person(name, born, phone=phone), centre=cast.centre, by=None)
        for name, born, phone in (
            ("何雅琴", date(1985, 1, 1), "13900000001"),
            ("沈小满", date(2013, 3, 8), "13800000427"),
        )
    )
    people = SimpleNamespace(here=cast.centre, lead=cast.lead, worker=cast.counsellor, backup=cast.other)
    a_case(child, people, guardian=mother, relation="mother")
    return child


def test_the_girl_with_plan_and_pills_whom_nobody_reaches(night: Night) -> None:
    """psych:3 psych:14b psych:15.3c psych:15.3d"""
    child = a_girl(night.cast)
    crisis = report(night.desk, child.matter_id, words="说有计划，药在手里，挂了电话。", place="家里")
    expect(night.desk.locator("main")).to_contain_text("还没有人接手")
    alarm_on(night.head, crisis)
    take(night.helper)
    step(night.helper, crisis, "follow-up", **NO_ANSWER)
    step(night.helper, crisis, "assess", **ACUTE, basis="同学的转述：药片已数好。")
    the_next_hour_is_laid_out(night, crisis)
    she_is_looked_for_further_and_further(night, crisis)
    it_does_not_end(night, crisis)


def the_next_hour_is_laid_out(night: Night, crisis: Crisis) -> None:
    """In the order in which it keeps her alive, each with its minute and one button; on a phone."""
    words = owed(night.helper, crisis)
    places = [words.index(one) for one in FIRST]
    assert places == sorted(places)
    assert words.index("再试一次") < words.index("主管部门")
    assert "22:0" in words
    assert fits(night.helper)
    look(night.helper, "girl-next-hour")


def she_is_looked_for_further_and_further(night: Night, crisis: Crisis) -> None:
    """Tried again within half an hour, then whoever is named for an emergency, then the police look."""
    helper = night.helper
    night.later("2026-03-02T21:50")
    step(helper, crisis, "follow-up", **NO_ANSWER)
    words = owed(helper, crisis)
    assert words.index("联系紧急联系人") < words.index("请警方查找") < words.index("主管部门")
    look(helper, "girl-not-reached-twice")
    step(helper, crisis, "tell", to="guardian", outcome="not_reached", way="phone")
    assert "联系紧急联系人" not in owed(helper, crisis)
    step(
        helper, crisis, "tell", to="police", way="phone", person="王警官", said="十二岁，有药，可能独自在家。"
    )
    step(helper, crisis, "confirm", by_whom="police", what="number", person="王警官", number="JJ-0427")
    words = owed(helper, crisis)
    assert "请警方查找" not in words
    assert "再次与本人联系" in words
    look(helper, "girl-police-look")


def it_does_not_end(night: Night, crisis: Crisis) -> None:
    """Each end says what it lacks, also when it is sent all the same; what is owed goes on."""
    night.later("2026-03-03T03:00")
    head = night.head
    show(head, crisis)
    expect(head.locator("main a[href$='/close']")).to_have_count(0)
    missing = head.locator("#missing")
    for words in ("还没有人联系上本人", "已知道来访者是谁", "没有专业机构接收本人", "最近一次评估发现有危险"):
        expect(missing).to_contain_text(words)
    head.click("#missing summary")
    look(head, "girl-cannot-be-closed")
    for outcome in CLOSINGS:
        entered(head, f"/work/crises/{crisis.matter_id}/close", outcome=outcome, words="结束")
        expect(head.locator("body")).to_contain_text("条")
    crisis.refresh_from_db()
    assert (crisis.closed_at, crisis.level) == (None, "4")
    late = Duty.unscoped.filter(matter=crisis.matter_id, outcome="open", name="contact_urgent")
    assert late.exists()


def test_the_anonymous_caller_who_hangs_up(night: Night) -> None:
    """psych:14b psych:15.3b psych:15.3c"""
    crisis = report(night.desk, route="hotline", source="self", words="年轻女声，说在桥上，挂断了。")
    assert not any((crisis.who, crisis.phone, crisis.subject_id))
    alarm_on(night.head, crisis)
    take(night.helper)
    look(night.helper, "caller-taken")
    every_way_is_tried(night, crisis)
    a_head_who_did_not_lead_ends_it(night, crisis)
    she_is_looked_for_again(night, crisis)


def every_way_is_tried(night: Night, crisis: Crisis) -> None:
    """No number to call back; the police search under a number of theirs; the department learns no name."""
    helper = night.helper
    step(helper, crisis, "follow-up", way="phone", reached="no", words="来电未显示号码，回拨不通。")
    step(helper, crisis, "tell", to="police", way="phone", person="李警官", said="女声，可能在青澜桥。")
    step(helper, crisis, "tell", to="guardian", outcome="none", reason="unknown")
    show(night.head, crisis)
    expect(night.head.locator("#missing")).to_contain_text("请拨打 110")
    step(helper, crisis, "tell", to="authority", way="phone", person="值班王科长", said="有人需要陪伴。")
    step(helper, crisis, "confirm", by_whom="police", what="number", person="李警官", number="JJ-0815")


def a_head_who_did_not_lead_ends_it(night: Night, crisis: Crisis) -> None:
    """What stands before the other ends is said beside it."""
    begin(night.head, crisis, "close", outcome="untraced", words="各种途径都试过，110 在查找。")
    crisis.refresh_from_db()
    assert crisis.outcome == "untraced", night.head.inner_text("main")
    look(night.head, "caller-untraced")


def she_is_looked_for_again(night: Night, crisis: Crisis) -> None:
    """After a day and after a week; one press opens the next crisis, which leads back to this one."""
    looks = Duty.unscoped.filter(matter=crisis.matter_id, name="look_again").order_by("due")
    assert [clock.day_of(one.due - timedelta(minutes=1)) for one in looks] == [
        date(2026, 3, 3),
        date(2026, 3, 9),
    ]
    night.later("2026-03-03T21:00")
    words = "李警官：仍在查找。"
    begin(night.helper, crisis, "look-again", sign="no", words=words)
    assert [one.outcome for one in looks.all()] == ["met", "open"]
    show(night.desk, crisis)
    look(night.desk, "caller-looked-for")
    begin(night.desk, crisis, "again")
    following = Crisis.unscoped.get(closed_at=None)
    assert following.before_id == crisis.pk
    assert night.desk.url.endswith(f"/work/crises/{following.matter_id}")
    alarm_on(night.head, following)
    take(night.helper)
    show(night.helper, following)
    expect(night.helper.locator(f"main a[href='/work/crises/{crisis.matter_id}']")).to_be_visible()
    look(night.helper, "caller-again")
