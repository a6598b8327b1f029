"""Lists and pages: what shows to whom, and at what cost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from tests.builders import a_case, a_person, signed_in
from youzhang.accounts.models import AccessEntry
from youzhang.casework.actions import Appointment, Around, book_session, name_supervisor, note_relative
from youzhang.casework.models import Case, Relative, Transfer
from youzhang.clients.actions import register_person
from youzhang.crisis.actions import open_crisis
from youzhang.kit import clock
from youzhang.web.wording import short_moment


def browser(user) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), user)


def page(case, name="case") -> str:
    return reverse(f"casework:{name}", args=[case.matter_id])


def test_the_caseworker_reads_the_case_and_that_is_written_down(world, desk, case):
    """psych:7, psych:13"""
    answer = desk.get(page(case))
    assert answer.status_code == 200
    words = answer.content.decode()
    assert "沈一禾" in words
    assert "睡不好" in words
    assert AccessEntry.objects.filter(user=world.worker, about=case.matter_id).exists()


def test_a_lead_sees_the_frame_without_name_or_word(world, case):
    words = browser(world.lead).get(page(case)).content.decode()
    assert case.matter.number in words
    assert "沈一禾" not in words
    assert "睡不好" not in words


@pytest.mark.parametrize("name", ["other", "supervisor", "duty", "volunteer", "keeper", "stranger"])
def test_to_everybody_else_the_case_does_not_exist(world, case, name):
    client = browser(getattr(world, name))
    for address in ("case", "hand_on", "answer_transfer", "keep", "backup", "step_aside"):
        assert client.get(page(case, address)).status_code == 404
        assert client.post(page(case, address), {}).status_code in {404, 405}
    assert not Transfer.unscoped.exists()


def test_a_child_s_case_does_not_exist_for_leads(world, child_case):
    assert browser(world.lead).get(page(child_case)).status_code == 404
    assert child_case.matter.number not in browser(world.lead).get("/work/cases?whose=").content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(world, desk, case):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get("/work/cases").status_code == 200
        return len(asked)

    desk.get("/work/cases")
    one = cost()
    for n in range(4):
        person = register_person(a_person(f"人{n}", phone=f"1380000{n:04d}"), centre=world.here, by=None)
        a_case(person, world)
    assert cost() == one <= 15


def test_a_case_is_opened_on_a_person_s_file(world, grown_case_form):
    client = browser(world.duty)
    address = reverse("casework:open", args=[world.grown.matter_id])
    assert client.get(address).status_code == 200
    answer = client.post(address, grown_case_form)
    case = Case.unscoped.get()
    assert answer.status_code == 302
    assert answer["location"] == reverse("clients:person", args=[world.grown.matter_id])
    assert (case.caseworker, case.backup, case.file.problem) == (world.worker, world.backup, "紧张")


def test_a_hand_over_is_asked_for_and_accepted_on_its_pages(world, desk, case):
    sent = {"to": str(world.other.pk), "note": "每周二见面。"}
    assert desk.post(page(case, "hand_on"), sent).status_code == 302
    other = browser(world.other)
    assert "每周二见面" in other.get(page(case, "answer_transfer")).content.decode()
    assert other.post(page(case, "answer_transfer"), {"answer": "yes"}).status_code == 302
    case.refresh_from_db()
    assert case.caseworker == world.other
    assert desk.get(page(case)).status_code == 404


def test_who_carries_the_running_case_stands_where_another_would_be_opened(world, case, child_case):
    def shown(person) -> str:
        address = reverse("casework:open", args=[person.matter_id])
        return browser(world.lead).get(address).content.decode()

    grown, child = shown(world.grown), shown(world.child)
    assert "林晚 carries it." in grown
    assert page(case) in grown
    assert "There is a running case of this person." in child
    assert "Ask its caseworker, or the head of the service." in child
    for words in ("林晚", child_case.matter.number, "form_token"):
        assert words not in child


def test_why_a_hand_over_was_declined_stands_in_the_timeline_and_another_waits_for_the_first(
    world, desk, case
):
    sent = {"to": str(world.other.pk), "note": "每周二见面。"}
    desk.post(page(case, "hand_on"), sent)
    shown = desk.get(page(case, "hand_on")).content.decode()
    assert "Waits for 罗予安 to take it over" in shown
    assert "form_token" not in shown
    assert page(case, "keep") in shown
    again = desk.post(page(case, "hand_on"), sent)
    assert again.status_code == 409
    assert "Somebody is asked to take it over already." in again.content.decode()
    browser(world.other).post(page(case, "answer_transfer"), {"answer": "no", "why": "本月已满。"})
    assert desk.get(page(case)).content.decode().count("本月已满。") == 1
    assert "form_token" in desk.get(page(case, "hand_on")).content.decode()


def test_only_who_is_asked_meets_the_form_that_answers(world, desk, case):
    sent = {"to": str(world.other.pk), "note": "每周二见面。"}
    desk.post(page(case, "hand_on"), sent)
    shown = desk.get(page(case, "answer_transfer")).content.decode()
    assert "Only 罗予安 can answer." in shown
    assert 'name="answer"' not in shown
    assert 'name="answer"' in browser(world.other).get(page(case, "answer_transfer")).content.decode()


def test_stepping_aside_leads_away_from_the_case(world, desk, case):
    sent = {"caseworker": str(world.backup.pk), "backup": str(world.other.pk), "reason": "relative"}
    answer = desk.post(page(case, "step_aside"), sent)
    assert answer["location"] == "/work/cases"
    assert desk.get(page(case)).status_code == 404


def test_the_case_says_that_a_crisis_of_the_client_is_open_and_leads_to_it_whoever_may_see_it(
    world, desk, case
):
    """psych:14b"""
    assert "In danger" not in desk.get(page(case)).content.decode()
    crisis = open_crisis(
        world.here, world.grown.subject, reason="self_harm", source="parent", route="other", by=None
    )
    assert reverse("crisis:crisis", args=[crisis.matter_id]) in desk.get(page(case)).content.decode()
    backup = browser(world.backup).get(page(case)).content.decode()
    assert "In danger" in backup
    assert reverse("crisis:crisis", args=[crisis.matter_id]) not in backup


def test_what_is_owed_of_a_session_says_of_which(desk, case, acting):
    """psych:13"""
    case.opened_at -= timedelta(days=7)
    begun = [clock.now() - timedelta(days=days) for days in (2, 5)]
    for moment in begun:
        book_session(case, Appointment(moment), **acting)
    words = desk.get(page(case)).content.decode()
    mine = desk.get("/work/").content.decode()
    with override("en"):
        for moment in map(short_moment, begun):
            assert f"Say what became of the session　{moment}" in words
            assert f"Session　{case.matter.number}　{moment}" in mine


def test_who_reads_a_file_without_carrying_it_meets_no_form_that_would_refuse_them(
    world, desk, case, acting
) -> None:
    """psych:10"""
    name_supervisor(case, world.supervisor, **acting)
    note_relative(case, Around("mother", "母亲阿兰", "close"), **acting)
    reader = browser(world.supervisor)
    for name in ("family", "papers", "referrals"):
        words = reader.get(page(case, name)).content.decode()
        assert 'class="form card"' in desk.get(page(case, name)).content.decode() or name == "referrals"
        assert 'class="form card"' not in words
        assert f'href="{page(case, "refer")}"' not in words
    assert "母亲阿兰" in reader.get(page(case, "family")).content.decode()
    assert page(case, "interview") not in reader.get(page(case)).content.decode()
    for name in ("card", "revoke", "refer"):
        assert reader.get(page(case, name)).status_code == 422
    assert reader.post(page(case, "family"), {"name": "李四", "relation": "other"}).status_code == 422
    assert Relative.unscoped.count() == 1


def test_a_page_that_only_asks_whether_names_on_its_button_what_will_happen(desk, case, acting):
    def buttons(address: str) -> str:
        return desk.get(address).content.decode().partition('class="form card"')[2]

    ahead = book_session(case, Appointment(clock.now() + timedelta(days=1)), **acting)
    cancelling = buttons(reverse("casework:cancel", args=[ahead.matter_id]))
    assert ">Cancel the session</button>" in cancelling
    assert ">Back</a>" in cancelling
    assert ">Cancel</a>" not in cancelling
    assert ">Take the cards back</button>" in buttons(page(case, "revoke"))
