"""A high level is never noted in silence: a crisis is opened in the same step, or it is said why not
(psych:3, psych:14a, psych:14b)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from youzhang.casework.actions import (
    Danger,
    Written,
    change_note,
    file_interview,
    miss_session,
    write_note,
)  # fmt: skip
from youzhang.casework.models import Interview, Note, SecondLook, Session
from youzhang.crisis import actions as crisis_actions
from youzhang.crisis.models import Crisis
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact, Grant
from youzhang.rulebook import library

NONE = Danger()
OPENS = Danger(shows="suicide_thought", words="已在楼顶")


def written(level: int, danger: Danger = NONE) -> Written:
    return Written("free", {"free": "说不想活了。"}, level, 50, danger)


def answers(session: Session) -> list[str]:
    found = Fact.unscoped.filter(matter=session.matter, kind="casework.danger_answered")
    return [fact.data["answer"] for fact in found.order_by("at", "id")]


def test_a_note_of_a_high_level_opens_a_crisis_about_the_client_in_the_same_step(
    world, session, case, acting
):
    write_note(session, written(4, OPENS), **acting)
    crisis = Crisis.unscoped.select_related("matter__key", "about").get()
    assert (crisis.subject, crisis.about) == (world.grown.subject, case.matter)
    assert (crisis.source, crisis.route, crisis.reason, crisis.level) == (
        "staff",
        "venue",
        "suicide_thought",
        "4",
    )
    assert (crisis.who, crisis.words) == ("沈一禾", "已在楼顶")
    assert answers(session) == ["opened"]
    assert Grant.objects.filter(matter=crisis.matter, user=world.worker, reason="opened").exists()


@pytest.mark.parametrize("danger", [Danger(), Danger(declined="known"), Danger(declined="known", words="  ")])
def test_a_high_level_is_not_saved_in_silence(session, acting, danger):
    """psych:14b refused."""
    with pytest.raises(Refused) as refused:
        write_note(session, written(3, danger), **acting)
    assert refused.value.rule == "psych:14b"
    session.refresh_from_db()
    assert session.state == "booked"
    assert not Note.unscoped.exists()
    assert not Crisis.unscoped.exists()


def test_why_no_crisis_was_opened_stands_in_the_note(session, acting, desk, plan_on_record):
    """psych:14b allowed."""
    write_note(session, written(3, Danger(declined="averted", words="父母已在身边。")), **acting)
    assert answers(session) == ["averted"]
    assert not Crisis.unscoped.filter(closed_at=None).exists()
    page = desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    assert "父母已在身边。" in page


def test_a_level_raised_in_the_same_note_asks_again_and_one_that_stays_does_not(
    session, acting, plan_on_record
):
    note = write_note(session, written(3, Danger(declined="known", words="多年如此。")), **acting)
    note = change_note(note, written(3), **acting)
    assert note.content["no_crisis"] == "多年如此。"
    change_note(note, written(4), **acting)  # at this level nothing is asked
    assert answers(session) == ["known", "opened"]
    assert Crisis.unscoped.get(closed_at=None).level == "4"


@pytest.mark.parametrize("danger", [NONE, Danger(declined="averted", words="父母已在身边。"), OPENS])
def test_at_the_highest_level_the_crisis_opens_by_itself(session, acting, danger):
    """psych:14b, psych:3"""
    write_note(session, written(4, danger), **acting)
    assert (Crisis.unscoped.get().level, answers(session)) == ("4", ["opened"])


def test_without_a_safety_plan_on_record_a_high_level_opens_a_crisis(session, acting):
    """psych:14b refused."""
    with pytest.raises(Refused) as refused:
        write_note(session, written(3, Danger(declined="averted", words="父母已在身边。")), **acting)
    assert refused.value.rule == "psych:14b"
    assert not Note.unscoped.exists()


def test_an_author_alone_takes_back_no_high_level_and_what_stood_before_stays_readable(session, acting, desk):
    """psych:3"""
    note = write_note(session, written(3, OPENS), **acting)
    with pytest.raises(Refused) as refused:
        change_note(note, written(1), **acting)
    assert refused.value.rule == "psych:3"
    assert Note.unscoped.get().level == 3
    change_note(note, Written("free", {"free": "改后的话。"}, 3, 50), **acting)
    page = desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    assert "说不想活了。" in page
    assert "改后的话。" in page


def test_what_commonly_brings_a_crisis_on_opens_one_when_it_is_told_in_an_interview(case, acting):
    """psych:14a, psych:14b"""
    file_interview(case, {"complaint": "同学打我"}, 1, trigger="bullying", **acting)
    crisis = Crisis.unscoped.get()
    assert (crisis.reason, crisis.about) == ("bullying", case.matter)


def test_an_event_that_is_over_opens_none_and_a_second_person_looks_within_the_hour(case, acting):
    """psych:14b"""
    safe = Danger(declined="safe", words="十年前的事，早已分居。")
    file_interview(case, {"complaint": "旧事"}, 1, trigger="violence", danger=safe, **acting)
    assert not Crisis.unscoped.exists()
    look = SecondLook.unscoped.get()
    owed = Duty.unscoped.get(matter=look.matter, name="second_look")
    assert owed.due == owed.opened_at + timedelta(hours=1)


def test_who_is_in_danger_and_does_not_come_is_to_be_spoken_to_the_same_day(session, acting):
    """psych:14b"""
    crisis = crisis_actions.open_crisis(
        session.case.matter.centre, session.case.person.subject, reason="self_harm", source="school",
        route="partner", by=None,
    )  # fmt: skip
    miss_session(session, **acting)
    assert Duty.unscoped.filter(matter=crisis.matter, name="same_day", outcome="open").exists()


def test_while_a_crisis_is_open_a_high_level_goes_there(world, session, acting):
    crisis = crisis_actions.open_crisis(
        world.here, world.grown.subject, reason="self_harm", source="school", route="partner", by=world.duty
    )
    write_note(session, written(3), **acting)
    assert Crisis.unscoped.get(pk=crisis.pk).level == "3"
    assert Crisis.unscoped.count() == 1
    assert answers(session) == ["running"]


def test_a_first_interview_of_a_high_level_asks_the_same(case, acting):
    talk = {"complaint": "不想活了", "risk": "有计划"}
    with pytest.raises(Refused):
        file_interview(case, talk, 3, **acting)
    assert not Interview.unscoped.exists()
    file_interview(case, talk, 3, danger=OPENS, **acting)
    assert Crisis.unscoped.get().about == case.matter


def test_the_gate_of_the_rulebook_stands_behind_it():
    article = library.find("psych:14b")
    assert article
    gate = next(one for one in article.gates if one.name == "noticed")
    assert set(gate.before) == {"casework.note_filed", "casework.note_changed", "casework.interviewed"}


def test_the_form_asks_only_at_a_high_level_and_leads_to_the_crisis(world, session, desk):
    address = reverse("casework:note", args=[session.matter_id])
    page = desk.get(address).content.decode()
    assert 'data-needs="level=3|4"' in page
    sent = {"minutes": "50", "style": "free", "free": "说不想活了。", "danger": "open"}
    assert desk.post(address, sent | {"level": "3"}).status_code == 422
    assert desk.post(address, sent | {"level": "3", "danger": "known"}).status_code == 422
    assert not Note.unscoped.exists()
    answer = desk.post(address, sent | {"level": "3", "shows": "suicide_thought", "known": "在家"})
    crisis = Crisis.unscoped.get()
    assert answer["location"] == reverse("crisis:crisis", args=[crisis.matter_id])
    assert "沈一禾" in desk.get(answer["location"]).content.decode()
    session_page = desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    assert crisis.matter.number in session_page
    lead = signed_in(Client(), world.lead)
    strip = lead.get("/work/strips").content.decode()
    assert crisis.matter.number in strip
    assert "沈一禾" not in strip


def test_a_low_level_asks_nothing_though_the_hidden_fields_are_sent(session, desk):
    address = reverse("casework:note", args=[session.matter_id])
    sent = {
        "minutes": "50",
        "style": "free",
        "free": "好多了。",
        "level": "1",
        "danger": "open",
        "shows": "abuse",
    }
    assert desk.post(address, sent).status_code == 302
    assert not Crisis.unscoped.exists()
    assert answers(session) == []
