"""Who is found by whom: tokens narrow, sight decides."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, staff, viewing
from tests.clients.people import a_person
from youzhang.clients import rules
from youzhang.clients.queries import MOST_OPENED, find_or_offer, person_for, recent, search
from youzhang.kit import clock
from youzhang.ledger.matters import bar, let_in

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
    first = next(step for step in plan if step.startswith(("SEARCH", "SCAN")))
    assert first.startswith("SEARCH clients_person"), plan
    assert "subject_id" in first, plan
    assert any("vault_searchtoken" in step and "token=? AND within=?" in step for step in plan), plan
    scanned = {step.split()[1] for step in plan if step.startswith("SCAN")}
    assert scanned <= {"json_each", "part0", "part1"}, plan


def test_of_many_who_are_spelt_alike_the_newest_are_found_and_no_more_are_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    everybody = [
        a_person(centre, name=name, phone=f"1380000{n:04}")
        for n, name in enumerate(["林小雨", "李晓燕", "刘欣怡", "陆雪莹", "罗秀云"])
    ]
    monkeypatch.setattr(rules, "closeness", lambda person, _text: pytest.fail(f"{person} was opened"))
    newest_first = sorted(everybody, key=lambda one: (one.matter.opened_at, one.matter_id), reverse=True)
    assert search(viewer, "lxy", limit=2) == newest_first[:2]


def test_whose_name_begins_so_comes_before_whoever_is_spelt_alike() -> None:
    centre = a_centre()
    viewer = viewing(staff(centre, "duty_staff"))
    named = a_person(centre, name="Wf Lang", phone="13800000001")
    spelt = [a_person(centre, name="王芳", phone=f"1380000001{n}") for n in range(3)]
    assert search(viewer, "wf", limit=2)[0] == named
    assert set(search(viewer, "wf")) == {named, *spelt}


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
