"""Our pages and another product's in turn: a round of ours, a round of theirs, so that both meet the same machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from youzhang.bench.drive import Call, Timing, drive
from youzhang.bench.peer import TITLES, Peer
from youzhang.bench.served import Served

ROUNDS = 3


@dataclass(frozen=True)
class Side:
    """A page of one of the two. `once`: what is sent is used up by it; `calls`: how many clients → what they send."""

    served: Served
    calls: Callable[[int], Sequence[Call]]
    once: bool = False

    def round(self, clients: int, seconds: float, database: int) -> Timing:
        """One turn."""
        return drive(self.served, self.calls(clients), clients, 0 if self.once else seconds, database)


def compare(
    peer: Peer, ours: Mapping[str, Side], clients: int, seconds: float, database: int
) -> dict[str, Any]:
    """By page of ours: both sides' numbers at one client and at many, and how many times more we answer."""
    with peer.serving() as served:
        theirs = {name: Side(served, always(calls)) for name, calls in peer.calls(served).items()}
        pages: dict[str, Any] = {}
        for name, side in ours.items():
            sides = side, theirs[name]
            pages[name] = {"theirs": TITLES[name]}
            pages[name] |= {str(n): _turns(sides, n, seconds / ROUNDS, database) for n in (1, clients)}
    return {"name": f"django-helpdesk {peer.version}", "tickets": peer.loaded["rows"], "pages": pages}


def always(calls: Sequence[Call]) -> Callable[[int], Sequence[Call]]:
    """The same, however many send them."""
    return lambda _clients: calls


def _turns(sides: Sequence[Side], clients: int, seconds: float, database: int) -> dict[str, Any]:
    timings = [Timing(clients) for _side in sides]
    for _round in range(ROUNDS):
        for timing, side in zip(timings, sides, strict=True):
            timing.add(side.round(clients, seconds, database))
    ours, theirs = (timing.numbers() for timing in timings)
    return {"ours": ours, "theirs": theirs, "times": round(ours["per_second"] / theirs["per_second"], 1)}
