"""Asking for a job is part of the caller's transaction, and takes no content along."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from youzhang.accounts.models import Centre, User
from youzhang.jobs.actions import cancel, enqueue
from youzhang.jobs.models import Job
from youzhang.jobs.registry import Progress, every, job
from youzhang.jobs.worker import run_pending

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("counting", "frozen")]


def test_a_job_waits_with_its_ticket(centre: Centre, member: User) -> None:
    asked = Job.objects.get(pk=enqueue("test.count", by=member, centre=centre, to=2).pk)
    assert (asked.state, asked.args, asked.asked_by, asked.centre) == ("queued", {"to": 2}, member, centre)
    assert DBTaskResult.objects.get(pk=asked.ticket).args_kwargs["kwargs"] == {"job": str(asked.pk)}


def test_a_transaction_that_fails_leaves_neither_job_nor_ticket() -> None:
    with transaction.atomic():
        enqueue("test.count", to=1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_ids_and_days_travel_as_text() -> None:
    heard: list[object] = []

    @job("test.listen")
    def listen(progress: Progress, **args: object) -> None:
        heard.append(args)

    number, day = uuid4(), date(2026, 3, 2)
    enqueue("test.listen", service=number, day=day, several=[number], none=None)
    run_pending()
    assert heard == [
        {"service": str(number), "day": "2026-03-02", "several": [str(number)], "none": None},
    ]


@pytest.mark.parametrize("content", ["我最近总是睡不着" * 10, b"bytes", {"note": "x"}, 1.5])
def test_content_is_no_argument(content: object) -> None:
    with pytest.raises(TypeError, match="ids, codes"):
        enqueue("test.count", to=content)
    assert not Job.objects.exists()


def test_an_unknown_job_cannot_be_asked_for() -> None:
    with pytest.raises(KeyError):
        enqueue("test.nothing")


def test_names_are_registered_once_and_lanes_exist() -> None:
    with pytest.raises(ValueError, match="twice"):
        job("test.count")(print)
    with pytest.raises(ValueError, match="no lane"):
        every("test.often", minutes=1, lane="fast")(print)


def test_a_waiting_job_that_was_cancelled_never_runs() -> None:
    asked = enqueue("test.count", to=3)
    cancel(asked)
    run_pending()
    asked.refresh_from_db()
    assert (asked.state, asked.done, asked.attempts) == ("cancelled", 0, 0)
    assert not DBTaskResult.objects.exists()


def test_a_finished_job_cannot_be_cancelled() -> None:
    asked = enqueue("test.count", to=1)
    run_pending()
    cancel(asked)
    asked.refresh_from_db()
    assert (asked.state, asked.cancel_asked_at) == ("done", None)
