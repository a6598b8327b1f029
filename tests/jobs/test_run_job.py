"""A job runs to its end, is tried again after faults, and an older attempt may write no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from youzhang.jobs import queue
from youzhang.jobs.actions import cancel, enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.progress import LeaseLost
from youzhang.jobs.registry import LANES, WORKS, Progress, job
from youzhang.jobs.runner import LEASE, beat, carry_out, reclaim
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock
from youzhang.kit.refused import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def read(asked: Job) -> Job:
    return Job.objects.get(pk=asked.pk)


def claim(worker: str = "one") -> Job:
    claimed = queue.claim(worker, LANES)
    assert claimed is not None
    return claimed


@pytest.mark.usefixtures("counting")
def test_a_job_counts_what_is_done_and_keeps_its_result() -> None:
    asked = enqueue("test.count", to=3)
    assert run_pending() == 1
    done = read(asked)
    assert (done.state, done.done, done.total, done.left) == ("done", 3, 3, 0)
    assert done.result == {"url": "/work/", "counted": 3}
    assert done.finished_at == clock.now()
    assert not DBTaskResult.objects.exists()


def test_a_fault_is_tried_again_after_growing_delays_then_told(frozen: datetime) -> None:
    tries: list[datetime] = []

    @job("test.fail", retries=2)
    def fail(progress: Progress) -> None:
        tries.append(clock.now())
        raise ConnectionError("13800000042 did not answer")

    asked = enqueue("test.fail")
    for second in range(0, 200, 5):
        with clock.frozen_at(frozen + timedelta(seconds=second)):
            run_pending()
    assert [(at - frozen).total_seconds() for at in tries] == [0, 10, 70]
    failed = read(asked)
    assert (failed.state, failed.error_code, failed.attempts) == ("failed", "error:ConnectionError", 3)
    assert "13800000042" not in failed.error
    assert failed.error


def test_a_refusal_is_told_at_once_in_its_own_words() -> None:
    @job("test.refuse")
    def refuse(progress: Progress) -> None:
        raise Refused("psych:34.1b", "Too late.", "Ask the lead.")

    asked = enqueue("test.refuse")
    run_pending()
    failed = read(asked)
    assert (failed.state, failed.error_code, failed.error) == (
        "failed",
        "psych:34.1b",
        "Too late. Ask the lead.",
    )
    assert failed.attempts == 1


def test_a_running_job_ends_after_the_batch_in_which_it_was_cancelled() -> None:
    @job("test.long")
    def long(progress: Progress) -> None:
        progress.start(10)
        progress.step()
        cancel(Job.objects.get())
        progress.step()
        raise AssertionError("went on")

    asked = enqueue("test.long")
    run_pending()
    ended = read(asked)
    assert (ended.state, ended.done, ended.total) == ("cancelled", 2, 10)
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("counting")
def test_a_stopping_worker_hands_its_job_back_uncounted() -> None:
    asked = enqueue("test.count", to=3)
    carry_out(claim(), stopping=lambda: True)
    waiting = read(asked)
    assert (waiting.state, waiting.attempts, waiting.worker) == ("queued", 0, "")
    run_pending()
    assert (read(asked).state, read(asked).done) == ("done", 3)


@pytest.mark.usefixtures("counting")
def test_a_job_is_claimed_by_one_worker_and_its_lane() -> None:
    enqueue("test.count", to=1)
    assert queue.claim("one", ["urgent", "heavy"]) is None
    assert claim().worker == "one"
    assert queue.claim("two", LANES) is None


@pytest.mark.usefixtures("counting")
def test_the_job_of_a_dead_worker_runs_again(frozen: datetime) -> None:
    asked = enqueue("test.count", to=1)
    claim()
    with clock.frozen_at(frozen + LEASE):
        assert reclaim() == 0
    with clock.frozen_at(frozen + LEASE + timedelta(seconds=1)):
        assert reclaim() == 1
        assert read(asked).state == "queued"
    with clock.frozen_at(frozen + LEASE * 2):
        run_pending()
    assert (read(asked).state, read(asked).attempts) == ("done", 2)


@pytest.mark.usefixtures("counting")
def test_a_worker_that_gives_signs_keeps_its_job(frozen: datetime) -> None:
    enqueue("test.count", to=1)
    claim("alive")
    with clock.frozen_at(frozen + LEASE):
        beat("alive")
    with clock.frozen_at(frozen + LEASE * 2):
        assert reclaim() == 0


def test_a_job_that_kills_every_worker_is_given_up(frozen: datetime) -> None:
    @job("test.bomb", retries=1)
    def bomb(progress: Progress) -> None:
        """Never gets here: the worker is dead."""

    asked = enqueue("test.bomb")
    for hour in (0, 1):
        with clock.frozen_at(frozen + timedelta(hours=hour)):
            claim()
        with clock.frozen_at(frozen + timedelta(hours=hour, minutes=30)):
            reclaim()
    assert (read(asked).state, read(asked).error_code) == ("failed", "error:worker_lost")
    assert not DBTaskResult.objects.exists()


@pytest.mark.usefixtures("counting")
def test_an_attempt_that_lost_its_lease_writes_nothing(frozen: datetime) -> None:
    asked = enqueue("test.count", to=1)
    old = claim("slow")
    with clock.frozen_at(frozen + timedelta(hours=1)):
        reclaim()
    with clock.frozen_at(frozen + timedelta(hours=2)):
        claim("new")
        with pytest.raises(LeaseLost):
            Progress(old.pk, old.attempts).step()
        carry_out(old)
    assert (read(asked).state, read(asked).worker, read(asked).done) == ("running", "new", 0)
    assert DBTaskResult.objects.count() == 1


def test_a_job_whose_code_is_gone_fails_readably() -> None:
    @job("test.gone")
    def gone(progress: Progress) -> None:
        """Removed by an upgrade."""

    asked = enqueue("test.gone")
    del WORKS["test.gone"]
    run_pending()
    assert (read(asked).state, read(asked).error_code) == ("failed", "error:KeyError")
