"""How a running job tells how far it is, and hears that it should stop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from youzhang.jobs.models import Job
from youzhang.kit import clock


class Stopped(Exception):
    """Raised out of a job's function; whoever runs the job answers it."""


class CancelAsked(Stopped):
    """Somebody pressed cancel."""


class HandedBack(Stopped):
    """The worker is stopping; another goes on."""


class LeaseLost(Stopped):
    """Another worker has taken the job over: this attempt may write no more."""


@dataclass
class Progress:
    """Handed to every job's function. Call `step` after each batch, outside its transaction."""

    job_id: UUID
    attempt: int
    stopping: Callable[[], bool] = lambda: False

    def start(self, total: int) -> None:
        """Say how much there is to do."""
        self._write(total=total, done=0)

    def step(self, number: int = 1) -> None:
        """Say that `number` more are done; raises `Stopped` when the job should end here."""
        self._write(done=F("done") + number)
        if Job.objects.filter(pk=self.job_id, cancel_asked_at__isnull=False).exists():
            raise CancelAsked
        if self.stopping():
            raise HandedBack

    def _write(self, **changes: object) -> None:
        mine = Job.objects.filter(pk=self.job_id, state=Job.State.RUNNING, attempts=self.attempt)
        if not mine.update(heartbeat_at=clock.now(), **changes):
            raise LeaseLost
