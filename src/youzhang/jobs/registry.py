"""What can be done behind the page: jobs by name, and functions that have their turn every so often.

A room declares them in its `background.py`, which is read at start:

    @job("services.move_duties", queue="heavy", title=_("Move the duties of a moved service"))
    def move_duties(progress: Progress, service: str) -> JobResult: ...

    @every("calendar.warn", minutes=60)
    def warn() -> None: ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from youzhang.jobs.progress import Progress

JobResult = Mapping[str, Any] | None
Run = TypeVar("Run", bound=Callable[..., Any])

# One thread of a worker each, so that nothing urgent waits behind an export; heavy jobs run one at a time.
LANES = ("urgent", "default", "heavy")


@dataclass(frozen=True)
class Work:
    """A registered job. It may run more than once (a worker can die): work in repeatable batches."""

    name: str
    run: Callable[..., JobResult]
    queue: str
    retries: int
    title: Any


@dataclass(frozen=True)
class Periodic:
    """A registered periodic function; a failed turn waits for the next."""

    name: str
    run: Callable[[], object]
    interval: timedelta
    lane: str

    @property
    def is_pulse(self) -> bool:
        """Shorter than a minute: every worker runs it, no row remembers it; it must stand running twice."""
        return self.interval < timedelta(minutes=1)


WORKS: dict[str, Work] = {}
PERIODICS: dict[str, Periodic] = {}


def job(name: str, *, queue: str = "default", retries: int = 3, title: Any = "") -> Callable[[Run], Run]:
    """Register `run(progress: Progress, **args) -> dict | None` as the job of this name."""

    def register(run: Run) -> Run:
        _free(name, queue, WORKS)
        WORKS[name] = Work(name, run, queue, retries, title or name)
        return run

    return register


def every(
    name: str, *, minutes: float = 0, seconds: float = 0, lane: str = "default"
) -> Callable[[Run], Run]:
    """Register a function without arguments that has its turn every so often."""

    def register(run: Run) -> Run:
        _free(name, lane, PERIODICS)
        PERIODICS[name] = Periodic(name, run, timedelta(minutes=minutes, seconds=seconds), lane)
        return run

    return register


def _free(name: str, lane: str, taken: Mapping[str, object]) -> None:
    if name in taken:
        raise ValueError(f"{name} is registered twice")
    if lane not in LANES:
        raise ValueError(f"{name}: no lane {lane!r}; there are {', '.join(LANES)}")


__all__ = ["LANES", "JobResult", "Periodic", "Progress", "Work", "every", "job"]
