"""Harm to minors, disclosures reviewed, referrals, and every page of a crisis
(psych:15.3b, psych:15.3d, psych:50, psych:53.3)."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.builders import a_case, a_person, signed_in, staff
from tests.crisis.people import (
    CALM,
    a_cast,
    acting,
    assessed,
    confirmed,
    kinds,
    opened,
    outcome,
    ready,
    taken,
    told,
    unfounded,
)
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.actions.refer import Answer, Refer
from youzhang.crisis.figures import Figures, figures
from youzhang.crisis.models import Crisis, Referral, Telling
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty
from youzhang.premises.actions.partners import PartnerData, add_partner

pytestmark = pytest.mark.django_db


def test_harm_to_a_minor_is_checked_and_a_suspicion_reported(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast, reason="abuse", told=actions.Told("小雨", minor=True))
    assert outcome(crisis, "psych:53.3", "harm") == "open"
    with pytest.raises(Refused):
        actions.check_harm(crisis, ["many_injuries"], report=False, **acting(cast.counsellor))
    assert "crisis.harm_checked" not in kinds(crisis)
    actions.check_harm(crisis, ["many_injuries"], report=True, **acting(cast.counsellor))
    assert outcome(crisis, "psych:53.3", "harm") == "met"
    assert outcome(crisis, "psych:53.3", "harm_report") == "open"
    ready(crisis, cast)
    told(crisis, cast.counsellor, "guardian")
    with pytest.raises(Refused):
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    told(crisis, cast.counsellor, "police")
    assert outcome(crisis, "psych:53.3", "harm_report") == "met"
    with pytest.raises(Refused, match=r"psych:53\.3"):
        actions.close_crisis(crisis, "settled", "", **acting(cast.head))
    confirmed(crisis, cast.counsellor)
    assert outcome(crisis, "psych:53.3", "harm_number") == "met"
    actions.close_crisis(crisis, "settled", "", **acting(cast.head))


def test_each_disclosure_is_reviewed_by_somebody_who_told_nobody(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    told(crisis, cast.counsellor, "guardian")
    told(crisis, cast.head, "authority")
    first = Telling.unscoped.select_related("matter", "crisis__matter__centre").filter(to="guardian").get()
    with pytest.raises(Refused):
        actions.review_telling(first, "", **acting(cast.head))
    actions.review_telling(first, "必要", **acting(cast.lead))
    reviews = Duty.unscoped.filter(matter=crisis.matter_id, article="psych:50", name="review")
    assert sorted(reviews.values_list("outcome", flat=True)) == ["met", "open"]


def test_each_review_is_offered_to_a_second_person_and_leads_to_its_own_entry(
    frozen: object, client: Client
) -> None:
    cast = a_cast()
    crisis = taken(cast)
    told(crisis, cast.counsellor, "guardian", "authority")
    at = f"/work/crises/{crisis.matter_id}"
    assert f"{at}/disclosures?entry=" not in signed_in(client, cast.counsellor).get(at).content.decode()
    page = signed_in(Client(), cast.head).get(at).content.decode()
    for telling in Telling.unscoped.all():
        assert f"{at}/disclosures?entry={telling.pk}" in page
    assert f"{at}/tell?to=" not in page  # both are told


def test_the_form_knows_whom_a_duty_is_about(frozen: object, client: Client) -> None:
    cast = a_cast()
    crisis = taken(cast)
    browser, at = signed_in(client, cast.counsellor), f"/work/crises/{crisis.matter_id}"
    assert f"{at}/tell?to=guardian" in browser.get(at).content.decode()
    page = browser.get(f"{at}/tell?to=guardian").content.decode()
    assert re.search(r'value="guardian"[^>]* checked', page)
    assert re.search(r'value="none"[^>]* checked', page)  # nobody guards a grown person
    assert re.search(r'value="capable_adult"[^>]* selected', page)


def test_how_bad_it_is_and_who_may_be_the_harm_stand_before_whoever_is_told(frozen: object) -> None:
    """psych:15.3b, psych:53.3: nobody is led to ring a father before asking whether he is the harm; two articles that
    ask for one call to the department show it once."""
    cast = a_cast()
    crisis = taken(cast, told=actions.Told("小雨", minor=True))
    at = f"/work/crises/{crisis.matter_id}"
    browser = signed_in(Client(headers={"accept-language": "en"}), cast.counsellor)
    page = browser.get(at).content.decode()
    owed = page[page.index('id="owed"') :]
    places = [owed.index(f'{at}/{act}"') for act in ("assess", "harm", "tell?to=guardian")]
    assert places == sorted(places)
    assert "Tell the competent department" in owed
    assert "Report to the competent department" not in owed


def test_emergency_needs_no_assessment_and_asks_for_the_call(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast, reason="suicide_act")
    actions.choose_path(crisis, "emergency", **acting(cast.counsellor))
    assert outcome(crisis, "psych:15.3d", "emergency") == "open"
    told(crisis, cast.counsellor, "ambulance")
    assert outcome(crisis, "psych:15.3d", "emergency") == "met"


def test_a_referral_is_owed_until_a_body_accepts(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    assessed(crisis, cast.counsellor, "3", path="referral", behaviour="recent")
    for answer in ("refused", "accepted"):
        sent = actions.refer(crisis, Refer("安定医院", "phone", "需要评估"), **acting(cast.counsellor))
        owed = Duty.unscoped.filter(
            matter=crisis.matter_id, article="psych:15.3d", name="answer", outcome="open"
        )
        assert owed.count() == 1
        actions.answer_referral(sent, Answer(answer, "李医生"), **acting(cast.counsellor))
        with pytest.raises(Stale):
            actions.answer_referral(sent, Answer("accepted"), **acting(cast.counsellor))
        assert outcome(crisis, "psych:15.3d", "refer") == ("met" if answer == "accepted" else "open")


def test_a_referral_goes_to_a_partner_of_the_register_or_to_another_place(
    frozen: object, client: Client
) -> None:
    cast = a_cast()
    hospital = add_partner(
        cast.centre,
        PartnerData("安定医院", "hospital", contact="李医生", phone_24h="057100001111"),
        **acting(cast.lead),
    )
    crisis = taken(cast)
    browser, at = signed_in(client, cast.counsellor), f"/work/crises/{crisis.matter_id}"
    assert "057100001111" in browser.get(f"{at}/refer").content.decode()
    form = {"way": "phone", "words": "需要评估"}
    assert browser.post(f"{at}/refer", form | {"partner": str(hospital.pk)}).status_code == 302
    sent = Referral.unscoped.select_related("matter__key").get()
    assert (sent.partner, sent.body) == (hospital, "安定医院")
    assert "tel:057100001111" in browser.get(at).content.decode()
    assert "057100001111" in browser.get(f"{at}/referral/{sent.pk}").content.decode()
    assert browser.post(f"{at}/refer", form | {"partner": "other"}).status_code == 422
    assert Referral.unscoped.count() == 1
    assert browser.post(f"{at}/refer", form | {"partner": "other", "body": "外地医院"}).status_code == 302
    assert Referral.unscoped.filter(partner=None).count() == 1


def test_the_suspected_guardian_is_named_on_the_page_and_sees_nothing_from_then_on(
    frozen: object, client: Client
) -> None:
    """psych:4"""
    cast = a_cast()
    child = register_person(a_person("小雨", date(2013, 3, 8)), centre=cast.centre, by=cast.reporter)
    guardian = register_person(a_person("雨父", date(1985, 1, 1)), centre=cast.centre, by=cast.reporter)
    people = SimpleNamespace(here=cast.centre, worker=cast.counsellor, backup=cast.other, lead=cast.lead)
    a_case(child, people, guardian=guardian, relation="father")
    crisis = taken(cast, subject=child.subject)
    browser, at = signed_in(client, cast.counsellor), f"/work/crises/{crisis.matter_id}"
    page = browser.get(f"{at}/tell").content.decode()
    assert f"tel:{guardian.phone}" in page
    form = {"to": "guardian", "outcome": "skipped", "reason": "suspected", "suspect": str(guardian.pk)}
    assert browser.post(f"{at}/tell", form).status_code == 302
    assert crisis.matter.parties.filter(subject=guardian.subject, part="guardian_suspected").exists()
    assert f"tel:{guardian.phone}" not in browser.get(f"{at}/tell").content.decode()
    again = opened(cast, subject=child.subject)
    assert again.matter.parties.filter(subject=guardian.subject, part="guardian_suspected").exists()


def test_whoever_was_not_let_in_changes_nothing(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    before = kinds(crisis)
    for act in (
        lambda: assessed(crisis, cast.other),
        lambda: told(crisis, cast.other, "guardian"),
        lambda: actions.follow_up(crisis, actions.Contact("phone", True), **acting(cast.other)),
        lambda: actions.hand_over(crisis, cast.other, "我来", **acting(cast.other)),
    ):
        with pytest.raises(Refused):
            act()
    assert kinds(crisis) == before


def test_the_pages_ask_as_much_for_many_entries_as_for_few(
    frozen: object, client: Client, django_assert_max_num_queries: Any
) -> None:
    cast = a_cast()
    crisis = taken(cast)
    browser, counts = signed_in(client, cast.counsellor), []
    for _turn in range(3):
        told(crisis, cast.counsellor, "guardian", "authority")
        actions.follow_up(crisis, actions.Contact("phone", True), **acting(cast.counsellor))
        opened(cast)
        with django_assert_max_num_queries(45) as asked:
            for page in (f"/work/crises/{crisis.matter_id}", "/work/crises"):
                assert browser.get(page).status_code == 200
        counts.append(len(asked.captured_queries))
    assert counts[1] == counts[2]


def test_every_step_has_its_page(frozen: object, client: Client) -> None:
    cast = a_cast()
    crisis = taken(cast, told=actions.Told("小雨", minor=True))
    browser = signed_in(client, cast.counsellor)
    at = f"/work/crises/{crisis.matter_id}"
    calm = {name: "no" if value is False else value for name, value in CALM.items()}
    sent = [
        ("assess", calm | {"level": "1", "path": "in_house"}),
        ("more", {"place": "天台", "words": "同学来电"}),
        ("tell", {"to": "authority", "outcome": "told", "way": "phone", "person": "值班员", "said": "情况"}),
        ("tell", {"to": "guardian", "outcome": "told", "way": "phone", "person": "妈妈", "said": "陪着"}),
        ("harm", {"situations": [], "report": "no"}),
        ("follow-up", {"way": "phone", "reached": "yes", "level": "1", "words": "睡得好些"}),
        ("plan", {"day": "2026-03-09"}),
        ("steps", {"step": "call", "who": "妈妈", "outcome": "message"}),
        ("heard", {}),
        ("follow-up", {"way": "phone", "reached": "yes", "level": "1", "words": "睡得好些"}),
        ("safety", {"coping": "听歌", "stays": "妈妈"}),
        ("refer", {"body": "医院", "way": "phone", "words": "情况"}),
        ("answer", {"answer": "refused"}),
        ("assess", calm | {"level": "0", "attempts": "1", "last_attempt": "去年", "means": "no"}),
        ("ask-lowering", {"person": str(cast.other.pk), "level": "0", "reason": "平稳"}),
        ("hand-over", {"person": str(cast.other.pk), "note": "接着随访"}),
    ]
    for step, form in sent:
        assert browser.get(f"{at}/{step}").status_code == 200, step
        assert browser.post(f"{at}/{step}", form).status_code == 302, step
    other = signed_in(client, cast.other)
    assert other.post(f"{at}/lower", {"yes": "yes"}).status_code == 302
    assert other.post(f"{at}/accept", {}).status_code == 302
    head = signed_in(client, cast.head)
    for _telling in range(2):
        assert head.post(f"{at}/disclosures", {"words": "必要"}).status_code == 302
    assert head.post(f"{at}/close", {"outcome": "settled", "words": "平稳"}).status_code == 302
    assert head.post(f"{at}/look-back", {"change": "夜间值守"}).status_code == 302
    page = head.get(f"{at}/printed").content.decode()
    assert all(
        word in page
        for word in ("值班员", "妈妈", "接着随访", "夜间值守", "医院", "小雨", "天台", "同学来电")
    )
    assert Crisis.unscoped.get().lead == cast.other


def test_the_board_says_how_crises_stand_to_who_may_see_them(frozen: object, client: Client) -> None:
    cast = a_cast()
    opened(cast)
    taken(cast)
    assert figures(acting(cast.lead)["by"], cast.centre, clock.now()) == Figures(1, 1, 1, 1)
    assert "待接手" in signed_in(client, cast.lead).get("/work/board").content.decode()
    authority = staff(cast.centre, "authority")
    assert "待接手" not in signed_in(client, authority).get("/work/board").content.decode()


def test_who_leads_already_stands_on_the_page_instead_of_the_button(frozen: object) -> None:
    """psych:15.3a"""
    cast = a_cast()
    crisis = taken(cast)
    page = f"/work/crises/{crisis.matter_id}/take"
    language = {"accept-language": "en"}
    other, lead = (signed_in(Client(headers=language), one) for one in (cast.other, cast.counsellor))
    shown = other.get(page).content.decode()
    assert "咨询甲 has taken this crisis." in shown
    assert "it can be handed over to you" in shown
    assert f'href="/work/crises/{crisis.matter_id}"' in shown
    assert 'name="override"' not in shown
    assert "You lead this crisis." in lead.get(page).content.decode()
    assert other.post(page, {}).status_code == 409
    crisis.refresh_from_db()
    assert crisis.lead_id == cast.counsellor.pk


def test_no_form_of_a_closed_crisis_waits_to_be_refused(frozen: object) -> None:
    cast = a_cast()
    crisis = taken(cast)
    unfounded(crisis, cast)
    head = signed_in(Client(headers={"accept-language": "en"}), cast.head)
    for name in ("assess", "tell", "follow-up", "plan", "hand-over", "close"):
        shown = head.get(f"/work/crises/{crisis.matter_id}/{name}").content.decode()
        assert "This crisis is closed." in shown, name
        assert "form_token" not in shown, name
    assert "form_token" in head.get(f"/work/crises/{crisis.matter_id}/look-back").content.decode()
