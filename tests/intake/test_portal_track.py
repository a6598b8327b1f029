"""Following an application: what the page tells, and what it never tells."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_form, a_logo, a_person, a_service, passed, signed, staff, viewing
from tests.intake.applying import applied, later
from youzhang.intake import portal_session
from youzhang.intake.actions import (
    Checklist,
    Leaving,
    Told,
    answer_remark,
    apply_for,
    ask_withdrawal,
    assess,
    explain,
    note_withdrawal,
    reissue_code,
    start_agreement,
    tell_refusal,
)
from youzhang.intake.actions.assess import Assessed
from youzhang.intake.models import STATES, Application, Consent, Remark, Signature, Withdrawal
from youzhang.intake.portal_session import MINUTES, WRONG_OF_ALL
from youzhang.kit import clock
from youzhang.ledger.models import Fact
from youzhang.web.models import Window

SECRETS = (
    "沈一禾",
    "何雅琴",
    "13800000427",
    "20130308",
    "2013-03-08",
    "青澜中学",
    "为手机的事",
    "亲子沟通小组",
    "苏禾",
)


def browser(address: str = "198.51.100.7", language: str = "en") -> Client:
    return Client(headers={"accept-language": language}, REMOTE_ADDR=address)


@pytest.fixture
def mine(world):
    """A child's application, and the browser that follows it."""
    phone = browser()
    number, code = applied(phone, world.service)
    phone.post("/apply/received/", {"saved": "yes"})
    return SimpleNamespace(phone=phone, number=number, code=code, row=Application.unscoped.get())


def page(client: Client) -> str:
    answer = client.get("/track")
    assert answer.status_code == 200
    return answer.content.decode()


def sign_in(client: Client, number: str, code: str):
    return client.post("/track", {"number": number, "code": code})


def test_number_and_code_open_it_however_they_are_typed(mine):
    other = browser()
    answer = sign_in(other, f" {mine.number.lower()} ", mine.code.replace(" ", "-").lower())
    assert (answer.status_code, answer.headers["Location"]) == (302, "/track")
    assert mine.number in page(other)


def test_it_tells_state_time_and_place_and_nothing_about_anybody(mine, world):
    told = page(mine.phone)
    for wanted in ("We have your application", "青澜路 8 号", "2026", world.here.phone):
        assert wanted in told
    assert [secret for secret in SECRETS if secret in told] == []


@pytest.mark.parametrize("state", list(STATES))
def test_in_no_state_it_tells_about_anybody(mine, state):
    Application.unscoped.update(state=state)
    told = page(mine.phone)
    assert [secret for secret in SECRETS if secret in told] == []


def test_the_link_of_the_receipt_fills_in_the_number_alone(mine):
    told = browser().get(f"/track?n={mine.number}").content.decode()
    assert f'value="{mine.number}"' in told
    assert mine.code.replace(" ", "") not in told


def test_what_does_not_fit_gets_the_same_answer(mine):
    answers = {
        (answer.status_code, _without_what_was_typed(answer, number, code))
        for number, code in (
            (mine.number, "AAAAAAAAAA"),
            ("SQ-NO-2026-9999", "AAAAAAAAAA"),
            ("SQ-NO-2026-9999", mine.code),
        )
        if (answer := sign_in(browser(f"203.0.113.{len(number)}"), number, code))
    }
    assert len(answers) == 1
    assert answers.pop()[0] == 422


def _without_what_was_typed(answer, number: str, code: str) -> str:
    text = answer.content.decode().replace(number, "").replace(code, "")
    return re.sub(r'(csrfmiddlewaretoken|form_token)" value="[^"]*"', "", text)


def test_after_five_wrong_tries_an_address_waits_and_others_do_not(mine):
    guesser = browser("203.0.113.1")
    assert [sign_in(guesser, mine.number, "AAAAAAAAAA").status_code for _ in range(6)] == [422] * 5 + [429]
    answer = sign_in(guesser, mine.number, mine.code)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert sign_in(browser("203.0.113.2"), mine.number, mine.code).status_code == 302
    with clock.frozen_at(later(900)):
        assert sign_in(guesser, mine.number, mine.code).status_code == 302


def test_an_address_that_is_shut_uses_up_nothing_that_all_share(mine):
    guesser = browser("203.0.113.1")
    for _ in range(5):
        sign_in(guesser, mine.number, "AAAAAAAAAA")
    shared = Window.objects.get(name=WRONG_OF_ALL.slot().window).free
    assert shared == WRONG_OF_ALL.most - 5
    assert {sign_in(guesser, mine.number, "AAAAAAAAAA").status_code for _ in range(30)} == {429}
    assert Window.objects.get(name=WRONG_OF_ALL.slot().window).free == shared


def test_right_codes_are_not_counted(mine):
    assert {sign_in(browser(), mine.number, mine.code).status_code for _ in range(8)} == {302}


def test_a_thousand_guesses_from_everywhere_hit_nothing_and_shut_nobody_out(mine, settings, rf):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    processed = hits = 0
    for n in range(1_000):
        request = rf.post("/track", REMOTE_ADDR=f"2001:db8:0:{n:x}::1")
        request.session = {}
        with suppress(portal_session.Throttled):
            hits += portal_session.sign_in(request, mine.number, f"{n:010d}")
            processed += 1
    assert (hits, processed) == (0, WRONG_OF_ALL.most)
    assert sign_in(browser("203.0.113.5"), mine.number, mine.code).status_code == 429
    assert mine.number in page(mine.phone)


