"""The queue: django-tasks-db's table, written through its own backend, read by a short claim of ours.

Its own worker leaves a killed task RUNNING for ever and knows no retry; hence `claim`, `put_back`
and the lease on `Job`. A ticket is a row of the queue; it goes when the job is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from youzhang.jobs.models import Job
from youzhang.kit import clock


@task()
def carry(job: str) -> None:
    """Names the ticket's job; `youzhang worker` runs it (jobs/runner.py)."""


def put(job_id: UUID, queue: str) -> UUID:
    """Write a ticket inside the caller's transaction."""
    return UUID(carry.using(queue_name=queue).enqueue(job=str(job_id)).id)


def put_back(ticket: UUID, after: timedelta) -> None:
    """Let the job be claimed again, some time from now."""
    due = clock.now() + after
    DBTaskResult.objects.filter(pk=ticket).update(status=TaskResultStatus.READY, run_after=due)


def drop(ticket: UUID) -> None:
    """The job is over: its ticket goes, so that the queue stays small."""
    DBTaskResult.objects.filter(pk=ticket).delete()


def claim(worker: str, queues: Sequence[str]) -> Job | None:
    """Take the next due job for this worker alone; ticket and lease change in one transaction."""
    due = _due(queues)
    if not due.exists():  # an idle worker must not take SQLite's write lock every second
        return None
    with transaction.atomic():
        ticket = due.select_for_update(skip_locked=True).first()
        if ticket is None:
            return None
        now = clock.now()
        DBTaskResult.objects.filter(pk=ticket.pk).update(status=TaskResultStatus.RUNNING, started_at=now)
        job = Job.objects.select_for_update().filter(ticket=ticket.pk, state=Job.State.QUEUED).first()
        if job is not None:
            return _lease(job, worker)
        drop(ticket.pk)  # cancelled while it waited
    return claim(worker, queues)


def _due(queues: Sequence[str]) -> QuerySet[DBTaskResult[Any, Any]]:
    at_once = Q(run_after=get_date_max())
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, queue_name__in=queues)
    return ready.filter(at_once | Q(run_after__lte=clock.now()))


def _lease(job: Job, worker: str) -> Job:
    job.state, job.worker, job.done, job.total = Job.State.RUNNING, worker, 0, None
    job.attempts += 1
    job.heartbeat_at = clock.now()
    job.started_at = job.started_at or job.heartbeat_at
    job.save()
    return job
