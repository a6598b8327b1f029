"""Somebody applies twice for the same service: online nothing is told, staff see both."""

from __future__ import annotations

import re
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import a_form, a_person, signed_in, viewing
from tests.intake.applying import CHILD, applied, fill, last_page, later, receipt, send, step
from youzhang.clients.actions import bar_from_person
from youzhang.intake.actions import Leaving, apply_for, ask_withdrawal, note_withdrawal
from youzhang.intake.models import Application
from youzhang.kit import clock


def client() -> Client:
    return Client(headers={"accept-language": "en"})


def text(response) -> str:
    return response.content.decode()


def test_whoever_applies_in_somebody_s_name_learns_nothing_of_their_application(world):
    """rule:applied_already is for the desk: here nobody has shown a code."""
    number, code = applied(client(), world.service)
    stranger = client()
    told = []
    for phone, who in ((stranger, CHILD), (client(), CHILD | {"name": "沈二禾", "birth": "20130309"})):
        fill(phone, world.service, who)
        answer = send(phone, world.service)
        page = text(phone.get(answer.headers["Location"]))
        mine = receipt(phone)
        told.append((answer.status_code, answer.headers["Location"], _without(page, *mine)))
        assert number not in page
        assert code not in page
    assert told[0] == told[1]
    assert Application.unscoped.count() == 3
    stranger.post("/apply/received/", {"saved": "yes"})
    followed = text(stranger.get("/track"))
    assert number not in followed
    assert code not in followed


def test_no_more_statements_tell_whether_somebody_has_applied(world):
    asked = []
    applied(client(), world.service)  # what is worked out once
    for who in (CHILD | {"name": "沈二禾"}, CHILD):
        phone = client()
        fill(phone, world.service, who)
        sent = last_page(phone, world.service)
        with clock.frozen_at(later(60)), CaptureQueriesContext(connection) as queries:
            step(phone, world.service, 3, sent)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def _without(page: str, *secrets: str) -> str:
    """A receipt without what is each one's own: number, code, the pictures of both."""
    for secret in secrets:
        page = page.replace(secret, "")
    return re.sub(r"<svg.*?</svg>|(csrfmiddlewaretoken|form_token|nonce)[^>]*", "", page, flags=re.DOTALL)


def test_who_applies_again_online_is_taken_in_and_staff_see_the_double(world):
    first = apply_for(a_form(world.service), by=None).application
    second = apply_for(
        a_form(world.service, applicant=a_person(phone="+86 138-0000-0427")), by=None
    ).application
    other = apply_for(a_form(world.service, applicant=a_person(birth=date(1991, 5, 4))), by=None).application
    assert first.applicant != second.applicant
    lead = signed_in(Client(), world.lead)
    for one, double in ((first, second), (second, first)):
        shown = lead.get(reverse("intake:application", args=[one.matter_id])).text
        assert "似乎是同一个人申请了两次" in shown
        assert double.matter.number in shown
        assert other.matter.number not in shown
    assert "申请了两次" not in lead.get(reverse("intake:application", args=[other.matter_id])).text
    ask_withdrawal(second, Leaving("oral"), by=viewing(world.lead))
    note_withdrawal(second, by=viewing(world.lead))
    assert "申请了两次" not in lead.get(reverse("intake:application", args=[first.matter_id])).text


def test_a_double_that_one_may_not_see_is_not_shown(world):
    first = apply_for(a_form(world.service), by=None).application
    second = apply_for(a_form(world.service), by=None).application
    bar_from_person(world.lead, first.applicant, reason="relative", by=viewing(world.head))
    shown = signed_in(Client(), world.lead).get(reverse("intake:application", args=[second.matter_id]))
    assert shown.status_code == 200
    assert first.matter.number not in shown.text
    assert "申请了两次" not in shown.text
