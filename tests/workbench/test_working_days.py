"""The working calendar on screen: official and estimated years, and what moved when one came in."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, signed_in, staff
from tests.workbench.conftest import english
from youzhang.kit import clock
from youzhang.ledger.matters import opening, shut_out
from youzhang.ledger.models import Matter
from youzhang.ledger.recalendar import import_years
from youzhang.web.wording import with_days

pytestmark = pytest.mark.django_db
PAGE = "/work/calendar?year=2027"


def a_remark(centre: object) -> Matter:
    """psych:45: an answer within three working days, over a Spring Festival that is only estimated."""
    with opening("application", centre=centre, by=None) as (matter, record):  # type: ignore[arg-type]
        record("intake.remark_received", remark=matter.pk)
    return matter


def festival() -> dict[int, list[tuple[date, bool, str]]]:
    return {2027: [(date(2027, 2, day), False, "春节") for day in (5, 8, 9, 10, 11)]}


def test_what_may_move_is_listed_and_after_the_import_what_moved() -> None:
    with clock.frozen_at(clock.at_hour(date(2027, 2, 4), 15)):
        centre = a_centre()
        lead = staff(centre, "project_lead")
        staff(centre, "duty_staff")
        shown, hidden = a_remark(centre), a_remark(centre)
        shut_out(hidden, lead)
        desk = english(signed_in(Client(), lead))
        before = desk.get(PAGE).content.decode()
        assert "estimated" in before
        assert shown.number in before.split('id="provisional"')[1]
        import_years(festival(), source="notice.csv")
        page = desk.get(PAGE).content.decode()
    assert "official" in page
    assert shown.number in page.split('id="moved"')[1]
    assert hidden.number not in before + page
    assert "No open term touches an estimated year." in page
    assert "春节" in page


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "休息日（由 1月4日（周日） 调休）"), ("en", "Sun 4 January")]
)
def test_days_in_the_names_of_days_off_are_written_as_everywhere(language: str, said: str) -> None:
    with clock.frozen_at(clock.at_hour(date(2026, 2, 4), 15)):
        desk = signed_in(Client(headers={"accept-language": language}), staff(a_centre(), "specialist"))
        page = desk.get("/work/calendar?year=2026").content.decode()
    assert said in page
    assert "2026-01-04" not in page


def test_a_day_that_is_none_stays_as_it_is() -> None:
    assert with_days("由 2026-02-30 调休") == "由 2026-02-30 调休"


def test_it_is_reached_from_my_duties_and_knows_no_other_year() -> None:
    desk = signed_in(Client(), staff(a_centre(), "specialist"))
    assert 'href="/work/calendar"' in desk.get("/work/").content.decode()
    assert desk.get("/work/calendar").status_code == 200
    assert desk.get("/work/calendar?year=1999").status_code == 404


def test_it_asks_as_often_for_many_as_for_one() -> None:
    with clock.frozen_at(clock.at_hour(date(2027, 2, 4), 15)):
        centre = a_centre()
        desk = signed_in(Client(), staff(centre, "project_lead"))
        a_remark(centre)
        desk.get(PAGE)
        with CaptureQueriesContext(connection) as one:
            desk.get(PAGE)
        for _n in range(6):
            a_remark(centre)
        with CaptureQueriesContext(connection) as many:
            desk.get(PAGE)
    assert len(many) == len(one)
