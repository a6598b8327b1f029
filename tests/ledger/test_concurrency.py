"""Several people at once, on one matter and on crossing ones: nothing lost, nothing twice, the chain whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier

import pytest
from django.db import connection

from tests.builders import a_centre
from youzhang.ledger.matters import opening
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.refresh import refresh
from youzhang.ledger.verification import Window, examine_all
from youzhang.ledger.writing import writing

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, TIMES = 4, 5


def at_once(act: Callable[[int], None]) -> None:
    """The same act in several threads, let loose together."""
    start = Barrier(THREADS, timeout=60)

    def run(number: int) -> None:
        start.wait()
        try:
            for _time in range(TIMES):
                act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(copy_context().run, run, number) for number in range(THREADS)]
        for each in running:
            each.result()


def intact() -> bool:
    return all(examined.finding is None for _name, examined in examine_all(Window(), []))


def test_writers_on_one_matter_lose_nothing(world):
    matter = world.apply()
    before = Fact.unscoped.count()

    def act(_number: int) -> None:
        with writing(matter, by=None) as record:
            record("intake.remark_received", remark=matter.pk)

    at_once(act)
    assert Fact.unscoped.count() == before + THREADS * TIMES
    assert Duty.unscoped.filter(matter=matter, name="respond").count() == THREADS * TIMES
    assert refresh(Matter.unscoped.get(pk=matter.pk)) == 0
    assert intact()


def test_writers_on_crossing_matters_do_not_block_each_other_for_ever(world):
    one, other = world.apply(), world.apply()

    def act(number: int) -> None:
        pair = (one, other) if number % 2 else (other, one)
        with writing(*pair, by=None) as record:
            record("intake.special_need", need="hearing")
            record("intake.special_need", on=pair[1], need="sight")

    at_once(act)
    assert Fact.unscoped.filter(kind="intake.special_need").count() == 2 * THREADS * TIMES
    assert intact()


def test_matters_opened_at_once_get_gapless_numbers(frozen):
    centre = a_centre()

    def act(_number: int) -> None:
        with opening("application", centre=centre, by=None):
            pass

    at_once(act)
    numbers = sorted(Matter.unscoped.values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == list(range(1, THREADS * TIMES + 1))
