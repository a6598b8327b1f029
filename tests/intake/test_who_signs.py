"""Who acted stands in the file, and how it was shown: nobody signs for another (psych:41)."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import SEEN, a_form, a_logo, a_person, passed, signed_in
from tests.intake.applying import CHILD, MOTHER, applied
from tests.intake.test_portal_track import _drawn, browser, page
from youzhang.intake.actions import (
    Checklist,
    Signing,
    apply_for,
    decide_consent,
    explain,
    send_signing_link,
    sign,
    start_agreement,
)
from youzhang.intake.models import Agreement, Application, Consent, Signature, SigningLink
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Fact
from youzhang.notices.models import Notice

ALONE = CHILD | {"who": "self", "phone": "13900000013"}
AGREED = {"consent_information": "on", "consent_sensitive": "on"}


@pytest.fixture
def acting(world: Any) -> dict[str, Any]:
    return {"by": world.view}


def explained(world: Any, acting: Any, **people: Any) -> SimpleNamespace:
    """Applied on a telephone, assessed, explained; the browser still follows it."""
    phone = browser()
    _number, code = applied(phone, world.service, **people)
    phone.post("/apply/received/", {"saved": "yes"})
    row = passed(Application.unscoped.get(), world.lead)
    agreement = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    given = {"text_hash": agreement.text_hash, "image": _drawn()}
    return SimpleNamespace(phone=phone, row=row, code=code, given=given)


@pytest.fixture
def gateway(settings: Any) -> None:
    """Short messages can be sent."""
    settings.NOTIFY_URLS = {"sms": "json://127.0.0.1:1/?-to={address}"}


def link_sent(kind: str = "intake.signing_link") -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", Notice.objects.filter(kind=kind).latest("posted_at").body)[1]  # type: ignore[index]


def hidden_pages(client: Client) -> list[int]:
    return [client.get("/track/sign").status_code, client.post("/track/sign", {}).status_code]


def test_a_child_alone_signs_as_applicant_and_never_as_guardian(world, acting, gateway):
    """psych:41; the walk that ended with a consent that no guardian had given."""
    child = explained(world, acting, who=ALONE)
    assert child.row.filled_by == "self"
    assert child.phone.post("/track/sign", child.given | {"part": "guardian"}).status_code == 302
    assert Signature.unscoped.get().part == "client"
    assert Signature.unscoped.get().way == "code"
    assert child.phone.post("/track/sign", child.given | AGREED | {"part": "guardian"}).status_code == 302
    assert Signature.unscoped.count() == 1
    # Even the guardian's own link signs nothing in the browser that acted as the child.
    assert child.phone.post("/track/send-link/guardian").status_code == 302
    link = link_sent()
    child.phone.post(link)
    shown = child.phone.get("/track/sign")
    assert (shown.status_code, "On this device" in shown.content.decode()) == (422, True)
    assert child.phone.post("/track/sign", child.given | AGREED).status_code == 422
    assert Signature.unscoped.count() == 1
    assert not Consent.unscoped.filter(who="guardian").exists()
    assert Application.unscoped.get().state == "passed"


def test_the_consents_of_an_online_form_are_those_of_whoever_filled_it_in(world, acting):
    child = explained(world, acting, who=ALONE)
    assert set(Consent.unscoped.values_list("who", "way")) == {("filler", "form")}
    facts = Fact.unscoped.filter(kind="intake.consent_given").values_list("data__who", "data__way")
    assert set(facts) == {("filler", "form")}
    decide_consent(child.row, "portrait", given=True, who="guardian", **acting)
    kept = Consent.unscoped.get(consent="portrait", given=True)
    assert (kept.who, kept.way, kept.noted_by) == ("guardian", "desk", world.lead)


def test_a_parent_s_phone_signs_by_the_parent_s_link_and_the_child_elsewhere(world, acting, gateway):
    """psych:34.2a, psych:41"""
    mother = explained(world, acting, who=CHILD | {"phone": "13900000013"})
    assert mother.row.filled_by == "guardian"
    assert hidden_pages(mother.phone) == [302, 302]  # number and code show nothing of who holds them
    assert "…27" in page(mother.phone)
    mother.phone.post("/track/send-link/guardian")
    assert mother.phone.post(link_sent()).url == "/track/sign"
    assert mother.phone.post("/track/sign", mother.given | AGREED).url == "/track/signed"
    assert Signature.unscoped.get().part == "guardian"
    mother.phone.post("/track/send-link/client")
    theirs = link_sent("intake.signing_link_client")
    assert Notice.objects.get(kind="intake.signing_link_client").address == "13900000013"
    with clock.frozen_at(clock.now() + timedelta(minutes=1)):
        other = browser("203.0.113.44")
        assert other.post(theirs).url == "/track/sign"
        assert mother.phone.post(theirs).status_code == 404  # it is open in the child's browser
        assert other.get("/track/sign").status_code == 200
        assert other.post("/track/sign", mother.given).url == "/track/signed"
    assert set(Signature.unscoped.values_list("part", "way")) == {("guardian", "link"), ("client", "link")}


def test_the_phone_that_signed_as_the_mother_signs_not_as_the_child(world, acting, gateway):
    mother = explained(world, acting, who=CHILD | {"phone": "13900000013"})
    mother.phone.post("/track/send-link/client")
    assert mother.phone.post(link_sent("intake.signing_link_client")).status_code == 302
    assert mother.phone.get("/track/sign").status_code == 422
    assert mother.phone.post("/track/sign", mother.given).status_code == 422
    assert not Signature.unscoped.exists()


def test_with_one_number_for_both_a_link_shows_nothing(world, acting, gateway):
    """psych:41"""
    both = explained(world, acting, who=ALONE | {"phone": MOTHER["guardian_phone"]})
    assert "the same number" in page(both.phone)
    with pytest.raises(Refused) as refused:
        send_signing_link(both.row, "guardian", **acting)
    assert refused.value.rule == "psych:41"
    both.phone.post("/track/send-link/guardian")
    assert not SigningLink.unscoped.exists()
    assert not Notice.objects.exists()
    given = Signing("guardian", "paper", a_logo(), Agreement.unscoped.get().text_hash, **SEEN)
    kept = sign(both.row, given, **acting)
    assert (kept.way, kept.seen_by) == ("paper", world.lead)


def test_without_a_channel_the_page_says_to_come_and_the_desk_hands_a_link_over(world, acting, desk):
    child = explained(world, acting, who=ALONE)
    assert "Please come to us" in page(child.phone)
    child.phone.post("/track/send-link/guardian")
    assert not SigningLink.unscoped.exists()
    address = reverse("intake:send_link", args=[child.row.matter_id])
    assert "no channel is known" in desk.get(address).content.decode()
    shown = desk.get(desk.post(address, {"how": "hand"}).url).content.decode()
    link = re.search(r"https?://[^/<\s]+(/track/link/[\w-]+)", shown)
    assert link
    assert link[1] not in desk.get(reverse("intake:hand_link", args=[child.row.matter_id])).content.decode()
    phone = browser("203.0.113.45")
    phone.post(link[1])
    phone.get("/track/sign")
    assert phone.post("/track/sign", child.given | AGREED).url == "/track/signed"
    kept = Signature.unscoped.get()
    assert (kept.part, kept.way, kept.seen_by) == ("guardian", "handed", world.lead)
    assert (
        "by a one-time link that staff handed over, 苏禾"
        in desk.get(reverse("intake:sign", args=[child.row.matter_id])).content.decode()
    )


def test_at_the_desk_the_id_is_seen_first(world, acting, desk):
    child = explained(world, acting, who=ALONE)
    address = reverse("intake:sign", args=[child.row.matter_id])
    given = child.given | {"part": "guardian", "how": "screen", "agrees": "on"}
    assert desk.post(address, given).status_code == 422
    assert desk.post(address, given | {"identity_checked": "on", "agrees": ""}).status_code == 422
    assert not Signature.unscoped.exists()
    assert desk.post(address, given | {"identity_checked": "on"}).status_code == 302
    kept = Signature.unscoped.get()
    assert (kept.part, kept.way, kept.seen_by) == ("guardian", "desk", world.lead)
    printed = desk.get(reverse("intake:printed", args=[child.row.matter_id])).content.decode()
    assert "at the desk, ID seen, 苏禾" in printed
    assert "whoever filled in the form, on the form" in printed


def test_of_the_centre_s_own_signature_no_id_is_said_to_be_seen(world, acting):
    received = apply_for(a_form(world.service, applicant=a_person()), by=None)
    row = passed(received.application, world.lead)
    agreement = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    kept = sign(row, Signing("centre", "screen", a_logo(), agreement.text_hash), **acting)
    assert (kept.user, kept.way, kept.seen_by) == (world.lead, "", None)
    assert Fact.unscoped.get(kind="intake.signed").data == {"part": "centre", "how": "screen"}


def test_a_link_is_ended_by_the_next_one_and_by_another_guardian(world, acting, gateway):
    child = explained(world, acting, who=ALONE)
    send_signing_link(child.row, **acting)
    first = link_sent()
    with clock.frozen_at(clock.now() + timedelta(minutes=2)):
        send_signing_link(child.row, **acting)
        assert browser().post(first).status_code == 404
        assert browser().post(link_sent()).status_code == 302
    assert bytes(SigningLink.unscoped.latest("made_at").token_hash) != first.encode()


def test_the_link_is_not_sent_over_and_over(world, acting, gateway):
    child = explained(world, acting, who=ALONE)
    for _ in range(6):
        child.phone.post("/track/send-link/guardian")
    assert SigningLink.unscoped.count() == 3


def test_an_adult_signs_with_number_and_code(world, acting):
    received = apply_for(a_form(world.service, applicant=a_person()), by=None)
    row = passed(received.application, world.lead)
    agreement = start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    phone = browser()
    phone.post("/track", {"number": row.matter.number, "code": received.code})
    phone.get("/track/sign")
    sent = {"text_hash": agreement.text_hash, "image": _drawn()}
    assert phone.post("/track/sign", sent).url == "/track"
    assert Signature.unscoped.get().way == "code"
    assert set(Consent.unscoped.values_list("who", flat=True)) == {"applicant"}


def test_staff_of_another_centre_make_no_link(world, acting):
    child = explained(world, acting, who=ALONE)
    address = reverse("intake:send_link", args=[child.row.matter_id])
    assert signed_in(Client(), world.stranger).post(address, {"how": "hand"}).status_code == 404
    assert signed_in(Client(), world.counsellor).post(address, {"how": "hand"}).status_code in (403, 404)
    assert not SigningLink.unscoped.exists()
