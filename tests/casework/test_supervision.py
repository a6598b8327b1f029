"""The supervisor of a case comments its documents; the caseworker reads that there, and says so (psych:10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_case, signed_in, staff, viewing
from youzhang.casework.actions import (
    Appointment,
    PlanData,
    Written,
    book_session,
    comment,
    file_interview,
    make_plan,
    wish_to_leave,
    write_note,
)
from youzhang.casework.models import Comment, Note, ProcessNote
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact


@pytest.fixture
def note(world, acting) -> Note:
    """A note in a case that has a supervisor."""
    case = a_case(world.grown, world, supervisor=world.supervisor)
    session = book_session(case, Appointment(clock.now()), **acting)
    return write_note(session, Written("free", {"free": "睡得不好。"}, 1, 50), **acting)


def address(note: Note, page: str) -> str:
    return reverse(f"casework:{page}", args=[note.matter_id])


def test_a_comment_stands_at_the_note_for_the_caseworker(world, note, desk):
    browser = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    assert "睡得不好" in browser.get(address(note, "session")).content.decode()
    assert browser.post(address(note, "comment"), {"text": "问问作息。"}).status_code == 302
    assert "问问作息" in desk.get(address(note, "session")).content.decode()


def test_the_supervisor_reads_and_writes_nothing_else(world, note):
    browser = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    for page in ("note", "add", "process", "cancel"):
        browser.post(
            address(note, page), {"text": "x", "style": "free", "free": "x", "level": "0", "cause": "client"}
        )
    note.refresh_from_db()
    assert note.content == {"free": "睡得不好。"}
    assert not note.addenda.model.unscoped.exists()
    assert not ProcessNote.unscoped.exists()


@pytest.mark.parametrize("name", ["worker", "backup", "lead"])
def test_nobody_else_comments(world, note, name):
    user = getattr(world, name)
    with pytest.raises(Refused):
        comment(note, "x", by=viewing(user))
    sent = signed_in(Client(), user).post(address(note, "comment"), {"text": "x"})
    assert sent.status_code == (404 if name == "lead" else 422)
    assert not Comment.unscoped.exists()


def documents(case, acting) -> dict:
    """First interview, plan and exit of a case."""
    ahead = clock.today() + timedelta(days=30)
    return {
        "interview": file_interview(case, {"complaint": "睡不好"}, 1, **acting),
        "plan": make_plan(case, PlanData([("睡得好", "每周五晚")], "每周一次", ahead), **acting),
        "leaving": wish_to_leave(case, "wish", "想换学校", **acting),
    }


@pytest.mark.parametrize("on", ["interview", "plan", "leaving"])
def test_first_interview_plan_and_exit_are_commented_where_they_are_read(world, acting, desk, on):
    case = a_case(world.grown, world, supervisor=world.supervisor)
    documents(case, acting)
    browser = signed_in(Client(headers={"accept-language": "en"}), world.supervisor)
    page = reverse("casework:interview" if on == "interview" else "casework:case", args=[case.matter_id])
    write = reverse(f"casework:comment_{on}", args=[case.matter_id])
    assert write in browser.get(page).content.decode()
    assert browser.post(write, {"text": "再问问家里。"}).status_code == 302
    shown = desk.get(page).content.decode()
    assert "再问问家里。" in shown
    assert write not in shown
    assert Comment.unscoped.get().on == on


def test_the_supervisor_of_another_case_neither_reads_nor_comments(world, acting):
    case = a_case(world.grown, world, supervisor=world.supervisor)
    elsewhere = staff(world.here, "supervisor", name="另组督导")
    a_case(world.child, world, supervisor=elsewhere)
    made = documents(case, acting)
    browser = signed_in(Client(), elsewhere)
    for on, document in made.items():
        address_of_it = reverse(f"casework:comment_{on}", args=[case.matter_id])
        assert browser.get(address_of_it).status_code == 404
        assert browser.post(address_of_it, {"text": "x"}).status_code == 404
        with pytest.raises(Refused) as refused:
            comment(document, "x", by=viewing(elsewhere))
        assert refused.value.rule == "psych:10"
    assert not Comment.unscoped.exists()
    assert not Fact.unscoped.filter(kind="casework.commented").exists()


def test_reading_comments_is_a_duty_of_the_caseworker_until_they_say_so(world, note, acting, desk):
    case = note.session.case
    made = file_interview(case, {"complaint": "睡不好"}, 1, **acting)
    comment(note, "问问作息。", by=viewing(world.supervisor))
    comment(made, "家里谁支持？", by=viewing(world.supervisor))
    owed = Duty.unscoped.filter(matter=case.matter_id, article="psych:10", name="read")
    assert [(one.outcome, one.holders) for one in owed] == [("open", [str(world.worker.pk)])] * 2
    page = reverse("casework:comments", args=[case.matter_id])
    assert page in desk.get("/work/").content.decode()
    shown = desk.get(page).content.decode()
    assert "问问作息。" in shown
    assert "家里谁支持？" in shown
    assert desk.post(page).status_code == 302
    assert {one.outcome for one in owed.all()} == {"met"}
    assert not Comment.unscoped.filter(read_at=None).exists()
    assert desk.post(page).status_code == 302  # nothing new: no second fact
    assert Fact.unscoped.filter(kind="casework.comments_read").count() == 1


@pytest.mark.parametrize("name", ["backup", "supervisor", "other"])
def test_that_somebody_else_saw_the_comments_meets_nothing(world, note, name):
    comment(note, "问问作息。", by=viewing(world.supervisor))
    user = getattr(world, name)
    sent = signed_in(Client(), user).post(reverse("casework:comments", args=[note.session.case.matter_id]))
    assert sent.status_code == (404 if name == "other" else 422)
    assert Comment.unscoped.get().read_at is None
    assert not Fact.unscoped.filter(kind="casework.comments_read").exists()
