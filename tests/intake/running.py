"""Runs what was asked for in the background, as a worker would."""

from __future__ import annotations

from youzhang.jobs.models import Job
from youzhang.jobs.progress import Progress
from youzhang.jobs.registry import WORKS
from youzhang.kit import clock


def run_jobs() -> None:
    """Every job asked for so far, whether it ran before or not: they may run twice."""
    for job in Job.objects.order_by("created_at"):
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, attempts=1, heartbeat_at=clock.now())
        WORKS[job.name].run(Progress(job.pk, 1), **job.args)
