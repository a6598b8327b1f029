"""Ask for a job, or take it back."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from youzhang.accounts.models import Centre, User
from youzhang.jobs import queue
from youzhang.jobs.models import Job
from youzhang.jobs.registry import WORKS
from youzhang.kit import clock
from youzhang.kit.ids import new_id

# Arguments lie in clear in two tables: ids, codes, dates and numbers fit in this, sentences do not.
LONGEST_ARGUMENT = 64


@transaction.atomic
def enqueue(name: str, *, by: User | None = None, centre: Centre | None = None, **args: Any) -> Job:
    """Ask for a job inside the caller's transaction: it exists if and only if that commits."""
    work = WORKS[name]
    job = Job(id=new_id(), name=name, asked_by=by, centre=centre, created_at=clock.now())
    job.args = {key: _plain(key, value) for key, value in args.items()}
    job.ticket = queue.put(job.pk, work.queue)
    job.save(force_insert=True)
    return job


@transaction.atomic
def cancel(job: Job) -> None:
    """A waiting job ends now, a running one after the batch that it is doing; one that is over stays so."""
    now = clock.now()
    waiting = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    if not waiting.update(state=Job.State.CANCELLED, finished_at=now, cancel_asked_at=now):
        Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(cancel_asked_at=now)


def _plain(key: str, value: Any) -> Any:
    if isinstance(value, UUID | date):
        value = str(value)
    if isinstance(value, list):
        return [_plain(key, one) for one in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str) and len(value) <= LONGEST_ARGUMENT:
        return value
    raise TypeError(f"{key}: a job takes ids, codes, dates and numbers only")
