"""The follow-ups of a year, each of which whoever is in charge may move to another day (psych:15.3c)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from tests.builders import signed_in
from tests.crisis.people import a_cast, acting, assessed, kinds, taken
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.rulebook.terms import last_day_of

pytestmark = pytest.mark.django_db


def series(crisis: Crisis) -> list[Duty]:
    found = Duty.unscoped.filter(matter=crisis.matter_id, article="psych:15.3c", name="follow_ups")
    return sorted(found, key=lambda one: one.number)


def days(crisis: Crisis) -> list[int]:
    """After how many days each is owed."""
    return [(last_day_of(one.due) - clock.today()).days for one in series(crisis) if one.due]


def in_(number: int) -> date:
    return clock.today() + timedelta(days=number)


def in_house() -> tuple[Any, Crisis]:
    cast = a_cast()
    crisis = taken(cast)
    assessed(crisis, cast.counsellor)
    return cast, Crisis.unscoped.select_related("matter__centre", "lead").get(pk=crisis.pk)


def test_one_day_is_moved_and_the_others_stay(frozen: object) -> None:
    cast, crisis = in_house()
    actions.move_follow_up(
        crisis, series(crisis)[1], in_(10), "agreed_with_person", **acting(cast.counsellor)
    )
    assert days(crisis) == [1, 10, 30, 90, 365]
    fact = Fact.unscoped.get(matter=crisis.matter_id, kind="ledger.duty_extended")
    assert fact.data["reason_code"] == "agreed_with_person"
    moved = series(crisis)[1]
    assert moved.extended_from == clock.end_of(in_(7))
    actions.move_follow_up(crisis, moved, in_(3), "risk_changed", **acting(cast.head))
    assert days(crisis) == [1, 3, 30, 90, 365]


def test_a_contact_before_the_moved_day_uses_up_only_that_one(frozen: Any) -> None:
    cast, crisis = in_house()
    actions.move_follow_up(
        crisis, series(crisis)[1], in_(20), "agreed_with_person", **acting(cast.counsellor)
    )
    for after in (1, 12, 18):
        with clock.frozen_at(frozen + timedelta(days=after)):
            actions.follow_up(crisis, actions.Contact("phone", True), **acting(cast.counsellor))
    assert [one.outcome for one in series(crisis)] == ["met", "met", "open", "open", "open"]


@pytest.mark.parametrize(("number", "day"), [(1, 1), (1, 30), (1, -1), (2, 95)])
def test_the_order_of_the_series_stays_and_no_day_lies_behind(frozen: object, number: int, day: int) -> None:
    cast, crisis = in_house()
    with pytest.raises(Refused) as refused:
        actions.move_follow_up(
            crisis, series(crisis)[number], in_(day), "agreed_with_person", **acting(cast.counsellor)
        )
    assert refused.value.field == "day"
    assert days(crisis) == [1, 7, 30, 90, 365]


def test_only_who_is_in_charge_moves_it(frozen: object) -> None:
    cast, crisis = in_house()
    for person in (cast.reporter, cast.other):
        with pytest.raises(Refused):
            actions.move_follow_up(crisis, series(crisis)[1], in_(9), "agreed_with_person", **acting(person))
    assert "ledger.duty_extended" not in kinds(crisis)


def test_what_is_done_is_not_moved(frozen: object) -> None:
    cast, crisis = in_house()
    actions.follow_up(crisis, actions.Contact("phone", True), **acting(cast.counsellor))
    first = series(crisis)[0]
    assert first.outcome == "met"
    with pytest.raises(Stale):
        actions.move_follow_up(crisis, first, in_(2), "agreed_with_person", **acting(cast.counsellor))


def test_a_day_agreed_besides_is_moved_too(frozen: object) -> None:
    cast, crisis = in_house()
    actions.plan_follow_up(crisis, in_(4), **acting(cast.counsellor))
    planned = Duty.unscoped.get(matter=crisis.matter_id, name="planned")
    actions.move_follow_up(crisis, planned, in_(40), "staff_ill", **acting(cast.counsellor))
    planned.refresh_from_db()
    assert planned.due == clock.end_of(in_(40))
    assert days(crisis) == [1, 7, 30, 90, 365]


def test_it_is_moved_on_the_page_and_the_record_says_so(frozen: object, client: Client) -> None:
    cast, crisis = in_house()
    at, second = f"/work/crises/{crisis.matter_id}", series(crisis)[1]
    browser = signed_in(client, cast.counsellor)
    assert f"/move?entry={second.pk}" in browser.get(at).content.decode()
    assert browser.get(f"{at}/move?entry={second.pk}").status_code == 200
    form = {"day": in_(12).isoformat(), "reason": "agreed_with_person"}
    assert browser.post(f"{at}/move?entry={second.pk}", form).status_code == 302
    assert days(crisis)[1] == 12
    page = browser.get(at).content.decode()
    assert "随访改期" in page
    reporter = signed_in(Client(), cast.reporter)
    assert "/move?entry=" not in reporter.get(at).content.decode()
    assert (
        reporter.post(f"{at}/move?entry={second.pk}", form | {"day": in_(13).isoformat()}).status_code == 422
    )
    assert days(crisis)[1] == 12
