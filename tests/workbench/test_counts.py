"""The table behind the board says what the duties say, whatever happened to them, and can be made anew."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.builders import viewing
from tests.workbench.test_board import ASSESS, later, lived, tally
from tests.workbench.world import World, apply_for
from youzhang.kit import clock
from youzhang.ledger import counting, tallies
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Duty, DutyCount, Matter

pytestmark = pytest.mark.django_db


def counted_by_hand(world: World) -> Counter[tuple[str, str]]:
    """(article, how it stands now) of every duty of the centre that shows."""
    found, now = Counter[tuple[str, str]](), clock.now()
    for duty in Duty.unscoped.filter(centre=world.centre, outcome="open"):
        if duty.stands == "missed":
            continue
        found[duty.article, "owed"] += duty.shows_at <= now
        found[duty.article, "overdue"] += bool(duty.due and duty.due <= now and duty.strength == "must")
    return +found


def counted(world: World) -> Counter[tuple[str, str]]:
    """The same as the table has it."""
    found = Counter[tuple[str, str]]()
    for article, one in tallies.standing(viewing(world.lead), world.centre).open.items():
        found[article, "owed"], found[article, "overdue"] = one.owed, one.overdue
    return +found


def seen_by(world: World) -> Any:
    return tallies.standing(viewing(world.lead), world.centre).counts


def test_it_follows_every_change(world: World) -> None:
    lived(world)
    assert counting.wrong() == 0
    assert tally(world).waived == 1


@pytest.mark.parametrize("hours", [0, 3, 12, 24 * 3, 24 * 10 + 6, 24 * 25, 24 * 400])
def test_what_is_open_is_counted_to_the_minute(world: World, hours: int) -> None:
    lived(world)
    kinds = Duty.unscoped.values_list("matter__kind", flat=True).distinct()
    assert set(kinds) <= {"application", "service", "resident", "centre-year"}
    with clock.frozen_at(clock.now() + timedelta(hours=hours)):
        assert counted(world) == counted_by_hand(world)


def test_rows_are_laid_together_and_made_anew(world: World) -> None:
    lived(world)
    before = seen_by(world)
    counting.lay_together()
    assert seen_by(world) == before
    assert counting.wrong() == 0
    assert all(n for n in DutyCount.objects.values_list("n", flat=True))
    DutyCount.objects.all().delete()
    assert counting.wrong()
    with pytest.raises(SystemExit):
        call_command("rebuild", check=True)
    call_command("rebuild")
    assert seen_by(world) == before
    call_command("rebuild", check=True)


def test_what_is_shut_out_is_taken_from_the_numbers(world: World) -> None:
    lived(world)
    with later(25):
        matter = Duty.unscoped.filter(article=ASSESS, outcome="open").values_list("matter", flat=True).get()
        before = tally(world)
        shut_out(Matter.unscoped.get(pk=matter), world.lead)
        after = tally(world)
    assert (before.overdue, after.overdue) == (1, 0)
    assert before.late == after.late


def test_the_board_asks_as_often_for_many_as_for_one(
    world: World, lead: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        apply_for(world)
    lead.get("/work/board")
    with django_assert_max_num_queries(12):
        assert lead.get("/work/board").status_code == 200
