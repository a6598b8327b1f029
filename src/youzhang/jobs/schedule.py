"""Give periodic functions their turn, each in one worker only."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from youzhang.jobs.models import Turn
from youzhang.jobs.registry import PERIODICS, Periodic
from youzhang.kit import clock

logger = logging.getLogger(__name__)


def run_turns(lanes: Iterable[str], pulses: dict[str, float] | None = None) -> int:
    """Run the functions of these lanes whose turn it is; `pulses` remembers one worker's sub-minute ones."""
    mine = [periodic for periodic in PERIODICS.values() if periodic.lane in lanes]
    names = [periodic.name for periodic in mine if not periodic.is_pulse]
    had = dict(Turn.objects.filter(name__in=names).values_list("name", "last_at"))
    count = 0
    for periodic in mine:
        if periodic.is_pulse:
            due = _pulse_due(periodic, pulses)
        else:
            due = not _is_recent(periodic, had) and _take_turn(periodic)
        if due:
            _run(periodic)
            count += 1
    return count


def _pulse_due(periodic: Periodic, pulses: dict[str, float] | None) -> bool:
    if pulses is None:
        return True
    now = time.monotonic()
    if now < pulses.get(periodic.name, 0):
        return False
    pulses[periodic.name] = now + periodic.interval.total_seconds()
    return True


def _is_recent(periodic: Periodic, had: dict[str, datetime]) -> bool:
    """Read before writing; a turn in the future (the clock was moved back) is none."""
    now, last = clock.now(), had.get(periodic.name)
    return last is not None and now - periodic.interval < last <= now + periodic.interval


def _take_turn(periodic: Periodic) -> bool:
    now = clock.now()
    _turn, first = Turn.objects.get_or_create(name=periodic.name, defaults={"last_at": now})
    if first:
        return True
    due = Q(last_at__lte=now - periodic.interval) | Q(last_at__gt=now + periodic.interval)
    return bool(Turn.objects.filter(due, name=periodic.name).update(last_at=now))


def _run(periodic: Periodic) -> None:
    try:
        periodic.run()
    except Exception:
        logger.exception("periodic function %s", periodic.name)
