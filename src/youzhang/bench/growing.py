"""How pages grow: the smallest and the largest database are asked in turn, so that both meet the same machine.

A process has one database, so each is served by a child (`bench --here --in-turn`) that says as JSON lines which pages
it has, then for each name that it is sent the median of one client in ms.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from youzhang.bench.applying import Forms
from youzhang.bench.drive import drive
from youzhang.bench.measuring import UNCOUNTED, Run
from youzhang.bench.served import serving
from youzhang.kit import clock

ROUNDS = 5
TURN = 0.5  # seconds of a page in a round
SENT = 10  # applications in a round


def told(run: Run, asked: Iterable[str]) -> Iterator[str]:
    """What the child answers, line by line."""
    with serving() as served:
        calls = {name: page.calls(served) for name, page in run.pages.items()}
        applies = run.how.only in "apply"
        forms = Forms(
            served, run.services, (ROUNDS * SENT + UNCOUNTED) * applies, int(clock.now().timestamp())
        )
        drive(served, forms.take(UNCOUNTED * applies), run.how.clients)
        yield json.dumps([*calls, *(["apply"] if applies else [])])
        for name in map(str.strip, asked):
            timing = (
                drive(served, forms.take(SENT), 1) if name == "apply" else drive(served, calls[name], 1, TURN)
            )
            yield json.dumps(timing.numbers()["median_ms"])


class Side:
    """A child that serves one database."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pages: list[str] = self._line()

    def ask(self, page: str) -> float:
        """The median of one client, in ms."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{page}\n")
        self._process.stdin.flush()
        return float(self._line())

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A server that was asked in turn has stopped.")
        return json.loads(line)


@contextmanager
def side(command: Sequence[str], environment: Mapping[str, str]) -> Iterator[Side]:
    """A child under this command; it ends when nobody asks any more."""
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Side(process)
        assert process.stdin is not None
        process.stdin.close()


def growth(small: Side, large: Side) -> dict[str, float]:
    """By page: the median of the rounds' ratios, the largest through the smallest."""
    pages = [page for page in small.pages if page in large.pages]
    ratios: dict[str, list[float]] = {page: [] for page in pages}
    for _round in range(ROUNDS):
        for page in pages:
            least, most = small.ask(page), large.ask(page)
            ratios[page].append(most / least)
    return {page: round(median(found), 2) for page, found in ratios.items()}
