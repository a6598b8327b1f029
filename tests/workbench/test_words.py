"""When something is due, in words, in both languages; and the month as the calendar has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as some

from youzhang.kit import clock
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.state_council import library_days
from youzhang.workbench.month import month_of
from youzhang.workbench.words import Moment, due_words, group_of, outcome_words

CALENDAR = Calendar({day: works for day, works, _name in library_days(2026)}, {2026: "official"})


@dataclass
class Owed:
    """As much of a duty as words need."""

    due: datetime | None
    opened_at: datetime = field(default_factory=lambda: at("2026-01-01 08:00"))
    strength: str = "must"
    provisional: bool = False
    undated_because: str = ""
    outcome: str = "open"
    late: bool | None = None
    slipped: bool = False
    entered_after: bool = False
    until_at: datetime | None = None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


def end(text: str) -> datetime:
    return clock.end_of(date.fromisoformat(text))


@pytest.fixture(autouse=True)
def _this_year() -> Iterator[None]:
    with override("zh-hans"), clock.frozen_at(at("2026-09-25 09:00")):
        yield


@pytest.mark.parametrize(
    ("now", "due", "working", "english", "chinese", "tone"),
    [
        ("2026-11-23 09:00", end("2026-11-24"), True, "1 working day left", "还剩 1 个工作日", "soon"),
        ("2026-11-24 09:00", end("2026-11-24"), True, "today until 24:00", "今天 24:00 前", "soon"),
        ("2026-11-24 09:00", at("2026-11-24 17:30"), False, "today until 17:30", "今天 17:30 前", "soon"),
        ("2026-11-24 17:00", at("2026-11-24 17:30"), False, "30 minutes left", "还剩 30 分钟", "soon"),
        ("2026-11-24 23:30", end("2026-11-24"), False, "30 minutes left", "还剩 30 分钟", "soon"),
        ("2026-11-24 23:59", end("2026-11-25"), False, "1 day left", "还剩 1 天", "soon"),
        # 25 to 27 September and 1 to 7 October are off; Sunday 20 September and Saturday 10 October are worked.
        ("2026-09-24 09:00", end("2026-10-08"), True, "4 working days left", "还剩 4 个工作日", "none"),
        ("2026-09-30 09:00", end("2026-10-10"), True, "3 working days left", "还剩 3 个工作日", "soon"),
        ("2026-10-08 09:00", end("2026-09-30"), True, "overdue by 1 working day", "逾期 1 个工作日", "late"),
        ("2026-10-03 09:00", end("2026-09-30"), True, "overdue by 3 days", "逾期 3 天", "late"),
        ("2026-10-03 09:00", end("2026-09-30"), False, "overdue by 3 days", "逾期 3 天", "late"),
        ("2026-11-24 10:10", at("2026-11-24 10:00"), False, "overdue by 10 minutes", "逾期 10 分钟", "late"),
        ("2026-11-24 13:10", at("2026-11-24 10:00"), False, "overdue by 3 hours", "逾期 3 小时", "late"),
    ],
)
def test_how_much_is_left(
    now: str, due: datetime, working: bool, english: str, chinese: str, tone: str
) -> None:
    for language, words in (("en", english), ("zh-hans", chinese)):
        with override(language):
            said = due_words(Owed(due), Moment(at(now), CALENDAR), in_working_days=working)
        assert (said.due, said.tone) == (words, tone)


def test_by_which_day_and_whether_it_may_move() -> None:
    moment = Moment(at("2026-11-23 09:00"), CALENDAR)
    assert due_words(Owed(end("2026-11-24")), moment).when == "11月24日 24:00 前"
    assert (
        due_words(Owed(end("2027-02-10"), provisional=True), moment).when == "2027年2月10日 24:00 前 · 暂定"
    )


def test_at_once_is_red_from_the_first_minute() -> None:
    opened = at("2026-11-24 09:28")
    said = due_words(Owed(opened, opened), Moment(opened, CALENDAR))
    assert (said.tone, said.shape, said.due, said.when) == ("crisis", "now", "立刻", "09:28 起算")
    later = due_words(Owed(opened, opened), Moment(opened + timedelta(days=2), CALENDAR))
    assert later.when == "11月24日（周二） 起算"


def test_in_principle_is_never_red() -> None:
    said = due_words(
        Owed(end("2026-11-20"), strength="in_principle"), Moment(at("2026-11-24 09:00"), CALENDAR)
    )
    assert (said.tone, said.due) == ("soon", "原则上已过")


def test_without_a_term_it_says_how_long_it_waits() -> None:
    moment = Moment(at("2026-11-24 09:00"), CALENDAR)
    opened = at("2026-11-21 23:00")
    assert due_words(Owed(None, opened), moment).due == "已等 3 天"
    assert due_words(Owed(None, at("2026-11-24 08:00")), moment).due == "今天起"
    assert due_words(Owed(None, opened, undated_because="matter.starts_on"), moment).when == "等日期确定"


def test_how_it_ended() -> None:
    moment = Moment(at("2026-11-24 09:00"), CALENDAR)
    due = end("2026-11-20")
    ended = {
        ("ok", "按时"): {"late": False},
        ("ok", "按时，事后补录"): {"late": False, "entered_after": True},
        ("late", "逾期"): {"late": True},
        ("late", "晚了：过期后才改期"): {"late": True, "slipped": True},
        ("soon", "原则上，晚了"): {"late": True, "strength": "in_principle"},
        ("none", "免办"): {"outcome": "waived"},
        ("none", "不再需要"): {"outcome": "lapsed"},
        ("late", "已错过，来不及办理"): {"outcome": "missed", "late": True},
        ("soon", "错过（原则上）"): {"outcome": "missed", "late": True, "strength": "in_principle"},
    }
    for said, how in ended.items():
        assert outcome_words(Owed(due, **({"outcome": "met"} | how)), moment) == said
    noted_later = Owed(due, until_at=moment.now)
    assert outcome_words(noted_later, moment) == ("late", "已错过，来不及办理")
    assert (
        outcome_words(Owed(due, until_at=moment.now + timedelta(minutes=1)), moment)[1]
        != "已错过，来不及办理"
    )


@given(some.integers(0, 350 * 24 * 60), some.integers(-90 * 24, 90 * 24))
def test_the_group_agrees_with_the_words(minutes: int, hours: int) -> None:
    """Red only once it has passed; never a number below one; no group without words."""
    moment = Moment(at("2026-01-01 00:00") + timedelta(minutes=minutes), CALENDAR)
    due = moment.now + timedelta(hours=hours)
    said = due_words(Owed(due, moment.now - timedelta(days=120)), moment, in_working_days=True)
    assert (said.tone == "late") == (group_of(due, moment) == "now")
    assert " 0 " not in said.due
    assert "-" not in said.due


def test_the_month_shows_days_off_days_worked_and_days_on_which_something_is_due() -> None:
    month = month_of(date(2026, 10, 9), CALENDAR, frozenset({date(2026, 10, 12)}))
    squares = {day.number: day for week in month.weeks for day in week if day}
    assert (month.name, len(month.weeks), month.estimated) == ("十月", 5, False)
    assert (squares[1].mark, squares[1].words) == ("rest", "放假")
    assert (squares[10].mark, squares[10].words) == ("", "调休上班")
    assert (squares[9].mark, squares[12].mark, squares[11].mark) == ("today", "due", "rest")
    assert [day.number for day in month.named] == [1, 2, 5, 6, 7, 10]
    assert month.weekdays[0] == "周一"
    assert month_of(date(2031, 2, 1), Calendar()).estimated
