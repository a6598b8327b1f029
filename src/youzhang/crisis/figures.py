"""How the crises of a centre stand, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.crisis.models import Crisis


@dataclass(frozen=True)
class Figures:
    """How the crises of a centre stand: waiting, led by somebody, and those of the last twelve months."""

    waiting: int
    running: int
    in_year: int
    in_five_minutes: int


def figures(viewer: Viewer, centre: Centre, now: datetime) -> Figures:
    """Counted over what the viewer may see, in one query."""
    # The kind is asked for besides: else all matters of the centre would be gone through.
    seen = Crisis.objects.visible_to(viewer).filter(matter__centre=centre, matter__kind="crisis")
    year = Q(opened_at__gte=now - timedelta(days=365))
    quick = Q(taken_at__lte=F("opened_at") + timedelta(minutes=5))
    found = seen.aggregate(
        waiting=Count("pk", filter=Q(taken_at=None, closed_at=None)),
        running=Count("pk", filter=Q(taken_at__isnull=False, closed_at=None)),
        in_year=Count("pk", filter=year & Q(taken_at__isnull=False)),
        in_five_minutes=Count("pk", filter=year & quick),
    )
    return Figures(**found)
