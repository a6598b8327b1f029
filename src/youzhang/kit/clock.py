"""The one place that reads time. Instants are UTC; days are counted in fixed UTC+8 (China has no summer time)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta, timezone

# The smallest step of time: 24:00 less this still belongs to the day before.
INSTANT = timedelta(microseconds=1)
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("clock_frozen", default=None)


def now() -> datetime:
    """The current instant in UTC; simulation and `YOUZHANG_CLOCK` (tests and demo only) may move it."""
    frozen = _frozen.get()
    if frozen is not None:
        return frozen
    return datetime.now(UTC) + _environment_offset()


def today() -> date:
    """Today's date in China."""
    return day_of(now())


def day_of(instant: datetime) -> date:
    """The Chinese calendar day in which an instant falls."""
    return instant.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """00:00 of a day in China, as an instant."""
    return datetime.combine(day, time.min, CHINA).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of a day in China (= 00:00 of the next), as an instant."""
    return start_of(day + timedelta(days=1))


def at_hour(day: date, hour: int, minute: int = 0) -> datetime:
    """A wall-clock time of a day in China, as an instant."""
    return datetime.combine(day, time(hour, minute), CHINA).astimezone(UTC)


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Let time stand still at an instant: drives simulation and tests."""
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


_environment: dict[str, timedelta] = {}


def _environment_offset() -> timedelta:
    """`YOUZHANG_CLOCK`, an ISO instant, moves the start of this process to that moment; time runs on from there."""
    value = os.environ.get("YOUZHANG_CLOCK", "")
    if not value:
        return timedelta(0)
    if value not in _environment:
        wanted = datetime.fromisoformat(value)
        wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=CHINA)
        _environment[value] = wanted - datetime.now(UTC)
    return _environment[value]
