"""Machines do not get through, people without scripts do, and nobody's address is kept."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from tests.intake.applying import ADULT, CHILD, MOTHER, NOTHING, fill, last_page, later, send, step
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.web import limits as portal_limits
from youzhang.web.limits import Limit, take


@pytest.fixture
def phone(world) -> Client:
    browser = Client(headers={"accept-language": "en"})
    fill(browser, world.service)
    return browser


def stored() -> int:
    return Application.unscoped.count()


def test_a_form_without_pass_or_proof_is_not_taken_in(world, phone):
    answer = step(phone, world.service, 3, {"consent_information": "on", "consent_sensitive": "on"})
    assert answer.status_code == 422
    assert "send the form once more" in answer.content.decode().lower()
    assert stored() == 0


def test_a_form_sent_at_once_is_not_taken_in(world, phone):
    answer = send(phone, world.service, after=1)
    assert answer.status_code == 422
    assert stored() == 0


def test_the_honeypot_is_not_for_people(world, phone):
    assert send(phone, world.service, website="https://example.org").status_code == 422
    assert stored() == 0


def test_a_forged_or_foreign_proof_is_refused(world, phone):
    forged = base64.b64encode(
        json.dumps(
            {"algorithm": "SHA-256", "challenge": "0", "number": 1, "salt": "x", "signature": "0"}
        ).encode()
    )
    for proof in (
        forged.decode(),
        "no base64",
        base64.b64encode(b"[]").decode(),
        base64.b64encode(b'{"a":1}').decode(),
    ):
        assert send(phone, world.service, proof=proof).status_code == 422
    assert stored() == 0


def test_a_solved_challenge_is_good_once(world, phone):
    sent = last_page(phone, world.service)
    with clock.frozen_at(later(60)):
        assert step(phone, world.service, 3, sent).status_code == 302
        fill(phone, world.service, ADULT, NOTHING)
        again = {name: value for name, value in sent.items() if name != "form_token"}
        assert step(phone, world.service, 3, again).status_code == 422
    assert stored() == 1


def test_a_solved_challenge_is_not_used_up_by_a_form_that_was_refused(world, phone):
    sent = last_page(phone, world.service)
    with clock.frozen_at(later(60)):
        assert step(phone, world.service, 3, sent | {"consent_sensitive": ""}).status_code == 422
        assert step(phone, world.service, 3, sent).status_code == 302


def test_an_old_page_is_sent_once_more(world, phone):
    assert send(phone, world.service, after=7 * 3600).status_code == 422
    assert stored() == 0


def test_without_scripts_one_waits_a_moment(world, phone):
    sent = last_page(phone, world.service, script=False)
    with clock.frozen_at(later(10)):
        answer = step(phone, world.service, 3, sent)
        assert answer.status_code == 422
        assert "Wait 10 seconds" in answer.content.decode()
        assert sent["permit"] in answer.content.decode()
    with clock.frozen_at(later(20)):
        assert step(phone, world.service, 3, sent).status_code == 302
    assert stored() == 1


def test_without_scripts_only_so_many_get_through_an_hour(world):
    answers = [_one_more(world, n, script=False) for n in range(4)]
    assert answers == [302, 302, 302, 422]
    assert stored() == 3


def test_from_one_address_ten_forms_are_taken_in_an_hour_and_another_is_not_held_up(world):
    answers = [_one_more(world, n) for n in range(12)]
    assert answers == [302] * 10 + [422] * 2
    assert _one_more(world, 99, address="203.0.113.9") == 302
    with clock.frozen_at(later(3600)):
        assert _one_more(world, 100) == 302


def _one_more(world, number: int, *, script: bool = True, address: str = "198.51.100.7") -> int:
    browser = Client(headers={"accept-language": "en"}, REMOTE_ADDR=address)
    fill(browser, world.service, CHILD | {"name": f"孩子{number}"}, MOTHER)
    return int(send(browser, world.service, script=script).status_code)


def test_no_address_is_kept(world, rf):
    from django.db import connection

    _one_more(world, 1, address="203.0.113.77")
    name = portal_limits.address_of(rf.get("/", REMOTE_ADDR="203.0.113.77"))
    assert "203.0.113" not in name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not [row for row in cursor.fetchall() if "203.0.113.77" in str(row)]
    with clock.frozen_at(later(24 * 3600)):
        assert portal_limits.address_of(rf.get("/", REMOTE_ADDR="203.0.113.77")) != name


def test_a_place_of_a_window_is_given_once_and_can_be_given_back(frozen, db):
    limit = Limit("test", 2, 60)
    first, second = take(limit), take(limit)
    assert first
    assert second
    assert take(limit) is None
    second.free()
    assert take(limit) is not None
    with clock.frozen_at(later(60)):
        assert take(limit) is not None


def test_a_flood_of_addresses_washes_no_count_away(frozen, db):
    limit = Limit("aaa-test", 1, 3600)
    assert take(limit)
    for n in range(400):
        take(limit, f"address-{n}")
    assert take(limit) is None
