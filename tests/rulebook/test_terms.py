from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.sample import at, china, day, end_of
from youzhang.rulebook.calendar import Calendar
from youzhang.rulebook.terms import UNITS, BadTerm, Due, Term, after, before, due_after, lay

GOLDEN = [
    ("30 minutes", at("2026-03-02", 9, 15), at("2026-03-02", 9, 45)),
    ("24 hours", at("2026-03-02", 9), at("2026-03-03", 9)),
    ("1 day", at("2026-03-02", 0), end_of("2026-03-03")),
    ("3 days", at("2026-03-02", 23), end_of("2026-03-05")),
    ("2 weeks", at("2026-03-02"), end_of("2026-03-16")),
    ("1 month", at("2026-01-31"), end_of("2026-02-28")),
    ("1 month", at("2026-12-15"), end_of("2027-01-15")),
    ("1 year", at("2028-02-29"), end_of("2029-02-28")),
    ("3 working days", at("2026-03-05"), end_of("2026-03-10")),
    # Before National Day 2026: Sunday 20 September is worked, 25 September and 1-7 October are not.
    ("1 working day", at("2026-09-18"), end_of("2026-09-20")),
    ("3 working days", at("2026-09-18"), end_of("2026-09-22")),
    ("3 working days", at("2026-09-29"), end_of("2026-10-09")),
    ("3 working days", at("2026-10-08"), end_of("2026-10-12")),
    # Before Spring Festival 2026: Saturday 14 February is worked, 16-23 February are not.
    ("1 working day", at("2026-02-13"), end_of("2026-02-14")),
    ("3 working days", at("2026-02-13"), end_of("2026-02-25")),
]


@pytest.mark.parametrize(("term", "opening", "due"), GOLDEN)
def test_a_term_ends_when_the_regulation_says(term: str, opening, due) -> None:
    assert due_after(opening, Term.parse(term), china()) == due


@pytest.mark.parametrize(
    ("term", "date", "due"),
    [
        ("21 days", "2026-05-30", "2026-05-09"),
        ("2 days", "2026-03-02", "2026-02-28"),
        ("1 month", "2026-03-31", "2026-02-28"),
        ("1 working day", "2026-10-08", "2026-09-30"),
    ],
)
def test_a_term_before_a_date_ends_with_the_day_it_reaches(term: str, date: str, due: str) -> None:
    assert before(day(date), Term.parse(term), china()).end == end_of(due)


def test_hours_before_a_date_run_from_its_first_minute() -> None:
    assert before(day("2026-03-02"), Term.parse("24 hours"), china()).end == at("2026-03-01", 0)


def test_on_a_date_ends_with_that_day_even_when_the_date_has_an_hour() -> None:
    due = Due.parse("on opening.improve_by")
    assert lay(due, day("2026-03-02"), china()).end == end_of("2026-03-02")
    assert lay(due, at("2026-03-02", 14), china()).end == end_of("2026-03-02")


def test_working_days_in_an_unknown_year_count_weekdays_and_are_provisional() -> None:
    span = after(at("2026-12-31"), Term.parse("3 working days"), china())
    assert (span.end, span.provisional) == (end_of("2027-01-05"), True)


def test_plain_days_into_an_unknown_year_are_certain() -> None:
    assert not after(at("2026-12-31"), Term.parse("3 days"), china()).provisional


def test_an_estimated_year_makes_a_term_provisional() -> None:
    estimated = Calendar(years={2026: "estimated"})
    assert after(at("2026-03-02"), Term.parse("1 working day"), estimated).provisional


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "days",
        "3 day",
        "1 days",
        "0 days",
        "-1 days",
        "3 fortnights",
        "3  days",
        "three days",
        "1000 days",
    ],
)
def test_a_bad_term_is_refused(text: str) -> None:
    with pytest.raises(BadTerm):
        Term.parse(text)


@pytest.mark.parametrize(
    "text", ["on matter", "on starts_on", "3 days until matter.x", "3 days before child.x", "on "]
)
def test_a_bad_date_expression_is_refused(text: str) -> None:
    with pytest.raises(BadTerm):
        Due.parse(text)


@pytest.mark.parametrize(
    "text",
    ["at once", "1 day", "21 days before matter.starts_on", "3 working days after matter.x", "on parent.x"],
)
def test_a_date_expression_reads_as_it_is_written(text: str) -> None:
    assert str(Due.parse(text)) == text


TERMS = st.builds(Term, st.integers(1, 400), st.sampled_from(UNITS))


@given(
    TERMS,
    st.datetimes(timezones=st.just(at("2026-01-01").tzinfo), min_value=at("1990-01-01").replace(tzinfo=None)),
)
def test_no_term_ever_crashes_or_ends_before_it_began(term: Term, opening) -> None:
    if opening.year < 8000:
        assert due_after(opening, term, china()) > opening


@given(st.integers(1, 40), st.integers(0, 364))
def test_working_days_there_and_back(count: int, offset: int) -> None:
    start = day("2026-01-05") + timedelta(days=offset)
    there = china().add_working_days(start, count)
    assert china().is_working(there)
    between = [start + timedelta(days=n) for n in range(1, (there - start).days + 1)]
    assert sum(china().is_working(one) for one in between) == count


@given(TERMS)
def test_a_term_reads_as_it_is_written(term: Term) -> None:
    assert Term.parse(str(term)) == term
