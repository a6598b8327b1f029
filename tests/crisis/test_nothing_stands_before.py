"""An alarm, a take-over, an emergency reading and a telling in danger wait for nothing and for nobody (psych:3)."""

from __future__ import annotations

import inspect
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import resolve, reverse

from tests.builders import a_centre, signed_in, staff
from tests.crisis.people import Cast, a_cast, kinds, opened
from youzhang.accounts import throttle
from youzhang.crisis.models import Crisis, EmergencyReading
from youzhang.kit import clock
from youzhang.ledger.coverage import BOOKS
from youzhang.rulebook.library import builtin
from youzhang.web import limits

pytestmark = pytest.mark.django_db
ALARM = {"reason": "suicide_act", "source": "staff", "route": "venue"}
TOLD = {"to": "ambulance", "outcome": "told", "way": "phone", "person": "调度员", "said": "有人受伤"}
TAKE = {"override": "nobody_else", "words": "夜间"}
# What the four acts record; a refusal of any of these would be a gate before them.
RECORDED = {"crisis.opened", "crisis.taken", "crisis.glass_broken"} | {
    f"crisis.{whom}_told"
    for whom in ("guardian", "authority", "police", "civil_affairs", "ambulance", "other")
}
PAGES = {"crisis:open", "crisis:take", "crisis:read_now", "crisis:tell"}


@pytest.fixture
def cast(frozen: object) -> Cast:
    return a_cast()


def test_no_gate_of_any_book_stands_before_the_four_but_one_that_gives_way() -> None:
    gates = [gate for book in map(builtin, BOOKS) for article in book.articles for gate in article.gates]
    found = {(gate.name, gate.override) for gate in gates if RECORDED & set(gate.before)}
    assert found == {("trained", "life")}


def test_nothing_that_counts_tries_is_asked_by_a_page_of_the_four(cast: Cast) -> None:
    """No limit of tries, no wait and no second sign-in: none of the rooms that know them is asked."""
    crisis = opened(cast)
    for name in PAGES:
        args = [] if name in {"crisis:open", "crisis:read_now"} else [crisis.matter_id]
        view = inspect.unwrap(resolve(reverse(name, args=args)).func)
        module = inspect.getmodule(view)
        assert module
        named = {id(one) for one in vars(module).values()}
        assert not {id(limits), id(throttle), id(limits.enter)} & named, name


def test_the_hundredth_alarm_of_an_hour_is_an_alarm(cast: Cast, client: Client) -> None:
    """psych:14b"""
    browser = signed_in(client, cast.reporter)
    for _turn in range(30):
        assert browser.post("/work/crises/open", ALARM).status_code == 302
    assert Crisis.unscoped.count() == 30


def test_tellings_and_readings_are_not_counted_either(cast: Cast, client: Client) -> None:
    """psych:50, psych:15.3b"""
    crisis = opened(cast)
    browser, at = signed_in(client, cast.reporter), f"/work/crises/{crisis.matter_id}"
    for _turn in range(12):
        assert browser.post(f"{at}/tell", TOLD).status_code == 302
    other = signed_in(Client(), cast.other)
    for _turn in range(6):
        number = opened(cast).matter.number
        form = {"number": number, "reason": "life", "words": "主责人联系不上"}
        assert other.post("/work/read-now", form).status_code == 302
    assert EmergencyReading.unscoped.count() == 6
    assert kinds(crisis).count("crisis.ambulance_told") == 12


def test_who_signed_in_hours_ago_is_asked_for_no_password_again(cast: Cast, client: Client) -> None:
    browser = signed_in(client, cast.reporter)
    cache.clear()
    with clock.frozen_at(clock.now() + timedelta(hours=7)):
        assert browser.post("/work/crises/open", ALARM).status_code == 302
        crisis = Crisis.unscoped.get()
        at = f"/work/crises/{crisis.matter_id}"
        assert browser.post(f"{at}/take", TAKE).status_code == 302
        assert browser.post(f"{at}/tell", TOLD).status_code == 302
    assert {"crisis.opened", "crisis.taken", "crisis.ambulance_told"} <= set(kinds(crisis))


def test_a_house_where_nobody_else_is_there_keeps_nobody_waiting(frozen: object, client: Client) -> None:
    """psych:3: one person at the desk, no roster, no training, no head, no book adopted."""
    desk = staff(a_centre(), "duty_staff")
    browser = signed_in(client, desk)
    assert browser.post("/work/crises/open", ALARM).status_code == 302
    crisis = Crisis.unscoped.get()
    at = f"/work/crises/{crisis.matter_id}"
    assert browser.post(f"{at}/take", TAKE).status_code == 302
    assert browser.post(f"{at}/tell", TOLD | {"to": "police"}).status_code == 302
    assert Crisis.unscoped.get().lead_id == desk.pk
    page = browser.get(at).content.decode()
    assert "排班表上" in page or "此刻可以打给谁" in page
