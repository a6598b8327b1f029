"""Recurring duties hang on a year (psych:11)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import a_centre, staff
from youzhang.kit import clock
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Duty, Matter
from youzhang.ledger.writing import writing
from youzhang.ledger.years import centre_year, open_next_years

pytestmark = pytest.mark.django_db


def test_a_year_brings_twelve_months_of_publicity(frozen):
    """psych:11: one duty per month, due at its end, nothing owed before the centre began."""
    year = centre_year(a_centre(started_on=date(2026, 2, 20)), 2026)
    months = list(
        Duty.unscoped.filter(matter=year, article="psych:11").order_by("number").values_list("number", "due")
    )
    assert [number for number, _due in months] == [f"2026-{month:02d}" for month in range(3, 13)]
    assert months[0][1] == clock.end_of(date(2026, 3, 31))


def test_a_publicity_of_the_policy_matter_counts_in_the_year(frozen):
    """psych:11"""
    centre = a_centre()
    year = centre_year(centre, 2026)
    with opening("policy", centre=centre, by=staff(centre, "specialist")) as (library, _record):
        pass
    with writing(library, year, by=None) as record:
        record("policy.publicity_published", counts_in=year)
    march = Duty.unscoped.get(matter=year, number="2026-03")
    assert (march.outcome, march.late, march.progress) == ("met", False, 1)
    assert Duty.unscoped.get(matter=year, number="2026-04").outcome == "open"


def test_in_december_the_coming_year_is_opened_once():
    with clock.frozen_at(clock.at_hour(date(2026, 12, 1), 8)):
        a_centre()
        open_next_years()
        open_next_years()
    assert sorted(Matter.unscoped.filter(kind="centre-year").values_list("number", flat=True)) == [
        "2026",
        "2027",
    ]
