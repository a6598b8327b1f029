"""Who is found by whom: tokens narrow, sight decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, staff, viewing
from tests.clients.people import a_person
from youzhang.accounts.actions import bar
from youzhang.clients.queries import MOST_OPENED, find_or_offer, person_for, recent, search
from youzhang.kit import clock
from youzhang.ledger.matters import let_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def test_the_other_centre_finds_nobody() -> None:
    here, there = a_centre(), a_centre()
    person = a_person(here)
    stranger = viewing(staff(there, "project_lead"))
    assert search(stranger, "林小雨") == []
    assert person_for(stranger, person.matter_id) is None
    assert recent(stranger, here) == []
    assert find_or_offer(stranger, here, name="林小雨", phone="13800000427") == []


def test_a_barred_colleague_finds_nobody_even_when_let_in() -> None:
    centre = a_centre()
    person, user = a_person(centre), staff(centre, "project_lead")
    let_in(person.matter, user, "test")
    bar(user, person.subject, reason="relative", by=user, at=clock.now())
    assert search(viewing(user), "林小雨") == []
    assert person_for(viewing(user), person.matter_id) is None


def test_a_role_that_does_not_see_people_sees_only_whom_it_was_let_in_to() -> None:
    centre = a_centre()
    mine, _other = a_person(centre), a_person(centre, name="林小雪")
    user = staff(centre, "counsellor")
    assert search(viewing(user), "林小雨") == []
    let_in(mine.matter, user, "case")
    assert search(viewing(user), "lxy") == search(viewing(user), "林小雨") == [mine]


def test_strangers_with_the_same_name_do_not_crowd_out_those_one_may_see() -> None:
    here, there = a_centre(), a_centre()
    for _ in range(MOST_OPENED + 5):
        a_person(there)
    mine = a_person(here)
    assert search(viewing(staff(here, "duty_staff")), "林小雨") == [mine]


def test_the_exact_name_comes_first() -> None:
    centre = a_centre()
    a_person(centre, name="林小雨晴")
    exact = a_person(centre, name="林小雨")
    a_person(centre, name="林小雨桐")
    assert search(viewing(staff(centre, "duty_staff")), "林小雨")[0] == exact


def test_one_character_finds_nobody() -> None:
    centre = a_centre()
    a_person(centre)
    assert search(viewing(staff(centre, "duty_staff")), "林") == []


def test_a_megabyte_finds_nobody_and_takes_no_harm() -> None:
    centre = a_centre()
    assert search(viewing(staff(centre, "duty_staff")), "雨" * 350_000) == []


def test_a_search_is_one_query_whoever_is_found() -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    counts = []
    for _ in range(2):
        a_person(centre)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            search(viewer, "林小雨")
        counts.append(len(asked))
    assert counts == [1, 1]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.parametrize("offered", [False, True], ids=["search", "offer"])
def test_the_search_begins_with_the_tokens(offered: bool) -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    with CaptureQueriesContext(connection) as asked:
        find_or_offer(viewer, centre, name="林小雨", phone="13800000427") if offered else search(
            viewer, "林小雨"
        )
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        plan = [row[3] for row in cursor.fetchall()]
    assert plan[0].startswith("SEARCH clients_person"), plan
    assert "subject_id" in plan[0], plan
    assert [step for step in plan if step.startswith("SCAN")] == ["SCAN json_each VIRTUAL TABLE INDEX 1:"], (
        plan
    )


def test_equal_treatment_no_search_or_list_takes_sex_age_or_body_as_a_filter() -> None:
    """psych:48: whoever comes is found by who they are, never sorted out by an attribute."""
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    everybody = [
        a_person(centre, name="林小雨", sex=sex, birth=birth, in_area=area)
        for sex, birth, area in [
            ("f", date(2015, 1, 1), True),
            ("m", date(1940, 1, 1), False),
            ("x", None, True),
        ]
    ]
    assert set(search(viewer, "林小雨")) == set(recent(viewer, centre)) == set(everybody)
