"""Pages while others hold lines on which nothing more comes: asked in turn, quiet and beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from django.urls import reverse

from youzhang.bench.drive import Call, Timing, drive
from youzhang.bench.served import Served
from youzhang.bench.wire import Browser

PAGES = ("portal home", "My duties")
ROUNDS = 5
PATIENCE = 5.0  # seconds after which an answer counts as never given
TOKEN = "x" * 32


@dataclass(frozen=True)
class How:
    """How many lines, how many clients beside them, for how long."""

    stalled: int
    clients: int
    seconds: float


def quiet_and_stalled(served: Served, pages: Mapping[str, Sequence[Call]], how: How) -> dict[str, Any]:
    """Of each page: the median round quiet and beside the lines, and how many times slower its p95 was."""
    served = replace(served, patience=PATIENCE)
    told = {name: _told(*_rounds(served, calls, how)) for name, calls in pages.items()}
    return {"lines": how.stalled, "pages": told}


def _rounds(served: Served, calls: Sequence[Call], how: How) -> tuple[list[Timing], list[Timing]]:
    quiet, beside = [], []
    for _turn in range(ROUNDS):
        quiet.append(drive(served, calls, how.clients, how.seconds))
        with _lines(served, how.stalled):
            beside.append(drive(served, calls, how.clients, how.seconds))
    return quiet, beside


def _told(quiet: list[Timing], beside: list[Timing]) -> dict[str, Any]:
    sides = {"quiet": quiet, "stalled": beside}
    numbers = {name: [timing.numbers() for timing in rounds] for name, rounds in sides.items()}
    times = [
        after["p95_ms"] / max(before["p95_ms"], 1e-3)
        for before, after in zip(numbers["quiet"], numbers["stalled"], strict=True)
    ]
    told: dict[str, Any] = {
        name: {
            key: round(median(row[key] for row in rows), 2) for key in ("median_ms", "p95_ms", "per_second")
        }
        | {"wrong": sum(row["wrong"] for row in rows)}
        for name, rows in numbers.items()
    }
    return told | {"times": round(median(times), 2)}


@contextmanager
def _lines(served: Served, count: int) -> Iterator[None]:
    """Lines that stall: of each four, two in a body they announced, one in its head, one without a word."""
    browsers = [served.browser() for _turn in range(count)]
    try:
        for turn, browser in enumerate(browsers):
            browser.connected().sendall(_begun(browser, turn % 4))
        yield
    finally:
        for browser in browsers:
            browser.close()


def _begun(browser: Browser, kind: int) -> bytes:
    browser.cookies["csrftoken"] = TOKEN  # or the form would be refused before its body is read
    whole = browser.form(reverse("web:drafts"), {"field": "x" * 1000})
    head = whole.partition(b"\r\n\r\n")[0]
    return [whole[:-900], head + b"\r\n\r\n", head[: len(head) // 2], b""][kind]
