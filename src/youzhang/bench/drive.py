"""Ask for pages as fast as a number of clients can, and note how long each answer took."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from statistics import median, quantiles

from youzhang.bench.served import Served, children, cpu_seconds, memory
from youzhang.bench.wire import Answer, Browser

WARM_UP = 0.4  # seconds that do not count: caches of the worker processes fill


@dataclass(frozen=True)
class Call:
    """One request, ready to be sent, and the status that answers it."""

    request: bytes
    status: int = 200
    source: str = "127.0.0.1"


@dataclass
class Timing:
    """How long answers took, and what they cost."""

    clients: int
    seconds: float = 0.0
    took: list[float] = field(default_factory=list)
    bytes: int = 0
    wrong: int = 0
    cpu: float = 0.0
    database_cpu: float = 0.0
    memory: float = 0.0

    def add(self, other: Timing) -> None:
        """Another round of the same."""
        self.took += other.took
        self.memory = max(self.memory, other.memory)
        for name in ("seconds", "bytes", "wrong", "cpu", "database_cpu"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def numbers(self) -> dict[str, float]:
        """As they are printed."""
        done = max(len(self.took), 1)
        slowest = quantiles(self.took, n=20)[-1] if len(self.took) > 1 else sum(self.took)
        return {
            "clients": self.clients,
            "requests": len(self.took),
            "wrong": self.wrong,
            "median_ms": round(median(self.took or [0]) * 1000, 2),
            "p95_ms": round(slowest * 1000, 2),
            "per_second": round(len(self.took) / max(self.seconds, 1e-9), 1),
            "bytes": self.bytes // done,
            "cpu_ms": round(self.cpu * 1000 / done, 2),
            "database_cpu_ms": round(self.database_cpu * 1000 / done, 2),
            "memory_mib": self.memory,
        }


def drive(
    served: Served, calls: Sequence[Call], clients: int, seconds: float = 0, database: int = 0
) -> Timing:
    """Send random calls for a time or, without one, each of them once. `database`: the process of its server."""
    if seconds:
        _run(served, clients, lambda turn: _random(calls, turn, time.monotonic() + min(WARM_UP, seconds)))
    timing = Timing(clients)
    before = cpu_seconds(served.workers), _cpu_of(database)
    began = time.monotonic()

    def chosen(turn: int) -> Iterable[Call]:
        return _random(calls, turn, began + seconds) if seconds else calls[turn::clients]

    for took, size, right in _run(served, clients, chosen):
        timing.took.append(took)
        timing.bytes += size
        timing.wrong += not right
    timing.seconds = time.monotonic() - began
    timing.cpu, timing.database_cpu = cpu_seconds(served.workers) - before[0], _cpu_of(database) - before[1]
    timing.memory = memory(served.workers)
    return timing


def _cpu_of(server: int) -> float:
    return cpu_seconds([server, *children(server)]) if server else 0.0


def _random(calls: Sequence[Call], turn: int, until: float) -> Iterator[Call]:
    draw = Random(turn)
    while time.monotonic() < until:
        yield draw.choice(calls)


def _run(
    served: Served, clients: int, chosen: Callable[[int], Iterable[Call]]
) -> list[tuple[float, int, bool]]:
    noted: list[tuple[float, int, bool]] = []
    faults: list[BaseException] = []

    def client(turn: int) -> None:
        browsers: dict[str, Browser] = {}
        try:
            for call in chosen(turn):
                if call.source not in browsers:
                    browsers[call.source] = served.browser(call.source)
                noted.append(_timed(browsers[call.source], call))
        except BaseException as fault:
            faults.append(fault)
        for browser in browsers.values():
            browser.close()

    threads = [threading.Thread(target=client, args=(turn,)) for turn in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return noted


def _timed(browser: Browser, call: Call) -> tuple[float, int, bool]:
    began = time.perf_counter()
    try:
        answer = browser.send(call.request)
    except TimeoutError:  # never answered: counted as wrong, with the time that was waited
        browser.close()
        answer = Answer(0, "", b"")
    return time.perf_counter() - began, len(answer.body), answer.status == call.status
