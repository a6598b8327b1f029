"""Run one claimed job to its end: done, cancelled, tried again later, or failed with a readable reason."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.jobs import queue
from youzhang.jobs.models import Job
from youzhang.jobs.progress import CancelAsked, HandedBack, LeaseLost, Progress
from youzhang.jobs.registry import WORKS
from youzhang.kit import clock
from youzhang.kit.refused import Refused

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
DELAYS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))


def carry_out(job: Job, stopping: Callable[[], bool] = lambda: False) -> None:
    """Run a claimed job once and write down how it ended."""
    try:
        result = WORKS[job.name].run(Progress(job.pk, job.attempts, stopping), **job.args)
    except CancelAsked:
        _end(job, Job.State.CANCELLED)
    except HandedBack:
        _requeue(job, timedelta(0), attempts=job.attempts - 1)
    except LeaseLost:
        logger.warning("job %s (%s): another worker has taken it over", job.pk, job.name)
    except Refused as refused:  # a decision: trying again changes nothing
        why = f"{refused.why} {refused.way_on}".strip()
        _end(job, Job.State.FAILED, error_code=refused.rule[:60], error=why[:500])
    except Exception as fault:
        logger.exception("job %s (%s), attempt %s", job.pk, job.name, job.attempts)
        _try_later(job, f"error:{type(fault).__name__}")
    else:
        _end(job, Job.State.DONE, result=dict(result or {}))


def reclaim() -> int:
    """Put jobs of workers that died (no sign for a whole lease) back into the queue."""
    orphans = list(Job.objects.filter(state=Job.State.RUNNING, heartbeat_at__lt=clock.now() - LEASE))
    for job in orphans:
        logger.warning("job %s (%s): its worker gave no sign for %s", job.pk, job.name, LEASE)
        _try_later(job, "error:worker_lost")
    return len(orphans)


def beat(worker: str) -> None:
    """A sign of life for everything that this worker runs."""
    Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(heartbeat_at=clock.now())


def _try_later(job: Job, code: str) -> None:
    retries = WORKS[job.name].retries if job.name in WORKS else 0
    if job.attempts <= retries:
        _requeue(job, DELAYS[min(job.attempts, len(DELAYS)) - 1], attempts=job.attempts)
        return
    why = _("It was tried several times without success. Tell your administrator the number of this page.")
    _end(job, Job.State.FAILED, error_code=code[:60], error=why)


@transaction.atomic
def _requeue(job: Job, after: timedelta, *, attempts: int) -> None:
    if _settle(job, state=Job.State.QUEUED, worker="", attempts=attempts):
        queue.put_back(job.ticket, after)


@transaction.atomic
def _end(job: Job, state: Job.State, **outcome: Any) -> None:
    if _settle(job, state=state, finished_at=clock.now(), **outcome):
        queue.drop(job.ticket)


def _settle(job: Job, **changes: Any) -> bool:
    """Write the outcome unless a newer attempt holds the lease."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempts=job.attempts)
    return bool(mine.update(heartbeat_at=clock.now(), **changes))
