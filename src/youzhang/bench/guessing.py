"""Does the time of an answer tell whether an application exists? As many wrong query codes as one may send."""

from __future__ import annotations

import time
from collections.abc import Sequence
from random import Random
from statistics import median
from typing import Any

from django.urls import reverse

from youzhang.bench.served import Served
from youzhang.intake.portal_session import WRONG_FROM_ONE, WRONG_OF_ALL
from youzhang.kit.ids import random_code

WRONG = 422
A_SECOND = 50  # pairs of guesses for each second that a page is asked for


def told_by_time(served: Served, numbers: Sequence[str], seconds: float) -> dict[str, Any]:
    """Guess in turn at applications that exist and at some that do not, at most until the quota of an hour is used up.

    `z`: how far the ranks of the two kinds of answers lie apart; within 3 either way time tells nothing.
    """
    draw, took = Random(1), {True: list[float](), False: list[float]()}
    for turn in range(min(WRONG_OF_ALL.most // 2 - WRONG_FROM_ONE.most, int(A_SECOND * seconds))):
        known = draw.choice(numbers)
        series, _dash, last = known.rpartition("-")
        pair = [(True, known), (False, f"{series}-9{turn:0{len(last) - 1}d}")]
        for exists, number in draw.sample(pair, 2):
            answered_in = _guess(served, number, turn, exists)
            if answered_in is not None:
                took[exists].append(answered_in)
    there, absent = took[True], took[False]
    if min(len(there), len(absent)) < WRONG_FROM_ONE.most:
        return {"guesses": len(there) + len(absent), "throttled": True}
    return {
        "guesses": len(there) + len(absent),
        "existing_median_ms": round(median(there) * 1000, 2),
        "absent_median_ms": round(median(absent) * 1000, 2),
        "z": round(_ranks_apart(there, absent), 2),
    }


def _guess(served: Served, number: str, turn: int, exists: bool) -> float | None:
    """How long one wrong guess took, None when it was not looked at."""
    address = reverse("intake:track")
    browser = served.browser(f"127.{200 + exists}.{turn // 200}.{1 + turn % 200}")
    browser.get(address)
    sent = browser.form(address, {"number": number, "code": random_code()})
    began = time.perf_counter()
    status = browser.send(sent).status
    seconds = time.perf_counter() - began
    browser.close()
    return seconds if status == WRONG else None


def _ranks_apart(one: Sequence[float], other: Sequence[float]) -> float:
    """Mann-Whitney's U as a normal deviate."""
    ranked = sorted([(value, True) for value in one] + [(value, False) for value in other])
    sum_of_ranks = sum(rank for rank, (_value, first) in enumerate(ranked, 1) if first)
    n, m = len(one), len(other)
    mean = n * (n + m + 1) / 2
    deviation: float = (n * m * (n + m + 1) / 12) ** 0.5
    return (sum_of_ranks - mean) / deviation
