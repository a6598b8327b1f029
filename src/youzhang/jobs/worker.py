"""`youzhang worker`: one thread per lane, a heartbeat, and an orderly end on SIGTERM."""

from __future__ import annotations

import logging
import os
import socket
import threading

from django.db import DatabaseError, close_old_connections, connections

from youzhang.jobs import queue
from youzhang.jobs.models import Turn
from youzhang.jobs.registry import LANES
from youzhang.jobs.runner import beat, carry_out, reclaim
from youzhang.jobs.schedule import run_turns
from youzhang.kit import clock
from youzhang.kit.ids import random_code

logger = logging.getLogger(__name__)

POLL_SECONDS = 1.0
BEAT_SECONDS = 15.0


def run_pending() -> int:
    """Everything that is due, in this process: orphans, periodic functions, jobs (tests, simulation)."""
    reclaim()
    count = run_turns(LANES)
    while (job := queue.claim("in-process", LANES)) is not None:
        carry_out(job)
        count += 1
    return count


class Worker:
    """One process that works until it is told to stop."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{random_code(4)}"
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the batch that is being done; unfinished jobs go back into the queue."""
        self._stop.set()

    def run(self) -> None:
        """Work the lanes until `stop`."""
        lanes = [threading.Thread(target=self._work, args=(lane,), name=lane) for lane in LANES]
        self._sign()
        for lane in lanes:
            lane.start()
        while not self._stop.wait(BEAT_SECONDS) or any(lane.is_alive() for lane in lanes):
            self._sign()
            if self._stop.is_set():
                for lane in lanes:
                    lane.join(BEAT_SECONDS)

    def _work(self, lane: str) -> None:
        pulses: dict[str, float] = {}
        while not self._stop.is_set():
            if not self._work_once(lane, pulses):
                self._stop.wait(POLL_SECONDS)
        connections.close_all()

    def _work_once(self, lane: str, pulses: dict[str, float]) -> bool:
        """Whether there was a job; a database that is away is waited for."""
        try:
            close_old_connections()
            run_turns([lane], pulses)
            job = queue.claim(self.name, [lane])
            if job is not None:
                carry_out(job, self._stop.is_set)
        except Exception:  # a lane that died would leave its queue waiting for ever
            logger.exception("lane %s goes on after this fault", lane)
            return False
        return job is not None

    def _sign(self) -> None:
        try:
            close_old_connections()
            beat(self.name)
            reclaim()
            Turn.objects.update_or_create(name=Turn.WORKER, defaults={"last_at": clock.now()})
        except DatabaseError:
            logger.exception("the database does not answer")
