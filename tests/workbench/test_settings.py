"""The settings of the rules on screen: read by whoever reads the board, changed by whoever leads the centre."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import a_centre, signed_in, staff
from tests.workbench.conftest import english
from tests.workbench.world import World
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock
from youzhang.ledger.matters import opening, shut_out
from youzhang.ledger.models import Duty, Fact, Matter, OwnValue
from youzhang.rulebook.library import builtin
from youzhang.rulebook.settable import values

pytestmark = pytest.mark.django_db
LIST = "/work/rules/psych/settings"
CHANGE = f"{LIST}/45.respond.due"
SENT = {"value": "1", "unit": "working day", "holds_from": "20260302", "reason": "居民等得太久"}


def a_remark(world: World) -> Matter:
    with opening("application", centre=world.centre, by=None, parent=world.service) as (matter, record):
        record("intake.remark_received", remark=matter.pk)
    return matter


def row(page: str, path: str) -> str:
    """The line of the list that leads to a setting's form."""
    return page.partition(f"/settings/{path}")[0].rpartition("<tr>")[2]


def test_every_value_stands_there_with_article_default_range_and_since_when(lead: Client) -> None:
    page = lead.get(LIST).text
    line = row(page, "45.respond.due")
    assert "Answer what the client said: term" in line
    for words in ("3 working days", "at least 1 working day, at most 5 working days", "/work/rules/psych/45"):
        assert words in line
    assert "Attempts before a guardian counts as unreachable" in row(page, "15.3b.attempts.value")
    assert page.count("/settings/") == len(values(builtin("psych")))
    assert "Nothing yet: everything stands as it is built in." in page


def test_a_change_is_shown_before_it_is_made_and_then_follows(lead: Client, world: World) -> None:
    matter = a_remark(world)
    asked = lead.post(CHANGE, SENT)
    assert asked.status_code == 200
    assert "1 working day" in asked.text
    assert matter.number in asked.text
    assert not OwnValue.unscoped.exists()
    done = lead.post(CHANGE, SENT | {"sure": "on"})
    assert done.headers["Location"].startswith("/work/jobs/")
    assert OwnValue.unscoped.get().value == "1 working day"
    run_pending()
    duty = Duty.unscoped.get(matter=matter, article="psych:45")
    assert clock.day_of(duty.due - clock.INSTANT) == date(2026, 3, 3)
    page = lead.get(LIST).text
    assert "居民等得太久" in page
    assert "顾南" in page
    assert "3 working days" in row(page, "45.respond.due")
    shown = lead.get("/work/rules/psych/45").text
    assert "within 1 working day" in shown
    assert "Edition 1, in force from" in shown
    assert lead.get(f"/work/duties/{duty.pk}").status_code == 200
    assert lead.get("/work/").status_code == 200


def test_a_value_planned_for_later_is_announced_and_does_not_hold_yet(lead: Client) -> None:
    lead.post(CHANGE, SENT | {"sure": "on", "holds_from": "20260401"})
    line = row(lead.get(LIST).text, "45.respond.due")
    assert "<b>3 working days</b>" in line
    assert "1 Apr" in line


def test_a_form_sent_twice_sets_it_once(lead: Client) -> None:
    token = "6f1c0f5e-58a4-4b0e-9c3b-5a2f8e1d0001"
    first = lead.post(CHANGE, SENT | {"sure": "on", "form_token": token})
    again = lead.post(CHANGE, SENT | {"sure": "on", "form_token": token})
    assert first.headers["Location"] == again.headers["Location"]
    assert OwnValue.unscoped.count() == 1


@pytest.mark.parametrize("sure", [{}, {"sure": "on"}])
@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"value": "6"}, 422, "at least 1 working day, at most 5 working days"),
        ({"value": "3"}, 422, "This value holds already."),
        ({"value": "0"}, 422, "New value"),
        ({"value": ""}, 422, "Fill it in."),
        ({"unit": "year"}, 422, "Counted in"),
        ({"holds_from": "20260301"}, 422, "This day has passed"),
        ({"reason": ""}, 422, "Fill it in."),
        ({"seen": "7"}, 409, "Somebody else changed a setting meanwhile."),
    ],
)
def test_what_may_not_be_says_why_and_changes_nothing(
    lead: Client, sent: dict[str, str], status: int, words: str, sure: dict[str, str]
) -> None:
    answer = lead.post(CHANGE, SENT | sent | sure)
    assert answer.status_code == status
    assert words in answer.text
    assert not OwnValue.unscoped.exists()
    assert not Fact.unscoped.filter(kind="ledger.value_set").exists()


@pytest.mark.parametrize(
    ("role", "reads", "opens"),
    [
        ("project_lead", 200, 200), ("department_head", 200, 422), ("authority", 200, 422), ("specialist", 404, 404),
        ("observer", 404, 404), ("sysadmin", 404, 404), ("auditor", 404, 404),
    ],
)  # fmt: skip
def test_who_reads_and_who_changes(world: World, role: str, reads: int, opens: int) -> None:
    browser = english(signed_in(Client(), staff(world.centre, role)))
    page = browser.get(LIST)
    assert page.status_code == reads
    assert (f'href="{CHANGE}"' in page.text) == (opens == 200)
    assert browser.get(CHANGE).status_code == opens
    linked = f'href="{LIST}"' in browser.get("/work/rules/").text
    assert linked == (reads == 200)
    if opens != 200:
        assert browser.post(CHANGE, SENT).status_code == opens
        assert browser.post(CHANGE, SENT | {"sure": "on"}).status_code == opens
        assert not OwnValue.unscoped.exists()


def test_what_is_hidden_from_the_one_who_asks_is_not_in_the_preview(lead: Client, world: World) -> None:
    shown, hidden = a_remark(world), a_remark(world)
    shut_out(hidden, world.lead)
    page = lead.post(CHANGE, SENT).text
    assert shown.number in page
    assert hidden.number not in page


def test_another_centres_values_are_not_seen(lead: Client, world: World) -> None:
    lead.post(CHANGE, SENT | {"sure": "on"})
    other = a_centre(organisation="Other")
    browser = english(signed_in(Client(), staff(other, "project_lead")))
    assert "居民等得太久" not in browser.get(LIST).text
    assert browser.get("/work/rules/welfare/settings").status_code == 404
    assert lead.get(f"{LIST}/45.respond.held_by").status_code == 404


def test_the_list_asks_as_often_for_many_as_for_one(lead: Client) -> None:
    lead.post(CHANGE, SENT | {"sure": "on"})
    lead.get(LIST)
    with CaptureQueriesContext(connection) as one:
        lead.get(LIST)
    for month in range(4, 9):
        lead.post(
            CHANGE, SENT | {"sure": "on", "value": str(1 + month % 2), "holds_from": f"2026{month:02d}01"}
        )
    lead.get(LIST)
    with CaptureQueriesContext(connection) as many:
        lead.get(LIST)
    assert OwnValue.unscoped.count() == 5
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("34.1d.assess.due", {"value": "1 day before parent.closes_on"}),
        ("11.publicity.every", {"value": "quarter"}),
        ("11.publicity.count", {"value": "2"}),
        ("15.3b.tried_for.value", {"value": "12", "unit": "hour"}),
    ],
)
def test_every_sort_of_value_can_be_set(lead: Client, path: str, sent: dict[str, Any]) -> None:
    assert lead.get(f"{LIST}/{path}").status_code == 200
    more = {"holds_from": "20260401", "reason": "商定", "sure": "on"}
    assert lead.post(f"{LIST}/{path}", sent | more).status_code == 302
    assert OwnValue.unscoped.get().path == path