def test_a_visit_ends_after_half_an_hour_or_when_it_is_closed(mine):
    with clock.frozen_at(later(MINUTES * 60 - 1)):
        assert mine.number in page(mine.phone)
    with clock.frozen_at(later(2 * MINUTES * 60)):
        assert mine.number not in page(mine.phone)
    mine.phone.post("/track", {"number": mine.number, "code": mine.code})
    assert mine.phone.post("/track/leave").status_code == 302
    assert mine.number not in page(mine.phone)


def test_a_code_issued_anew_ends_older_visits(mine, world):
    duty = staff(world.here, "duty_staff", "specialist", name="值班")
    code = reissue_code(mine.row, identity_checked=True, by=viewing(duty))
    assert mine.number not in page(mine.phone)
    assert sign_in(browser(), mine.number, mine.code).status_code == 422
    assert sign_in(browser(), mine.number, code).status_code == 302


@pytest.mark.parametrize(
    "address", ["/track/remark", "/track/withdraw", "/track/consent/portrait", "/track/sign"]
)
def test_nothing_is_done_for_who_follows_nothing(mine, address):
    before = Fact.unscoped.count()
    answer = browser().post(address, {"text": "x", "reason": "x"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/track")
    assert Fact.unscoped.count() == before


def test_a_remark_and_its_answer_stand_on_the_page(mine, world):
    """psych:45, psych:47"""
    assert mine.phone.post("/track/remark", {"text": "能换到周六吗？"}).status_code == 302
    assert "能换到周六吗？" in page(mine.phone)
    assert "Not answered yet" in page(mine.phone)
    answer_remark(Remark.unscoped.get(), "可以，周六 10 点。", by=world.view)
    assert "可以，周六 10 点。" in page(mine.phone)
    assert mine.phone.post("/track/remark", {"text": " "}).status_code == 422


@pytest.mark.parametrize("state", list(STATES))
def test_nobody_is_kept_from_asking_to_leave(mine, state):
    """psych:34.4b"""
    Application.unscoped.update(state=state)
    assert mine.phone.get("/track/withdraw").status_code == 200
    assert mine.phone.post("/track/withdraw", {"reason": ""}).status_code == 302
    assert Withdrawal.unscoped.get().way == "online"
    assert mine.phone.post("/track/withdraw", {"reason": "again"}).status_code == 302
    assert Withdrawal.unscoped.count() == 1
    assert page(mine.phone).count("You have asked to withdraw") >= 1
    assert "please come" not in page(mine.phone)


def test_once_it_is_noted_the_page_says_so(mine, world):
    ask_withdrawal(mine.row, Leaving("online"))
    note_withdrawal(mine.row, by=world.view)
    assert "You have withdrawn" in page(mine.phone)


def test_a_consent_is_taken_back_as_easily_as_given(mine):
    assert "use of personal information" in page(mine.phone)
    assert mine.phone.post("/track/consent/information").status_code == 302
    assert Consent.unscoped.get(consent="information").withdrawn_at is not None
    assert "use of personal information" not in page(mine.phone)
    assert mine.phone.get("/track/consent/sensitive").status_code == 302
    assert Consent.unscoped.get(consent="sensitive").withdrawn_at is None


def test_the_reasons_of_a_refusal_stand_on_the_page(world):
    """psych:34.4a"""
    service = a_service(world.lead, world.here, notice={"min_age": 60})
    received = apply_for(a_form(service, applicant=a_person()), by=None)
    row, acting = received.application, {"by": world.view}
    assess(row, Assessed("phone", "routine", "failed", row.version, ground="age"), **acting)
    phone = browser()
    sign_in(phone, row.matter.number, received.code)
    assert "这项服务面向 60 岁以上" not in page(phone)
    tell_refusal(row, Told("phone", True, "这项服务面向 60 岁以上的居民。"), **acting)
    assert "这项服务面向 60 岁以上的居民。" in page(phone)
    assert "We tell you why" not in page(phone)  # that was done
    assert "track/withdraw" not in page(phone)  # there is nothing left to leave


@pytest.mark.parametrize("sent", [{"text_hash": "0" * 64}, {"image": ""}])
def test_on_a_telephone_nobody_signs_another_text(world, sent):
    received = apply_for(a_form(world.service), by=None)
    row, acting = passed(received.application, world.lead), {"by": world.view}
    phone = browser()
    sign_in(phone, row.matter.number, received.code)
    agreement = start_agreement(row, **acting)
    assert "still to sign" in page(phone)
    assert phone.get("/track/sign").status_code == 302
    explain(row, Checklist(True, True, True, True), **acting)
    assert phone.get("/track/sign").status_code == 200
    whole = {"text_hash": agreement.text_hash, "image": _drawn()}
    assert phone.post("/track/sign", whole | sent).status_code in (409, 422)
    assert not Signature.unscoped.exists()


def _drawn() -> str:
    return "data:image/png;base64," + base64.b64encode(a_logo()).decode()


def test_a_settled_application_says_when_to_come(world):
    received = apply_for(a_form(world.service), by=None)
    signed(passed(received.application, world.lead), world.lead)
    phone = browser()
    sign_in(phone, received.application.matter.number, received.code)
    told = page(phone)
    for wanted in ("please come", "青澜路 8 号", "公交 15 路青澜站", "We remind you"):
        assert wanted in told


def test_one_remark_or_ten_ask_the_database_equally_often(mine):
    mine.phone.post("/track/remark", {"text": "一"})
    page(mine.phone)
    count = _queries(mine.phone)
    for n in range(8):
        mine.phone.post("/track/remark", {"text": f"第{n}条"})
    page(mine.phone)
    assert _queries(mine.phone) == count <= 15


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get("/track")
    return len(queries)
