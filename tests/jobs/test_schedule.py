"""Periodic functions have their turn once per interval, whichever worker asks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from youzhang.jobs.registry import every
from youzhang.jobs.schedule import run_turns
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock

pytestmark = pytest.mark.django_db


def minutes_run(frozen: datetime, minutes: list[float]) -> list[float]:
    """At which of these minutes a function of every ten minutes ran."""
    ran: list[float] = []

    @every("test.tick", minutes=10)
    def tick() -> None:
        ran.append((clock.now() - frozen).total_seconds() / 60)

    for minute in minutes:
        with clock.frozen_at(frozen + timedelta(minutes=minute)):
            run_turns(["default"])
    return ran


def test_it_runs_at_first_and_then_once_per_interval(frozen: datetime) -> None:
    assert minutes_run(frozen, [0, 0, 5, 9.9, 10, 11, 19.9, 20, 300, 301]) == [0, 10, 20, 300]


def test_a_clock_that_was_moved_back_does_not_stop_it(frozen: datetime) -> None:
    assert minutes_run(frozen, [3000, 0, 5, 10]) == [3000, 0, 10]


@pytest.mark.usefixtures("frozen")
def test_a_function_that_fails_hinders_no_other() -> None:
    ran: list[str] = []

    @every("test.broken", minutes=1)
    def broken() -> None:
        raise RuntimeError("broken")

    @every("test.sound", minutes=1)
    def sound() -> None:
        ran.append("sound")

    assert run_pending() == 2
    assert ran == ["sound"]


@pytest.mark.usefixtures("frozen")
def test_a_pulse_keeps_its_pace_in_each_worker() -> None:
    ran: list[str] = []

    @every("test.pulse", seconds=30, lane="urgent")
    def pulse() -> None:
        ran.append("beat")

    one: dict[str, float] = {}
    other: dict[str, float] = {}
    run_turns(["urgent"], one)
    run_turns(["urgent"], one)
    run_turns(["default"], one)
    assert ran == ["beat"]
    run_turns(["urgent"], other)
    assert ran == ["beat", "beat"]
