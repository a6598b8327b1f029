"""What clients ask, cards, approved access, protective settings, coming of age (psych:4, psych:41, psych:43)."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.builders import a_person, signed_in, viewing
from tests.casework.conftest import CHILD_BORN
from youzhang.accounts.models import AccessEntry
from youzhang.casework.actions import (
    Appointment,
    Asked,
    Done,
    NewReferral,
    Protection,
    Taken,
    act_on_referral,
    agree_anew,
    answer_right,
    ask_access,
    ask_right,
    book_session,
    cancel_session,
    grant_access,
    issue_card,
    make_referral,
    move_session,
    note_birthdays,
    propose_exit,
    protect,
    refuse_access,
    revoke_cards,
    take_step,
    wish_to_leave,
)
from youzhang.casework.codes import TOLD_OF_MOVE
from youzhang.casework.forms.sessions import ways_to_tell
from youzhang.casework.models import AccessCard, Case, CaseFile, FileAccess, RightRequest
from youzhang.clients.actions import correct_person
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger import matters
from youzhang.ledger.models import Duty, Fact, Grant, Matter

ADULT_BORN = date(1990, 5, 4)
DAY = timedelta(days=1)


def reads(user, case) -> bool:
    return CaseFile.objects.visible_to(viewing(user)).filter(case=case).exists()


@pytest.fixture
def portal(db) -> Client:
    cache.clear()
    return Client(headers={"accept-language": "en"})


def enter(portal, case, code, birth=ADULT_BORN):
    return portal.post("/my-file", {"number": case.matter.number, "code": code, "birth": birth.isoformat()})


def test_a_request_is_owed_an_answer_within_15_days(case, acting):
    """psych:43"""
    asked = ask_right(case, Asked("correct", "client", "desk", "日期记错了。"), **acting)
    duty = Duty.unscoped.get(matter=case.matter, name="answer")
    assert duty.due == clock.end_of(clock.today() + 15 * DAY)
    with pytest.raises(Refused):
        answer_right(asked, "granted", " ", **acting)
    answer_right(asked, "granted", "已更正。", **acting)
    duty.refresh_from_db()
    assert duty.outcome == "met"
    with pytest.raises(Stale):
        answer_right(asked, "refused", "再答。", **acting)
    assert RightRequest.unscoped.get().result == "granted"


def test_the_card_opens_to_the_client_what_concerns_them_and_takes_requests(case, acting, portal):
    """psych:43"""
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    assert enter(portal, case, code).status_code == 302
    page = portal.get("/my-file/open").content.decode()
    assert case.matter.number in page
    assert "睡不好" not in page
    assert portal.post("/my-file/open", {"kind": "copy", "words": "想要一份。"}).status_code == 302
    asked = RightRequest.unscoped.get()
    assert (asked.kind, asked.way, asked.asked_by, asked.words) == ("copy", "portal", "client", "想要一份。")


@pytest.mark.parametrize(
    "wrong", [{"code": "AAAA-BBBB"}, {"birth": "1990-05-05"}, {"number": "GA-0-2026-9999"}]
)
def test_what_does_not_fit_opens_nothing(case, acting, portal, wrong):
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    sent = {"number": case.matter.number, "code": code, "birth": ADULT_BORN.isoformat()} | wrong
    assert portal.post("/my-file", sent).status_code == 422
    assert portal.get("/my-file/open").status_code == 302


def test_guessing_has_to_wait(case, acting, portal):
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    for _n in range(5):
        assert enter(portal, case, "AAAA-BBBB").status_code == 422
    assert enter(portal, case, code).status_code == 429


def test_a_card_ends_when_taken_back_and_after_30_days(case, acting, portal):
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    enter(portal, case, code)
    assert portal.get("/my-file/open").status_code == 200
    revoke_cards(case, **acting)
    assert portal.get("/my-file/open").status_code == 302
    _card, code = issue_card(case, "client", identity_checked=True, **acting)
    with clock.frozen_at(clock.now() + 31 * DAY):
        assert enter(portal, case, code).status_code == 422


def test_a_card_is_given_only_to_somebody_whose_id_was_seen(case, desk):
    address = reverse("casework:card", args=[case.matter_id])
    assert desk.post(address, {"holder": "client"}).status_code == 422
    assert not AccessCard.unscoped.exists()
    answer = desk.post(address, {"holder": "client", "identity_checked": "on"})
    page = desk.get(answer["location"]).content.decode()
    assert '<output id="code">' in page
    assert '<output id="code">' not in desk.get(answer["location"]).content.decode()


def test_a_guardian_who_is_kept_out_gets_no_card_no_call_and_no_notice(child_case, acting, portal):
    """psych:4"""
    _card, code = issue_card(child_case, "guardian", identity_checked=True, **acting)
    assert enter(portal, child_case, code, CHILD_BORN).status_code == 302
    with pytest.raises(Refused):
        protect(child_case, Protection(True), **acting)
    protect(child_case, Protection(True, "孩子说被打。", "班主任"), **acting)
    assert portal.get("/my-file/open").status_code == 302
    with pytest.raises(Refused) as refused:
        issue_card(child_case, "guardian", identity_checked=True, **acting)
    assert refused.value.rule == "psych:4"
    leaving = propose_exit(child_case, "threat", "打人。", **acting)
    with pytest.raises(Refused) as refused:
        take_step(leaving, "guardian", Taken("phone", "x"), **acting)
    assert refused.value.rule == "psych:4"
    take_step(leaving, "spare", Taken(text="疑似施暴人。"), **acting)
    assert not Fact.unscoped.filter(kind="casework.guardian_told").exists()


def test_approved_access_opens_a_child_s_file_for_its_hours_only(world, child_case):
    """psych:7"""
    number = child_case.matter.number
    asked = ask_access(world.here, number, "safety", "学校来电。", by=viewing(world.other))
    assert not reads(world.other, child_case)
    lead = {"by": viewing(world.lead)}
    assert Duty.unscoped.get(matter=asked.matter, name="access").outcome == "open"
    for hours in (0, 73):
        with pytest.raises(Refused):
            grant_access(asked, hours, **lead)
    grant_access(asked, 72, **lead)
    assert reads(world.other, child_case)
    with clock.frozen_at(clock.now() + timedelta(hours=72)):
        assert not reads(world.other, child_case)


def test_nobody_approves_their_own_request_nor_without_the_role(world, child_case):
    asked = ask_access(world.here, child_case.matter.number, "safety", "需要。", by=viewing(world.lead))
    for user in (world.lead, world.other):
        with pytest.raises(Refused):
            grant_access(asked, 24, by=viewing(user))
    refuse_access(asked, by=viewing(world.service_head))
    assert FileAccess.unscoped.get().state == "refused"
    assert not reads(world.lead, child_case)


def test_asking_for_a_number_that_is_not_there_looks_the_same(world, child_case):
    browser = signed_in(Client(headers={"accept-language": "en"}), world.other)
    for number in (child_case.matter.number, "WA-C0-2026-0099"):
        sent = {"number": number, "reason": "safety", "words": "学校来电。"}
        assert browser.post("/work/cases/access", sent)["location"] == "/work/cases"
    assert FileAccess.unscoped.count() == 1


def test_whoever_decides_sees_the_request_and_its_log_and_never_the_case(world, child_case, desk):
    asked = ask_access(world.here, child_case.matter.number, "safety", "学校来电。", by=viewing(world.other))
    lead, other = (
        signed_in(Client(headers={"accept-language": "en"}), one) for one in (world.lead, world.other)
    )
    address = reverse("casework:access", args=[asked.matter_id])
    frame = reverse("casework:case", args=[child_case.matter_id])
    assert address in lead.get("/work/").content.decode()
    shown = lead.get(address).content.decode()
    for words in ("学校来电", child_case.matter.number, "林晚"):
        assert words in shown
    assert "沈小满" not in shown
    assert other.get(address).status_code == 404  # not even that there is such a case
    assert lead.get(frame).status_code == 404
    assert lead.post(address, {"answer": "yes", "hours": "24"}).status_code == 302
    assert reads(world.other, child_case)
    assert other.get(frame).status_code == 200
    assert "opened the case" in lead.get(address).content.decode()
    assert lead.get(frame).status_code == 404
    assert not Grant.objects.filter(matter=child_case.matter, user=world.lead).exists()
    assert "Access granted" in desk.get(frame).content.decode()
    assert address in lead.get(reverse("casework:ask_access")).content.decode()
    assert other.post(address, {"answer": "yes", "hours": "24"}).status_code == 422


@pytest.mark.parametrize("name", ["worker", "backup", "duty", "supervisor", "keeper", "stranger"])
def test_nobody_else_sees_or_decides_a_request(world, child_case, name):
    asked = ask_access(
        world.here, child_case.matter.number, "complaint", "有人投诉。", by=viewing(world.other)
    )
    browser = signed_in(Client(), getattr(world, name))
    address = reverse("casework:access", args=[asked.matter_id])
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"answer": "yes", "hours": "24"}).status_code == 404
    assert asked.matter.number not in browser.get(reverse("casework:ask_access")).content.decode()
    assert FileAccess.unscoped.get().state == "asked"


def test_a_lead_who_is_barred_from_the_child_does_not_decide(world, child_case):
    matters.bar(world.lead, world.child.subject, reason="family", by=world.service_head, at=clock.now())
    asked = ask_access(world.here, child_case.matter.number, "safety", "学校来电。", by=viewing(world.other))
    assert (
        signed_in(Client(), world.lead).get(reverse("casework:access", args=[asked.matter_id])).status_code
        == 404
    )


def test_a_request_sent_twice_is_one_and_is_decided_once(world, child_case):
    number = child_case.matter.number
    first, again = (
        ask_access(world.here, number, "safety", "学校来电。", by=viewing(world.other)) for _n in range(2)
    )
    assert first == again
    assert Matter.unscoped.filter(kind="file-access").count() == 1
    refuse_access(first, by=viewing(world.lead))
    with pytest.raises(Stale):
        grant_access(first, 24, by=viewing(world.lead))
    assert not reads(world.other, child_case)


def test_the_frame_of_an_adult_s_case_leads_to_the_request_that_waits(world, case):
    asked = ask_access(world.here, case.matter.number, "stands_in", "替班。", by=viewing(world.other))
    lead = signed_in(Client(), world.lead)
    frame, address = (
        reverse("casework:case", args=[case.matter_id]),
        reverse("casework:access", args=[asked.matter_id]),
    )
    assert address in lead.get(frame).content.decode()
    grant_access(asked, 24, by=viewing(world.lead))
    assert address not in lead.get(frame).content.decode()


def test_an_18th_birthday_hands_the_say_to_the_client(world, child_case, acting, portal):
    """psych:41"""
    assert note_birthdays() == 0
    with pytest.raises(Refused):
        agree_anew(child_case, guardian_may_know=True, **acting)
    with clock.frozen_at(clock.at_hour(date(2031, 3, 8), 9)):
        assert (note_birthdays(), note_birthdays()) == (1, 0)
        assert Duty.unscoped.get(matter=child_case.matter, name="agree_anew").outcome == "open"
        with pytest.raises(Refused) as refused:
            issue_card(child_case, "guardian", identity_checked=True, **acting)
        assert refused.value.rule == "psych:4"
        agree_anew(child_case, guardian_may_know=True, **acting)
        issue_card(child_case, "guardian", identity_checked=True, **acting)
    assert Duty.unscoped.get(matter=child_case.matter, name="agree_anew").outcome == "met"


def test_a_birth_date_that_is_corrected_moves_the_day_on_which_the_client_comes_of_age(
    world, child_case, case
):
    """psych:41"""
    lead = {"by": viewing(world.lead)}
    correct_person(
        world.child, a_person("沈小满", date(2009, 3, 8), phone=""), version=world.child.version, **lead
    )
    correct_person(world.grown, a_person("沈一禾", date(2010, 5, 4)), version=world.grown.version, **lead)
    assert note_birthdays() == 0
    days = Case.unscoped.filter(pk__in=[child_case.pk, case.pk]).values_list("adult_on", flat=True)
    assert set(days) == {date(2027, 3, 8), date(2028, 5, 4)}
    with clock.frozen_at(clock.at_hour(date(2027, 3, 8), 9)):
        assert note_birthdays() == 1
    assert Fact.unscoped.get(kind="casework.came_of_age").matter_id == child_case.matter_id


def test_the_page_of_a_grown_client_s_case_gives_no_number_of_the_guardian(child_case, acting, desk):
    """psych:41"""
    page = reverse("casework:case", args=[child_case.matter_id])
    assert "learns nothing" not in desk.get(page).content.decode()
    with clock.frozen_at(clock.at_hour(date(2031, 3, 8), 9)):
        assert "learns nothing: the client is of age" in desk.get(page).content.decode()


def test_from_the_18th_birthday_the_guardian_is_told_and_asked_only_with_the_client_s_word(
    world, child_case, acting
):
    """psych:41"""
    card = make_referral(child_case, NewReferral("medical", "phone", "评估", "失眠", body="市七院"), **acting)
    with clock.frozen_at(clock.at_hour(date(2031, 3, 8), 9)):
        session = book_session(child_case, Appointment(clock.now() + DAY), **acting)
        later = Appointment(clock.now() + 2 * DAY)
        for act in (
            lambda: move_session(session, later, "guardian", **acting),
            lambda: cancel_session(session, "centre", "guardian", **acting),
            lambda: act_on_referral(card, "consent", Done("guardian", "母亲签字"), **acting),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.rule == "psych:41"
        session.refresh_from_db()
        assert (session.state, session.starts_at) == ("booked", clock.now() + DAY)
        assert "guardian" not in ways_to_tell(child_case, TOLD_OF_MOVE)
        leaving = wish_to_leave(child_case, "wish", "想走。", **acting)
        with pytest.raises(Refused):
            take_step(leaving, "reason", Taken("guardian", "母亲说"), **acting)
        act_on_referral(card, "consent", Done("client", "本人签字"), **acting)
        agree_anew(child_case, guardian_may_know=True, **acting)
        session.refresh_from_db()
        session.case.file.refresh_from_db()
        move_session(session, later, "guardian", **acting)
    assert not Fact.unscoped.filter(kind="casework.reason_learned").exists()


def test_a_guardian_who_is_kept_out_agrees_to_nothing(child_case, acting):
    """psych:4"""
    card = make_referral(child_case, NewReferral("medical", "phone", "评估", "失眠", body="市七院"), **acting)
    protect(child_case, Protection(True, "疑似家暴"), **acting)
    with pytest.raises(Refused) as refused:
        act_on_referral(card, "consent", Done("guardian", "母亲签字"), **acting)
    assert refused.value.rule == "psych:4"
    assert not Fact.unscoped.filter(kind="casework.referral_agreed").exists()


def test_the_yearly_report_counts_and_names_nobody(world, child_case, desk):
    desk.get(reverse("casework:case", args=[child_case.matter_id]))
    ask_access(world.here, child_case.matter.number, "safety", "需要。", by=viewing(world.other))
    said = StringIO()
    call_command("minors-report", "--year", "2026", "--json", stdout=said)
    row = next(one for one in json.loads(said.getvalue())["centres"] if one["centre"] == world.here.code)
    openings = AccessEntry.objects.filter(about=child_case.matter_id).count()
    assert (row["cases"], row["asked"], row["granted"], row["openings"]) == (1, 1, 0, openings)
    assert "沈小满" not in said.getvalue()


def test_the_rights_page_notes_and_answers(case, desk):
    address = reverse("casework:rights", args=[case.matter_id])
    sent = {"kind": "see", "asked_by": "client", "way": "desk", "words": "想看记录。"}
    assert desk.post(address, sent).status_code == 302
    asked = RightRequest.unscoped.get()
    one = reverse("casework:answer_right", args=[case.matter_id, asked.pk])
    assert one in desk.get(address).content.decode()
    assert desk.post(one, {"result": "granted", "answer": "已当面出示。"}).status_code == 302
    assert desk.get(one).status_code == 404


def test_the_reason_is_asked_for_once_the_guardian_is_kept_out(child_case, desk):
    """psych:4: the page shows a field by the value that the tick is sent with."""
    words = desk.get(reverse("casework:protect", args=[child_case.matter_id])).content.decode()
    wanted = words.partition('data-needs="kept_out=')[2].partition('"')[0]
    tick = next(part for part in words.split("<input") if 'name="kept_out"' in part).partition(">")[0]
    assert f'value="{wanted}"' in tick
    address = reverse("casework:protect", args=[child_case.matter_id])
    assert desk.post(address, {"kept_out": wanted}).status_code == 422
    assert desk.post(address, {"kept_out": wanted, "why": "孩子说怕他。"}).status_code == 302
