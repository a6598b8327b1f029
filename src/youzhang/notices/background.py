"""Sends what is due: normal notices every minute, urgent ones every few seconds in a lane of their own."""

from __future__ import annotations

from youzhang.jobs.registry import every
from youzhang.kit import clock
from youzhang.notices.delivery import deliver_due
from youzhang.notices.models import Notice


@every("notices.deliver", minutes=1)
def deliver_normal() -> None:
    """Every minute, in one worker."""
    deliver_due(clock.now())


@every("notices.deliver_urgent", seconds=3, lane="urgent")
def deliver_urgent() -> None:
    """Every few seconds in every worker: each notice is claimed by one of them."""
    deliver_due(clock.now(), lane=Notice.Lane.URGENT)
