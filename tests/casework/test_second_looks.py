"""What could not wait and was decided alone is looked at by a second person afterwards: a high risk without a crisis
(psych:14b, psych:3), a referral without consent (psych:50)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, staff, viewing
from youzhang.casework.actions import (
    Danger,
    Done,
    NewReferral,
    Written,
    act_on_referral,
    change_note,
    file_interview,
    make_referral,
    take_second_look,
    write_note,
)
from youzhang.casework.models import Note, SecondLook
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger import matters
from youzhang.ledger.models import Duty, Fact

pytestmark = pytest.mark.usefixtures("plan_on_record")
AVERTED = Danger(declined="averted", words="父母已在身边。")
PAGE = {"accept-language": "en"}


def note_of(session, acting, danger: Danger = AVERTED, level: int = 3) -> Note:
    return write_note(session, Written("free", {"free": "说不想活了。"}, level, 50, danger), **acting)


def look_of() -> SecondLook:
    return SecondLook.unscoped.select_related("matter__centre").get()


def owed(article: str) -> list[tuple[str, list[str]]]:
    return [
        (one.outcome, sorted(one.holders))
        for one in Duty.unscoped.filter(article=article, matter__kind="second-look")
    ]


def address(look: SecondLook) -> str:
    return reverse("casework:second_look", args=[look.matter_id])


def test_a_note_that_opens_no_crisis_is_saved_at_once_and_a_second_person_is_asked(session, acting):
    note = note_of(session, acting)
    look = look_of()
    assert note.content["no_crisis"] == look.words == "父母已在身边。"
    assert (look.what, look.reason, look.level, look.sound) == ("no_crisis", "averted", 3, None)
    assert owed("psych:14b") == [("open", ["department_head", "project_lead"])]
    assert owed("psych:50") == []


def test_the_lead_finds_it_reads_why_and_nothing_else_and_agrees(world, session, acting, desk):
    note_of(session, acting)
    look, lead = look_of(), signed_in(Client(headers=PAGE), world.lead)
    assert address(look) in lead.get("/work/").content.decode()
    assert address(look) in lead.get(reverse("casework:second_looks")).content.decode()
    shown = lead.get(address(look)).content.decode()
    assert "父母已在身边。" in shown
    assert "说不想活了。" not in shown
    assert lead.post(address(look), {"sound": "yes"}).status_code == 302
    look.refresh_from_db()
    assert (look.sound, look.reviewed_by) == (True, world.lead)
    assert owed("psych:14b") == [("met", ["department_head", "project_lead"])]
    assert (
        "second person agrees"
        in desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    )


def test_who_disagrees_says_what_follows_and_is_led_to_opening_the_crisis(world, session, acting, desk):
    note_of(session, acting)
    look, lead = look_of(), signed_in(Client(headers=PAGE), world.lead)
    assert lead.post(address(look), {"sound": "no"}).status_code == 422
    assert look_of().reviewed_at is None
    sent = lead.post(address(look), {"sound": "no", "words": "药还在家里。"})
    assert sent["location"] == f"{reverse('crisis:open')}?about={look.matter_id}"
    opened = lead.post(sent["location"], {"reason": "suicide_thought", "source": "staff", "route": "other"})
    assert opened.status_code == 302
    assert Crisis.unscoped.get(closed_at=None).subject == world.grown.subject
    assert "药还在家里。" in desk.get(address(look)).content.decode()


@pytest.mark.parametrize("name", ["worker", "backup", "other", "duty", "volunteer", "keeper", "stranger"])
def test_nobody_else_reviews_it(world, session, acting, name):
    note_of(session, acting)
    look, user = look_of(), getattr(world, name)
    reads = name in {"worker", "backup"}
    browser = signed_in(Client(), user)
    assert browser.get(address(look)).status_code == (200 if reads else 404)
    assert browser.post(address(look), {"sound": "yes"}).status_code == (422 if reads else 404)
    with pytest.raises(Refused):
        take_second_look(look, sound=True, words="", by=viewing(user))
    assert look_of().reviewed_at is None
    assert not Fact.unscoped.filter(kind="casework.second_look_taken").exists()


def test_who_decided_it_does_not_review_it_though_their_role_could(world, acting, case):
    both = staff(world.here, "counsellor", "project_lead", name="两职")
    case.caseworker = both
    case.save()
    file_interview(case, {"risk": "有计划"}, 3, danger=AVERTED, by=viewing(both))
    look = look_of()
    with pytest.raises(Refused) as refused:
        take_second_look(look, sound=True, words="", by=viewing(both))
    assert refused.value.rule == "psych:14b"
    assert 'name="sound"' not in signed_in(Client(headers=PAGE), both).get(address(look)).content.decode()
    assert look_of().reviewed_at is None


def test_a_lead_who_is_barred_from_the_person_sees_none_of_it(world, session, acting):
    matters.bar(world.lead, world.grown.subject, reason="family", by=world.worker, at=clock.now())
    note_of(session, acting)
    browser = signed_in(Client(), world.lead)
    assert browser.get(address(look_of())).status_code == 404
    assert look_of().matter.number not in browser.get(reverse("casework:second_looks")).content.decode()


def test_it_is_reviewed_once(world, session, acting):
    note_of(session, acting)
    for _n, fault in enumerate((None, Stale)):
        look = look_of()
        if fault is None:
            take_second_look(look, sound=True, words="", by=viewing(world.lead))
            continue
        with pytest.raises(fault):
            take_second_look(look, sound=False, words="x", by=viewing(world.lead))
    assert look_of().sound is True


def test_a_level_raised_in_the_same_note_asks_again_and_opening_a_crisis_does_not(session, acting):
    note = note_of(session, acting)
    opens = Danger(shows="suicide_thought", words="已在楼顶")
    change_note(note, Written("free", {"free": "说不想活了。"}, 4, 50, opens), **acting)
    assert SecondLook.unscoped.count() == 1


def a_card(case, acting):
    return make_referral(case, NewReferral("medical", "phone", "需就医", "失眠三周", "区医院"), **acting)


@pytest.mark.parametrize("code", ["life", "report"])
def test_a_referral_without_consent_goes_out_at_once_and_is_reviewed(world, case, acting, code):
    card = a_card(case, acting)
    act_on_referral(card, "consent", Done(code, "人在楼顶。"), **acting)
    assert act_on_referral(card, "send", Done(), **acting).state == "sent"
    look = look_of()
    assert (look.what, look.reason, look.referral) == ("no_consent", code, card)
    assert owed("psych:50") == [("open", ["department_head", "project_lead"])]
    assert owed("psych:14b") == []
    lead = signed_in(Client(headers=PAGE), world.lead)
    shown = lead.get(address(look)).content.decode()
    assert "人在楼顶。" in shown
    assert "失眠三周" in shown
    assert lead.post(address(look), {"sound": "no", "words": "说得太多。"})["location"] == address(look)
    assert owed("psych:50") == [("met", ["department_head", "project_lead"])]


def test_a_referral_with_consent_is_nobody_elses_business(case, acting):
    act_on_referral(a_card(case, acting), "consent", Done("client", "签了。"), **acting)
    assert not SecondLook.unscoped.exists()


def test_the_same_reason_noted_twice_is_reviewed_once(case, acting):
    card = a_card(case, acting)
    for words in ("人在楼顶。", "已通知医院。"):
        card = act_on_referral(card, "consent", Done("life", words), **acting)
    assert SecondLook.unscoped.count() == 1
