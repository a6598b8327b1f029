"""A page that acts in a case says on opening why the act would be refused; nothing is shown to fill in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from youzhang.casework.actions import (
    Appointment,
    HandOn,
    Protection,
    Taken,
    Written,
    ask_transfer,
    book_session,
    cancel_session,
    close_case,
    miss_session,
    propose_exit,
    protect,
    take_step,
    wish_to_leave,
    write_note,
)
from youzhang.crisis.actions import open_crisis
from youzhang.kit import clock
from youzhang.ledger.models import Fact, Refusal

WRITTEN = Written("free", {"free": "谈了睡眠。"}, 0)


def address(row: Any, page: str) -> str:
    return reverse(f"casework:{page}", args=[row.matter_id])


def refused(browser: Client, row: Any, page: str, words: str, *, back: str = "") -> None:
    """The refusal and where it leads, no form, and nothing recorded: neither a fact nor a refusal that counts."""
    before = Fact.unscoped.count(), Refusal.objects.count()
    answer = browser.get(address(row, page))
    assert answer.status_code in (409, 422), page
    assert words in answer.text
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in main
    assert address(row, back) in main if back else True
    assert (Fact.unscoped.count(), Refusal.objects.count()) == before


def closed(case: Any, acting: Any) -> None:
    leaving = wish_to_leave(case, "goal_reached", "好多了。", **acting)
    take_step(leaving, "referral", Taken("not_needed", ""), **acting)
    take_step(leaving, "interview", Taken("held", "睡眠好转。"), **acting)
    close_case(case, **acting)


NOTED = "What became of this session is noted already."


@pytest.mark.parametrize("page", ["move", "cancel", "missed", "note"])
@pytest.mark.parametrize("became", ["cancelled", "missed"])
def test_a_session_with_its_outcome(session, desk, acting, page, became):
    if became == "cancelled":
        cancel_session(session, "client", **acting)
    else:
        miss_session(session, **acting)
    refused(desk, session, page, NOTED, back="session")


@pytest.mark.parametrize("page", ["move", "cancel", "missed"])
def test_a_session_that_is_noted(session, desk, acting, page):
    write_note(session, WRITTEN, **acting)
    refused(desk, session, page, NOTED, back="session")
    assert address(session, page) not in desk.get(address(session, "session")).text


def test_what_a_session_ahead_or_begun_does_not_allow(case, session, desk, acting):
    refused(desk, session, "move", "This session has begun already.", back="session")
    ahead = book_session(case, Appointment(clock.now() + timedelta(days=1)), **acting)
    for page in ("note", "missed"):
        refused(desk, ahead, page, "This session has not begun yet.", back="session")
    assert desk.get(address(ahead, "move")).status_code == 200
    assert desk.get(address(session, "missed")).status_code == 200


def test_a_note_that_stands(world, session, desk, acting):
    write_note(session, WRITTEN, **acting)
    assert desk.get(address(session, "note")).status_code == 200
    backup = signed_in(Client(headers={"accept-language": "en"}), world.backup)
    refused(backup, session, "note", "Only its author changes a note.", back="session")
    with clock.frozen_at(clock.now() + timedelta(hours=24)):
        refused(desk, session, "note", "older than 24 hours", back="session")


@pytest.mark.parametrize(
    "page",
    ["hand_on", "backup", "supervisor", "step_aside", "book", "leave", "propose_exit", "close"],
)
def test_a_closed_case(case, desk, acting, page):
    assert desk.get(address(case, page)).status_code == 200 or page == "close"
    closed(case, acting)
    refused(desk, case, page, "This case is closed.", back="case")


def test_whom_a_case_is_handed_on_to_already(world, case, desk, acting):
    ask_transfer(case, HandOn(world.other, "每周二见面。"), **acting)
    shown = desk.get(address(case, "hand_on"))
    assert "Waits for 罗予安 to take it over" in shown.text
    assert address(case, "keep") in shown.text


def test_one_exit_at_a_time(case, desk, acting):
    propose_exit(case, "unfit", "这里帮不上。", **acting)
    refused(desk, case, "propose_exit", "Somebody else has worked on this case meanwhile.", back="case")
    assert desk.get(address(case, "leave")).status_code == 200  # whoever wants to go is free to
    wish_to_leave(case, "wish", "不想来了。", **acting)
    refused(desk, case, "leave", "Somebody else has worked on this case meanwhile.", back="case")


@pytest.mark.parametrize("step", ["notice", "client", "family", "contest", "failed", "spare"])
def test_a_step_of_another_way_of_leaving(case, desk, acting, step):
    wish_to_leave(case, "wish", "太远了。", **acting)
    refused(desk, case, f"leave_{step}", "This step does not belong to this way of leaving.", back="case")
    assert desk.get(address(case, "leave_report")).status_code == 200


def test_acknowledging_what_is_no_wish(world, case, acting):
    propose_exit(case, "unfit", "这里帮不上。", **acting)
    head = signed_in(Client(headers={"accept-language": "en"}), world.service_head)
    refused(head, case, "leave_acknowledge", "does not belong to this way of leaving")


@pytest.mark.parametrize("page", ["decide", "end_date", "conference"])
def test_nobody_decides_on_a_client_who_goes(case, desk, acting, page):
    wish_to_leave(case, "wish", "太远了。", **acting)
    refused(desk, case, page, "leaves of their own will", back="case")
    assert address(case, page) not in desk.get(address(case, "case")).text


def test_what_the_regulation_asks_for_before(case, desk, acting):
    """psych:36.2, psych:37.3a, psych:37.3b"""
    leaving = propose_exit(case, "threat", "威胁同伴。", **acting)
    refused(desk, case, "decide", "Tell the client first.", back="case")
    refused(desk, case, "leave_failed", "Hold the first conference", back="case")
    shown = desk.get(address(case, "case")).text
    assert not any(address(case, page) in shown for page in ("decide", "leave_failed", "end_date"))
    take_step(leaving, "client", Taken("face", "当面说明。"), **acting)
    take_step(leaving, "contest", Taken(), **acting)
    refused(desk, case, "end_date", "The exit is contested", back="case")
    shown = desk.get(address(case, "case")).text
    assert address(case, "decide") in shown
    assert address(case, "conference") in shown
    assert desk.get(address(case, "decide")).status_code == 200


def test_instead_of_telling_a_guardian_who_is_kept_out_it_is_noted_why_not(child_case, desk, acting):
    protect(child_case, Protection(True, "孩子说被打。"), **acting)
    propose_exit(child_case, "threat", "威胁同伴。", **acting)
    answer = desk.get(address(child_case, "leave_guardian"), follow=True)
    assert answer.redirect_chain == [(address(child_case, "leave_spare"), 302)]
    assert "The guardian is kept out of this case." in answer.text
    assert answer.status_code == 200


def test_closing_before_the_exit_is_whole(case, session, desk, acting):
    """psych:35.5"""
    refused(desk, case, "close", "A case is closed at the end of an exit.", back="case")
    leaving = wish_to_leave(case, "goal_reached", "好多了。", **acting)
    refused(desk, case, "close", "has no outcome yet", back="case")
    miss_session(session, **acting)
    refused(desk, case, "close", "Ask first whether a referral is needed.", back="case")
    shown = desk.get(address(case, "case")).text
    assert address(case, "close") not in shown
    assert "The case cannot be closed yet." in shown
    take_step(leaving, "referral", Taken("not_needed", ""), **acting)
    take_step(leaving, "interview", Taken("held", "睡眠好转。"), **acting)
    assert address(case, "close") in desk.get(address(case, "case")).text
    assert desk.get(address(case, "close")).status_code == 200
    open_crisis(
        case.matter.centre, case.person.subject, about=case.matter, reason="suicide_thought", source="staff",
        route="other", by=acting["by"].user,
    )  # fmt: skip
    refused(desk, case, "close", "A crisis of this person is open.", back="case")


def test_what_stands_before_the_end_costs_little_on_the_page_of_a_case(
    case, desk, acting, django_assert_max_num_queries
):
    wish_to_leave(case, "goal_reached", "好多了。", **acting)
    assert "The case cannot be closed yet." in desk.get(address(case, "case")).text
    with django_assert_max_num_queries(20):
        desk.get(address(case, "case"))


def test_nobody_is_let_in_who_was_not_kept_out(child_case, desk, acting):
    refused(desk, child_case, "let_in", "The guardian is let in already.", back="protect")
    protect(child_case, Protection(True, "孩子说被打。"), **acting)
    assert desk.get(address(child_case, "let_in")).status_code == 200


def test_a_child_does_not_agree_anew(world, case, child_case, desk):
    refused(desk, child_case, "of_age", "The client is not of age yet.", back="case")
    supervisor = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    assert supervisor.get(address(child_case, "of_age")).status_code == 404
