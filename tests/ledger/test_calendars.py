"""Working days by the State Council's calendar: rows that can be replaced."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from tests.builders import staff
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import calendars
from youzhang.ledger.calendars import seed
from youzhang.ledger.matters import opening
from youzhang.ledger.models import CalendarYear
from youzhang.ledger.recalendar import import_years
from youzhang.rulebook.state_council import library_days

pytestmark = pytest.mark.django_db


def test_a_make_up_saturday_is_worked_and_a_holiday_is_not():
    table = calendars.calendar()
    assert table.is_working(date(2026, 2, 14))
    assert not table.is_working(date(2026, 2, 17))
    assert table.is_working(date(2026, 10, 10))


def test_a_reply_over_the_national_day_runs_on_after_it(world, duty):
    """psych:45: three working days from Tuesday 29 September end on Friday 9 October."""
    instant = clock.at_hour(date(2026, 9, 29), 15)
    with clock.frozen_at(instant), opening("application", centre=world.centre, by=None) as (matter, record):
        record("intake.remark_received", remark=matter.pk)
    owed = duty(matter, "psych:45", "respond")
    assert owed.due == clock.end_of(date(2026, 10, 9))
    assert not owed.provisional


def test_a_term_in_an_estimated_year_is_provisional_until_the_list_is_imported(world, duty):
    instant = clock.at_hour(date(2027, 2, 4), 15)
    with clock.frozen_at(instant):
        seed(instant)  # a test that empties the tables may have come before
        with opening("application", centre=world.centre, by=None) as (matter, record):
            record("intake.remark_received", remark=matter.pk)
        owed = duty(matter, "psych:45", "respond")
        assert owed.provisional
        assert CalendarYear.objects.get(year=2027).status == "estimated"
        days = [(date(2027, 2, day), False, "Spring Festival") for day in range(5, 12)]
        moves = import_years({2027: [d for d in days if d[0].weekday() < 5]}, source="notice.csv")
    assert [(move.duty, move.after) for move in moves] == [(owed.pk, date(2027, 2, 16))]
    owed = duty(matter, "psych:45", "respond")
    assert not owed.provisional


@pytest.mark.parametrize(
    ("line", "says"),
    [("2027-02-30,rest,", "Row 2, column day"), ("2027-02-06,maybe,", "Row 2, column works")],
)
def test_a_wrong_calendar_file_names_row_and_column_and_changes_nothing(line, says, world):
    before = list(CalendarYear.objects.values_list("year", "status"))
    with pytest.raises(Refused, match=says):
        calendars.read_csv(f"day,works,name\n{line}\n")
    assert list(CalendarYear.objects.values_list("year", "status")) == before


def test_a_term_beyond_the_known_calendar_is_reckoned_by_weekdays_and_says_so(world, duty):
    with clock.frozen_at(clock.at_hour(date(2041, 5, 30), 9)):
        staff(world.centre, "duty_staff")
        with opening("application", centre=world.centre, by=None) as (matter, record):
            record("intake.remark_received", remark=matter.pk)
    owed = duty(matter, "psych:45", "respond")
    assert owed.due == clock.end_of(date(2041, 6, 4))
    assert owed.provisional


def test_a_year_that_is_corrected_moves_what_was_official_and_what_has_ended(world, duty):
    """psych:45: a holiday made longer in mid-year moves an official term; nothing is left for `rebuild` to find."""
    with clock.frozen_at(clock.at_hour(date(2026, 9, 29), 15)):
        with opening("application", centre=world.centre, by=None) as (matter, record):
            record("intake.remark_received", remark=matter.pk)
        owed = duty(matter, "psych:45", "respond")
        assert not owed.provisional
    with clock.frozen_at(clock.at_hour(date(2028, 1, 4), 9)):
        longer = [*library_days(2026), (date(2026, 10, 9), False, "National Day")]
        moves = import_years({2026: longer}, source="notice.csv")
    assert [(move.duty, move.before, move.after) for move in moves] == [
        (owed.pk, date(2026, 10, 9), date(2026, 10, 10))
    ]
    call_command("rebuild", "--check", stdout=StringIO())  # exits with 1 when a duty stands otherwise


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Row 1, column day: the heading"),
        ("2027-02-05,rest,\n", "Row 1, column day: the heading"),
        ("day,works,name\n", "Row 2, column day: there is no day"),
        ("day,works\n2027-02-05,rest\n\n2027-02-05,work\n", "Row 4, column day: this day"),
    ],
)
def test_a_calendar_file_without_heading_or_days_or_with_one_twice_is_refused(text, says):
    with override("en"), pytest.raises(Refused, match=says):
        calendars.read_csv(text)


def test_a_calendar_file_that_is_no_text_is_refused(tmp_path, world):
    file = tmp_path / "days.csv"
    file.write_bytes("day,works,name\n2027-02-05,rest,春节\n".encode("gb18030"))
    with pytest.raises(CommandError, match="is not UTF-8") as refused:
        call_command("calendar", "import", str(file))
    assert refused.value.returncode == 2
