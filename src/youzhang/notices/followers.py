"""What a room above does once a notice of its kind has reached its address.

A room declares it in its `background.py`, by the kind that it posts with:

    @when_sent("intake.reminder")
    def record_reminder(notice: Notice, at: datetime) -> None: ...

It runs in one transaction with the mark that it has run, after the sending itself is written down: when it
fails, the message is not sent again, only this function is tried again at the next delivery.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from youzhang.notices.models import Notice

Follower = Callable[[Notice, datetime], None]

FOLLOWERS: dict[str, Follower] = {}


def when_sent(kind: str) -> Callable[[Follower], Follower]:
    """Register what follows when a notice of this kind was sent, or done by hand."""

    def register(follower: Follower) -> Follower:
        if kind in FOLLOWERS:
            raise ValueError(f"{kind} has its follower already")
        FOLLOWERS[kind] = follower
        return follower

    return register
