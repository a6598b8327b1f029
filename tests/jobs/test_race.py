"""Several workers at once, on real connections: nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from youzhang.jobs import queue
from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.registry import LANES, every
from youzhang.jobs.schedule import run_turns

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("counting", "frozen")]

Result = TypeVar("Result")


def at_once(act: Callable[[], Result], threads: int = 4) -> list[Result]:
    """The same act in several threads, let loose together."""
    start = Barrier(threads, timeout=60)

    def run() -> Result:
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(threads) as pool:
        return [future.result() for future in [pool.submit(copy_context().run, run) for _ in range(threads)]]


def test_every_job_is_claimed_once() -> None:
    for _number in range(12):
        enqueue("test.count", to=1)

    def claim_all() -> list[Job]:
        claimed = []
        while (job := queue.claim("racer", LANES)) is not None:
            claimed.append(job)
        return claimed

    taken = [job.pk for jobs in at_once(claim_all) for job in jobs]
    assert len(taken) == len(set(taken)) == 12
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_periodic_function_runs_in_one_worker() -> None:
    ran: list[str] = []

    @every("test.tick", minutes=1)
    def tick() -> None:
        ran.append("tick")

    at_once(lambda: run_turns(["default"]))
    assert ran == ["tick"]
