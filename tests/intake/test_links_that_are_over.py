"""A link or a code shows who signs only as long as it lies with them alone (psych:34.2a, psych:41)."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.builders import SEEN, a_logo, signed_in
from tests.intake.applying import ADULT, CHILD, NOTHING
from tests.intake.test_portal_track import browser
from tests.intake.test_who_signs import AGREED, explained, link_sent
from tests.intake.test_who_signs import acting as acting
from tests.intake.test_who_signs import gateway as gateway
from youzhang.clients.kept_out import keep_out
from youzhang.clients.models import Person
from youzhang.intake.actions import Leaving, Signing, ask_withdrawal, note_withdrawal, reissue_code, sign
from youzhang.intake.models import Agreement, Signature, SigningLink
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.notices.models import Notice

pytestmark = pytest.mark.usefixtures("gateway")
OWN_PHONE = CHILD | {"phone": "13900000013"}


def sent(world: Any, acting: Any, part: str = "guardian", **people: Any) -> SimpleNamespace:
    """A link that was sent at somebody's wish, and nobody has opened yet."""
    told = explained(world, acting, **({"who": OWN_PHONE} | people))
    assert told.phone.post(f"/track/send-link/{part}").status_code == 302
    told.link = link_sent("intake.signing_link" if part == "guardian" else "intake.signing_link_client")
    return told


def link_in(notice: Notice) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", notice.body)[1]  # type: ignore[index]


def by_hand(part: str, **changes: Any) -> Signing:
    text = Agreement.unscoped.get().text_hash
    return Signing(part, "screen", a_logo(), text, **SEEN, **changes)


def opens(link: str, phone: Client | None = None) -> tuple[int, int]:
    """What looking at a link and pressing answer; nothing is signed by either."""
    phone = phone or browser("203.0.113.9")
    before = Signature.unscoped.count()
    answers = phone.get(link).status_code, phone.post(link).status_code
    phone.post("/track/sign", AGREED)
    assert Signature.unscoped.count() == before
    return answers


def test_a_number_that_was_put_right_shuts_the_link_that_went_to_the_wrong_one(world, acting):
    told = sent(world, acting)
    stranger = browser("203.0.113.9")
    assert stranger.post(told.link).status_code == 302
    mother = Person.unscoped.select_related("subject__key").get(pk=told.row.guardian_id)
    mother.phone = "13800000428"
    mother.save()
    assert stranger.get("/track/sign").status_code == 302
    assert stranger.post("/track/sign", told.given | AGREED).status_code == 302
    assert opens(told.link) == (404, 404)
    assert not Signature.unscoped.exists()
    told.phone.post("/track/send-link/guardian")
    waiting = Notice.objects.get(kind="intake.signing_link", state="waiting")
    assert waiting.address == "13800000428"
    assert browser("203.0.113.9").get(link_in(waiting)).status_code == 200


def test_who_has_left_is_sent_nothing_more_to_sign(world, acting):
    told = sent(world, acting)
    ask_withdrawal(told.row, Leaving("online"))
    note_withdrawal(told.row, **acting)
    assert opens(told.link) == (404, 404)
    assert Notice.objects.get(kind="intake.signing_link").state == "cancelled"
    assert SigningLink.unscoped.get().device == ""


def test_a_part_signed_at_the_desk_needs_its_link_no_more(world, acting):
    told = sent(world, acting)
    sign(told.row, by_hand("guardian"), **acting)
    assert opens(told.link) == (404, 404)
    assert Signature.unscoped.get().way == "desk"


@pytest.mark.parametrize("opened_before", [True, False])
def test_nobody_signed_in_as_staff_signs_by_a_resident_s_link(world, acting, client, opened_before):
    told, lead = sent(world, acting), signed_in(client, world.lead)
    if opened_before:
        told.phone.post(told.link)
    assert opens(told.link, lead) == (422, 422)
    assert SigningLink.unscoped.get().device.startswith("visitor:") is opened_before
    assert lead.get("/track/sign").status_code == 422


def test_whoever_filled_in_the_form_for_another_adult_does_not_sign_for_them(world, acting):
    told = sent(world, acting, "client", who=ADULT | {"who": "other"}, more=NOTHING)
    assert told.row.filled_by == "other"
    assert told.phone.get("/track/sign").status_code == 302
    assert told.phone.post("/track/sign", told.given).status_code == 302
    with pytest.raises(Refused, match="Number and code"):
        sign(told.row, by_hand("client", device="visitor:x"), by=None)
    assert not Signature.unscoped.exists()
    theirs = browser("203.0.113.7")
    theirs.post(told.link)
    assert theirs.post("/track/sign", told.given).url == "/track/signed"
    assert Signature.unscoped.get().way == "link"


def test_the_mother_s_code_does_not_sign_for_a_child_who_has_come_of_age(world, acting):
    """psych:41: the code was given to whoever filled in the form; one from the desk goes to the applicant."""
    tomorrow = clock.today() + timedelta(days=1)
    born = tomorrow.replace(year=tomorrow.year - 18)
    told = explained(world, acting, who=OWN_PHONE | {"birth": born.isoformat()})
    with clock.frozen_at(clock.now() + timedelta(days=1)):
        assert following(told, told.code).get("/track/sign").status_code == 302
        assert following(told, told.code).post("/track/sign", told.given).status_code == 302
        assert not Signature.unscoped.exists()
        theirs = following(told, reissue_code(told.row, identity_checked=True, **acting))
        assert theirs.get("/track/sign").status_code == 200
        assert theirs.post("/track/sign", told.given).url == "/track"
    assert Signature.unscoped.get().part == "client"


def following(told: SimpleNamespace, code: str) -> Client:
    """Another browser, with number and code."""
    there = browser("203.0.113.8")
    assert there.post("/track", {"number": told.row.matter.number, "code": code}).status_code == 302
    return there


def test_nobody_signed_what_was_explained_only_afterwards(world, acting):
    """psych:34.2a refused."""
    told = explained(world, acting, who=ADULT, more=NOTHING)
    with clock.frozen_at(clock.now() + timedelta(hours=2)):
        with pytest.raises(Refused, match="not been explained"):
            sign(told.row, by_hand("client"), at=clock.now() - timedelta(hours=3), **acting)
        assert not Signature.unscoped.exists()
        sign(told.row, by_hand("client"), at=clock.now() - timedelta(hours=1), **acting)
    assert Signature.unscoped.count() == 1


def test_a_link_to_the_child_opens_nothing_once_its_number_turns_out_to_be_the_suspect_s(world, acting):
    """psych:4"""
    told = sent(world, acting, "client")
    assert browser("203.0.113.9").get(told.link).status_code == 200
    suspect = Person.unscoped.select_related("subject__key").get(pk=told.row.guardian_id)
    suspect.phone = "13900000013"
    suspect.save()
    applicant = Person.unscoped.select_related("matter").get(pk=told.row.applicant_id)
    keep_out(applicant.matter, applicant.subject, suspect.subject, ask=world.lead, at=clock.now())
    assert opens(told.link) == (404, 404)
