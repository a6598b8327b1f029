"""Work behind the page, as people see it: the queue itself is django-tasks-db's table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from youzhang.accounts.models import Centre, User
from youzhang.kit.ids import new_id


class Job(models.Model):
    """后台任务: work with progress, retries and a result. Arguments are ids and codes, never content."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    result = models.JSONField(default=dict, help_text="Codes and numbers; `url` leads to what was made.")
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_asked_at = models.DateTimeField(null=True)
    # The lease: who runs it, which attempt it is (an older one may write no more), its last sign of life.
    worker = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    heartbeat_at = models.DateTimeField(null=True)
    ticket = models.UUIDField(unique=True, help_text="The row of the queue that carries this job.")

    class Meta:
        indexes = [
            models.Index(fields=["heartbeat_at"], condition=models.Q(state="running"), name="job_running"),
            models.Index(fields=["asked_by", "-created_at"], name="job_asked_by"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.State.DONE, self.State.FAILED, self.State.CANCELLED)

    @property
    def left(self) -> int:
        """How many are still to do, once the total is known."""
        return max(0, (self.total or 0) - self.done)


class Turn(models.Model):
    """定时: when a periodic function last had its turn, so that several workers do not run one twice."""

    WORKER = "worker.alive"  # every worker's own sign of life

    name = models.CharField(max_length=60, primary_key=True)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.last_at:%F %T}"
