"""Age and civil capacity, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from youzhang.clients.models import Person
from youzhang.clients.rules import age_on, capacity_on, is_minor, needs_guardian, sensitive_all

DAYS = st.dates(date(1930, 1, 1), date(2090, 12, 31))


def person(birth: date | None, capacity: str = "by_age") -> Person:
    return Person(birth=birth.isoformat() if birth else None, capacity=capacity)


@pytest.mark.parametrize("years", [8, 14, 18])
def test_a_birthday_counts_from_the_day_itself(years: int) -> None:
    birth, birthday = date(2010, 3, 2), date(2010 + years, 3, 2)
    assert age_on(birth, birthday) == years
    assert age_on(birth, birthday - timedelta(days=1)) == years - 1


def test_capacity_begins_at_eight_and_is_full_at_eighteen() -> None:
    """psych:41: limited and no capacity are told apart by age."""
    child = person(date(2010, 3, 2))
    at = {
        day: capacity_on(child, day)
        for day in (date(2018, 3, 1), date(2018, 3, 2), date(2028, 3, 1), date(2028, 3, 2))
    }
    assert list(at.values()) == ["none", "limited", "limited", "full"]
    assert [needs_guardian(child, day) for day in at] == [True, True, True, False]


def test_somebody_born_on_29_february_is_older_on_the_28th_of_other_years() -> None:
    birth = date(2008, 2, 29)
    assert age_on(birth, date(2026, 2, 27)) == 17
    assert age_on(birth, date(2026, 2, 28)) == 18
    assert age_on(birth, date(2028, 2, 28)) == 19
    assert age_on(birth, date(2028, 2, 29)) == 20


def test_an_adult_s_capacity_follows_the_finding() -> None:
    """psych:41: an adult under guardianship does not sign alone."""
    day, birth = date(2026, 3, 2), date(1980, 1, 1)
    found = [capacity_on(person(birth, finding), day) for finding in ("by_age", "limited", "none")]
    assert found == ["full", "limited", "none"]


def test_a_finding_never_gives_a_child_more_than_its_age_does() -> None:
    small = date(2020, 1, 1)
    assert {capacity_on(person(small, f), date(2026, 3, 2)) for f in ("by_age", "limited", "none")} == {
        "none"
    }


def test_an_unknown_birth_date_makes_nobody_a_minor() -> None:
    day = date(2026, 3, 2)
    assert (is_minor(person(None), day), capacity_on(person(None), day)) == (False, "full")
    assert capacity_on(person(None, "limited"), day) == "limited"


def test_below_fourteen_everything_is_sensitive() -> None:
    birth = date(2012, 3, 2)
    assert sensitive_all(birth, date(2026, 3, 1))
    assert not sensitive_all(birth, date(2026, 3, 2))


@given(DAYS, DAYS)
def test_age_never_falls_and_grows_by_one_a_year(birth: date, day: date) -> None:
    if day < birth:
        return
    tomorrow = day + timedelta(days=1)
    assert 0 <= age_on(birth, day) <= age_on(birth, tomorrow) <= age_on(birth, day) + 1
    assert day.year - birth.year - 1 <= age_on(birth, day) <= day.year - birth.year
