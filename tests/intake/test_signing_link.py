"""The guardian signs by a link that the desk sent (psych:41)."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlparse

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import passed, signed_in
from tests.intake.applying import applied
from tests.intake.test_portal_track import _drawn, browser
from youzhang.clients.models import Person
from youzhang.intake.actions import Checklist, explain, reissue_code, start_agreement
from youzhang.intake.models import Agreement, Application, Consent, Signature
from youzhang.kit import clock
from youzhang.ledger.models import Fact
from youzhang.notices.models import Notice

AGREED = {"consent_information": "on", "consent_sensitive": "on"}


@pytest.fixture
def child(world, settings):
    """A child's application whose agreement was explained; the mother is reached by mail."""
    settings.MAIL_URL = "smtp://there"
    applied(browser(), world.service)
    row = passed(Application.unscoped.get(), world.lead)
    acting = {"by": world.view}
    start_agreement(row, **acting)
    mother = Person.unscoped.select_related("subject__key").get(pk=row.guardian_id)
    mother.mail, mother.channel = "yaqin@example.org", "email"
    mother.save()
    return SimpleNamespace(
        row=row, mother=mother, explain=lambda: explain(row, Checklist(True, True, True, True), **acting)
    )


def sent_link(desk: Client, child: SimpleNamespace) -> str:
    child.explain()
    assert (
        desk.post(reverse("intake:send_link", args=[child.row.matter_id]), {"how": "send"}).status_code == 302
    )
    body = Notice.objects.get(kind="intake.signing_link").body
    return urlparse(re.search(r"https?://\S+", body)[0]).path


def test_the_guardian_signs_by_the_link_alone(desk, child):
    link, phone = sent_link(desk, child), browser("203.0.113.9")
    assert phone.get("/track/sign").status_code == 302
    assert phone.get(link).status_code == 200
    assert phone.get("/track/sign").status_code == 302  # looking at a link opens nothing: messengers look
    assert phone.post(link).url == "/track/sign"
    assert phone.get("/track").status_code == 200
    assert child.row.matter.number not in phone.get("/track").content.decode()  # it opens this one signature
    given = {"text_hash": Agreement.unscoped.get().text_hash, "image": _drawn()}
    refused = phone.post("/track/sign", given)  # the guardian's own consents come with it
    assert (refused.status_code, Signature.unscoped.count()) == (422, 0)
    assert phone.post("/track/sign", given | AGREED).url == "/track/signed"
    kept = Signature.unscoped.get()
    assert (kept.part, kept.way, kept.seen_by) == ("guardian", "link", None)
    assert Fact.unscoped.get(kind="intake.signed").data == {
        "part": "guardian",
        "how": "screen",
        "way": "link",
    }
    theirs = Consent.unscoped.filter(who="guardian", given=True).values_list("consent", "way")
    assert set(theirs) == {("information", "link"), ("sensitive", "link")}
    assert phone.get("/track/sign").status_code == 302  # it is used up
    assert browser("203.0.113.8").post(link).status_code == 404


def test_the_message_names_neither_service_nor_person(desk, child):
    sent_link(desk, child)
    notice = Notice.objects.get(kind="intake.signing_link")
    assert (notice.channel, notice.address, notice.lane) == ("email", "yaqin@example.org", "urgent")
    said = notice.subject + notice.body
    assert "沈一禾" not in said
    assert "亲子沟通" not in said


def test_a_link_is_over_after_three_days_or_with_a_new_code(desk, child, world):
    link = sent_link(desk, child)
    with clock.frozen_at(clock.now() + timedelta(days=4)):
        assert browser().post(link).status_code == 404
    reissue_code(child.row, identity_checked=True, by=world.view)
    assert browser().post(link).status_code == 404
    assert browser().post(f"{link}x").status_code == 404


def test_nothing_is_sent_before_it_was_explained(desk, child):
    answer = desk.post(reverse("intake:send_link", args=[child.row.matter_id]))
    assert answer.status_code == 422
    assert "has not been explained" in answer.content.decode()
    assert not Notice.objects.exists()


def test_who_is_reached_by_telephone_only_is_rung(desk, child):
    child.explain()
    child.mother.channel = "call"
    child.mother.save()
    answer = desk.post(reverse("intake:send_link", args=[child.row.matter_id]), {"how": "send"})
    assert answer.status_code == 422
    assert "Ring them" in answer.content.decode()
    assert not Notice.objects.exists()


def test_who_may_not_sign_sends_no_link(child, world, client):
    child.explain()
    page = reverse("intake:send_link", args=[child.row.matter_id])
    for person in (world.stranger, world.counsellor):
        assert signed_in(Client(), person).post(page).status_code in (403, 404)
    assert not Notice.objects.exists()
