"""What is too late to do is missed: late on the board, gone from the lists, with or without a worker (psych:34.3b,
psych:49, psych:34.1a)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import viewing
from tests.workbench.test_counts import counted, counted_by_hand
from tests.workbench.world import PAST, World, apply_for, owed
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger import counting, tallies
from youzhang.ledger.background import escalate_due, note_missed
from youzhang.ledger.duties import check_open, hand_over, take
from youzhang.ledger.models import Duty, DutyHolder, Fact, Matter
from youzhang.ledger.queries import Wanted
from youzhang.ledger.refresh import refresh
from youzhang.ledger.tallies import Tally
from youzhang.ledger.writing import writing
from youzhang.workbench import queries
from youzhang.workbench.books import Books

pytestmark = pytest.mark.django_db

REMIND = "psych:34.3b"
STARTS = date(2026, 4, 1)
MARCH = [date(2026, 3, 1)]


def successful(world: World) -> Matter:
    """An application that is owed its reminder two days before the first of April."""
    matter = apply_for(world)
    with writing(matter, by=world.desk) as record:
        record("intake.assessed", result="passed", method="phone", urgency="routine")
        record("intake.explained")
        record("intake.agreement_signed", template=1)
    return matter


def at_noon_after(days: int = 1) -> Any:
    return clock.frozen_at(clock.at_hour(STARTS + timedelta(days=days), 12))


def listed(world: World, **wanted: Any) -> set[Any]:
    found = queries.worklist(Wanted(viewing(world.lead), world.centre, True, **wanted), Books(world.centre))
    return {row.line.pk for group in found.groups for row in group.rows}


def tally(world: World, article: str = REMIND) -> Tally:
    return tallies.tallies(viewing(world.lead), world.centre, MARCH).get((article, "2026-03"), Tally())


def page_of(client: Client, duty: Duty) -> str:
    return client.get(f"/work/duties/{duty.pk}").content.decode()


def facts_and_duties() -> tuple[Any, Any]:
    return list(Fact.unscoped.order_by("pk").values()), list(Duty.unscoped.order_by("pk").values())


def test_a_reminder_is_owed_until_the_day_ends_on_which_it_starts(world: World) -> None:
    duty = owed(successful(world), REMIND)
    assert duty.until_at == clock.end_of(STARTS)
    with clock.frozen_at(clock.at_hour(STARTS, 23)):
        assert duty.pk in listed(world)
        note_missed()
        assert owed(duty.matter, REMIND).outcome == "open"


@pytest.mark.parametrize("worker", [True, False])
def test_afterwards_it_stands_in_no_list_and_counts_as_late(world: World, lead: Client, worker: bool) -> None:
    duty = owed(successful(world), REMIND)
    with at_noon_after():
        if worker:
            note_missed()
        assert duty.pk not in listed(world)
        assert duty.pk not in listed(world, article=REMIND)
        assert tally(world) == Tally(missed=1)
        assert (tally(world).judged, tally(world).rate) == (1, 0)
        assert counted(world) == counted_by_hand(world)
        late = tallies.evidence(viewing(world.lead), world.centre, [REMIND], "late")
        still = tallies.evidence(viewing(world.lead), world.centre, [REMIND], "open")
        assert ([one.pk for one in late], list(still)) == ([duty.pk], [])
        page = page_of(lead, duty)
        assert "missed: too late to do" in page
        assert "Do it" not in page
        assert "/waive" not in page
        assert "1 missed" in lead.get(f"/work/board?article={REMIND}").content.decode()
        assert "missed: too late to do" in lead.get("/work/rules/psych/34.3b?state=late").content.decode()


@pytest.mark.parametrize("worker", [True, False])
@pytest.mark.parametrize("act", ["take", "waive", "extend", "pass-on", "chase"])
def test_nothing_is_decided_about_it_any_more(world: World, lead: Client, act: str, worker: bool) -> None:
    duty = owed(successful(world), REMIND)
    data = {"reason_code": "duplicate", "to": world.desk.pk, "to_date": "20260501"}
    with at_noon_after():
        if worker:
            note_missed()
        before = facts_and_duties()
        assert lead.post(f"/work/duties/{duty.pk}/{act}", data).status_code in {409, 422}
        assert facts_and_duties() == before
        duty.refresh_from_db()
        with pytest.raises(Refused):
            check_open(duty)


def test_the_worker_notes_it_once_and_the_row_leaves_the_table_of_holders(world: World) -> None:
    duty = owed(successful(world), REMIND)
    with at_noon_after():
        before = tally(world)
        for _turn in range(2):
            note_missed()
        missed = owed(duty.matter, REMIND)
        assert (missed.outcome, missed.late, missed.closed_at) == ("missed", True, clock.end_of(STARTS))
        assert missed.closed_by is None
        assert Fact.unscoped.filter(kind="ledger.duty_missed", data__duty=str(duty.pk)).count() == 1
        assert not DutyHolder.objects.filter(duty=duty).exists()
        assert tally(world) == before
        assert counting.wrong() == 0


def test_a_rebuild_finds_nothing_wrong_before_nor_after(world: World) -> None:
    matter = successful(world)
    with at_noon_after():
        call_command("rebuild", check=True)
        note_missed()
        call_command("rebuild", check=True)
        rows = list(Duty.unscoped.filter(matter=matter).order_by("pk").values())
        Duty.unscoped.filter(matter=matter).delete()
        refresh(Matter.unscoped.get(pk=matter.pk))
        assert list(Duty.unscoped.filter(matter=matter).order_by("pk").values()) == rows


def test_a_reminder_that_was_made_in_time_counts_when_it_is_entered_late(world: World) -> None:
    matter = successful(world)
    with at_noon_after():
        note_missed()
        made = clock.at_hour(date(2026, 3, 30), 10)
        with writing(matter, by=world.desk, at=made, late_reason=PAST) as record:
            record("intake.reminded", way="call")
        assert owed(matter, REMIND).outcome == "met"
        assert tally(world) == Tally(entered_after=1)


def test_one_made_after_the_start_changes_nothing(world: World) -> None:
    matter = successful(world)
    with at_noon_after(), writing(matter, by=world.desk) as record:
        record("intake.reminded", way="call")
    with at_noon_after(2):
        assert tally(world) == Tally(missed=1)
        note_missed()
        assert owed(matter, REMIND).outcome == "missed"


def test_what_lapses_after_the_start_stays_missed(world: World) -> None:
    matter = successful(world)
    with at_noon_after(), writing(matter, by=world.desk) as record:
        record("intake.withdrawal_noted")
    with at_noon_after(2):
        note_missed()
        assert owed(matter, REMIND).outcome == "missed"


def test_an_application_that_succeeds_after_the_start_is_owed_no_reminder(world: World) -> None:
    with at_noon_after():
        matter = successful(world)
        assert owed(matter, REMIND).outcome == "lapsed"
        assert (
            tallies.tallies(viewing(world.lead), world.centre, [date(2026, 4, 1)])[REMIND, "2026-04"].judged
            == 0
        )


def test_nobody_is_called_to_it_afterwards(world: World) -> None:
    """The first step would come twelve hours after the term: the worker was down until the start had passed."""
    duty = owed(successful(world), REMIND)
    assert duty.next_escalation_at is not None
    with at_noon_after():
        escalate_due()
        assert owed(duty.matter, REMIND).told == []
        assert not Fact.unscoped.filter(kind="ledger.duty_escalated", data__duty=str(duty.pk)).exists()


def test_a_leaver_hands_over_nothing_that_is_too_late(world: World) -> None:
    duty = owed(successful(world), REMIND)
    take(duty, by=viewing(world.lead))
    with at_noon_after():
        moved = hand_over(world.lead, world.desk, by=viewing(world.lead), centre_id=world.centre.pk)
        assert not Fact.unscoped.filter(kind="ledger.duty_reassigned", data__duty=str(duty.pk)).exists()
        assert moved == 0


def test_a_missed_notice_is_held_against_nobody_where_the_text_asks_for_it_in_principle(world: World) -> None:
    """psych:34.1a"""
    with at_noon_after():
        found = tally(world, "psych:34.1a")
        assert (found.in_principle_late, found.missed, found.judged) == (1, 0, 0)
        note_missed()
        assert tally(world, "psych:34.1a") == found


def test_a_special_need_is_arranged_before_the_start_or_missed(world: World) -> None:
    """psych:49"""
    matter = apply_for(world)
    with writing(matter, by=world.desk) as record:
        record("intake.special_need", need="hearing")
    with at_noon_after():
        assert owed(matter, "psych:49").stands == "missed"
        assert tally(world, "psych:49") == Tally(missed=1)


def test_the_lists_cost_no_more_for_many_that_are_too_late(world: World, desk: Client) -> None:
    asked = []
    for _turn in range(2):
        for _n in range(4):
            successful(world)
        with (
            at_noon_after(),
            CaptureQueriesContext(
                connection,
            ) as found,
        ):
            assert desk.get("/work/").status_code == 200
        asked.append(len(found))
    assert asked[0] == asked[1]
