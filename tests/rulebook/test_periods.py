"""Recurring duties: a year at once, counted by period."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.sample import at, book, day, duties, duty, end_of, fact, read, text_of
from youzhang.rulebook.recurring import Period, periods_of

TWICE = duty(
    "supervision", every='"month"', on='"centre-year"', closes_on='"a.held"', count="2", held_by='"lead"'
)
REPORT = duty(
    "report",
    every='"month"',
    on='"centre-year"',
    closes_on='"a.held"',
    period_in='"month"',
    due='"5 days after period"',
)


def year_opened(from_day: str = "2026-01-01", year: int = 2026, key: int = 0):
    return fact("ledger.year_opened", at("2025-12-01"), key, year=year, from_day=day(from_day))


def owed(rule: str, *facts, **head):
    return duties(book(rule, **head), *facts, matter_kind="centre-year")


@pytest.mark.parametrize(
    ("every", "labels", "last"),
    [
        ("month", ["2026-01", "2026-12"], "2026-12-31"),
        ("quarter", ["2026-Q1", "2026-Q4"], "2026-12-31"),
        ("half-year", ["2026-H1", "2026-H2"], "2026-12-31"),
        ("year", ["2026", "2026"], "2026-12-31"),
    ],
)
def test_a_year_is_derived_at_once(every: str, labels: list[str], last: str) -> None:
    rule = duty("drill", every=f'"{every}"', on='"centre-year"', closes_on='"a.held"', held_by='"lead"')
    found = owed(rule, year_opened())
    assert [found[0].number, found[-1].number] == labels
    assert found[-1].due == end_of(last)
    assert {one.outcome for one in found} == {"open"}


def test_a_period_is_met_by_the_fact_that_brings_the_count() -> None:
    held = [fact("a.held", at(when)) for when in ("2026-03-02", "2026-03-20", "2026-03-25", "2026-04-01")]
    found = {one.number: one for one in owed(TWICE, year_opened(), *held)}
    march, april = found["2026-03"], found["2026-04"]
    assert (march.outcome, march.closed_by, march.progress, march.count) == ("met", held[1].id, 3, 2)
    assert (april.outcome, april.progress, april.late) == ("open", 1, None)


def test_the_last_minute_of_a_month_is_of_that_month() -> None:
    found = owed(
        TWICE, year_opened(), fact("a.held", at("2026-03-31", 23, 59)), fact("a.held", at("2026-04-01", 0))
    )
    assert [one.progress for one in found[2:4]] == [1, 1]


def test_a_field_may_be_summed_instead_of_counting_facts() -> None:
    rule = duty("hours", every='"year"', on='"centre-year"', closes_on='"a.held"', count="24", of='"hours"')
    (one,) = owed(rule, year_opened(), *(fact("a.held", at(f"2026-0{n}-01"), hours=10.5) for n in (3, 4, 5)))
    assert (one.outcome, one.progress, one.closed_at) == ("met", 31.5, at("2026-05-01"))


def test_a_report_may_say_which_period_it_is_for_and_be_late() -> None:
    in_time = fact("a.held", at("2026-12-05", 23), month=day("2026-11-01"))
    too_late = fact("a.held", at("2026-12-06", 0, 1), month=day("2026-10-31"))
    found = {one.number: one for one in owed(REPORT, year_opened(), in_time, too_late)}
    assert found["2026-11"].due == end_of("2026-12-05")
    assert (found["2026-11"].late, found["2026-10"].late) == (False, True)
    assert found["2026-12"].progress == 0


@pytest.mark.parametrize(("from_day", "first"), [("2026-04-16", "2026-04"), ("2026-04-17", "2026-05")])
def test_half_a_month_is_owed_and_less_is_not(from_day: str, first: str) -> None:
    assert owed(TWICE, year_opened(from_day))[0].number == first


def test_a_period_joined_late_opens_on_the_first_day() -> None:
    assert owed(TWICE, year_opened("2026-04-10"))[0].opened_at == at("2026-04-10", 0)


def test_opening_a_year_twice_owes_it_once() -> None:
    assert len(owed(TWICE, year_opened(), year_opened(key=1))) == 12


def test_facts_of_another_matter_count_without_opening_anything() -> None:
    held = [replace(fact("a.held", at("2026-03-02"), key), counted=True) for key in (1, 2)]
    assert owed(TWICE, year_opened(), *held)[2].outcome == "met"


def test_leaving_lapses_what_is_open() -> None:
    rule = duty("talk", every='"quarter"', on='"case"', closes_on='"a.held"')
    found = duties(
        book(rule), year_opened(), fact("a.held", at("2026-02-01")), fact("a.cancelled", at("2026-05-01"))
    )
    assert [one.outcome for one in found] == ["met", "lapsed", "lapsed", "lapsed"]


def test_one_period_can_be_waived() -> None:
    april = owed(TWICE, year_opened())[3]
    waived = fact("ledger.duty_waived", at("2026-05-02"), duty=april.identity, reason_code="done_elsewhere")
    assert [one.outcome for one in owed(TWICE, year_opened(), waived)[2:5]] == ["open", "waived", "open"]


def test_the_edition_of_the_first_day_of_a_period_judges_it() -> None:
    once = read(text_of(TWICE.replace("count = 2", "count = 1"), edition=2, in_force_from="2026-06-15"))
    found = duties([book(TWICE), once], year_opened(), matter_kind="centre-year")
    assert [(one.edition, one.count) for one in found[4:8]] == [(1, 2), (1, 2), (2, 1), (2, 1)]


def test_nothing_recurs_on_another_kind_of_matter() -> None:
    assert duties(book(TWICE), year_opened()) == []


@given(st.integers(2000, 2100), st.sampled_from(["month", "quarter", "half-year", "year"]))
def test_periods_cover_a_year_without_gap_or_overlap(year: int, every: str) -> None:
    periods = periods_of(year, every)
    assert (periods[0].first, periods[-1].last) == (day(f"{year}-01-01"), day(f"{year}-12-31"))
    for before, after in pairwise(periods):
        assert (after.first - before.last).days == 1


@given(
    st.dates(day("2000-01-01"), day("2100-12-31")), st.sampled_from(["month", "quarter", "half-year", "year"])
)
def test_a_day_lies_in_its_period(one, every: str) -> None:
    period = Period.around(one, every)
    assert period.first <= one <= period.last
    assert period in periods_of(one.year, every)
