"""Which jobs a person may follow, and whether a worker lives."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from youzhang.accounts.viewer import Viewer
from youzhang.jobs.models import Job, Turn


def visible_jobs(viewer: Viewer) -> QuerySet[Job]:
    """Those that one asked for oneself where one still works, and those of the centres that one leads."""
    led = viewer.centres_with(frozenset({"project_lead"}))
    own = Q(asked_by=viewer.user_id) & (Q(centre=None) | Q(centre__in=viewer.centres))
    return Job.objects.filter(own | Q(centre__in=led)).order_by("-created_at")


def worker_seen_at() -> datetime | None:
    """The last sign of any worker process; `/readyz` and `youzhang check` ask it."""
    return Turn.objects.filter(name=Turn.WORKER).values_list("last_at", flat=True).first()
