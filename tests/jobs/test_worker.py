"""The real worker process: killed, and stopped in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings

from youzhang.jobs.actions import enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.queries import worker_seen_at
from youzhang.jobs.registry import Progress, job
from youzhang.jobs.runner import LEASE
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)

SLOW_WORKER = """
import time, django
django.setup()
from django.core.management import call_command
from youzhang.jobs.registry import PERIODICS, WORKS, job

PERIODICS.clear()

@job("test.slow")
def slow(progress):
    progress.start(1000)
    while True:
        progress.step()
        time.sleep(0.05)

call_command("worker")
"""


def database_url() -> str:
    """The address of the test database, for another process."""
    given = settings.DATABASES["default"]
    if given["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{given['NAME']}"
    user = f"{quote(given['USER'])}:{quote(given['PASSWORD'])}"
    if given["HOST"].startswith("/"):  # a socket's folder
        return f"postgres://{user}@/{given['HOST']}/{given['NAME']}"
    return f"postgres://{user}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@contextmanager
def slow_worker() -> Iterator[subprocess.Popen[bytes]]:
    """A worker process whose job never ends by itself."""
    environment = os.environ | {"DATABASE_URL": database_url()}
    process = subprocess.Popen([sys.executable, "-c", SLOW_WORKER], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def slow() -> Job:
    @job("test.slow")
    def finish(progress: Progress) -> None:
        """What the next worker does with it."""

    return enqueue("test.slow")


def is_under_way(slow: Job) -> bool:
    slow.refresh_from_db()
    return slow.state == "running" and slow.done > 0


def test_the_job_of_a_killed_worker_is_done_by_the_next(slow: Job) -> None:
    with slow_worker() as process:
        until(lambda: is_under_way(slow))
        process.send_signal(signal.SIGKILL)
        process.wait()
    run_pending()
    slow.refresh_from_db()
    assert slow.state == "running"
    later = clock.now() + LEASE + timedelta(seconds=1)
    with clock.frozen_at(later):
        run_pending()
    with clock.frozen_at(later + timedelta(seconds=10)):
        run_pending()
    slow.refresh_from_db()
    assert (slow.state, slow.attempts) == ("done", 2)


def test_a_stopped_worker_hands_its_job_back_and_ends(slow: Job) -> None:
    with slow_worker() as process:
        until(lambda: is_under_way(slow))
        assert worker_seen_at() is not None
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    slow.refresh_from_db()
    assert (slow.state, slow.attempts) == ("queued", 0)
