"""Run a walk to its end or to the first thing that does not hold, and find the shortest walk that does the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from itertools import chain

from django.core.management import call_command
from django.db import transaction

from tests.walk import (
    beside,
    carrier_acts,
    case_acts,
    crisis_first,
    crisis_keepers,
    crisis_later,
    crisis_pairs,
    crisis_steps,
    ends,
    meanwhile,
    person_acts,
    staff_acts,
)
from tests.walk.truths import Watch
from tests.walk.walker import Broken, Faults, Walk
from youzhang.jobs.worker import run_pending
from youzhang.kit import clock

# Imported for what they declare.
DECLARED = (
    beside,
    carrier_acts,
    case_acts,
    crisis_first,
    crisis_keepers,
    crisis_later,
    crisis_pairs,
    crisis_steps,
    ends,
    meanwhile,
    person_acts,
    staff_acts,
)
Look = Callable[[Walk], Iterator[Broken]]


def run(seed: int, cast: str, steps: Sequence[int], *, looks: Sequence[Look] = ()) -> Walk:
    """Walk, and take it all back; raise `Broken` at the first thing that does not hold."""
    walk = Walk(seed, cast, steps)
    faults = Faults(walk)
    logging.getLogger("youzhang").addHandler(faults)
    try:
        with transaction.atomic():
            _walk(walk, looks)
            transaction.set_rollback(True)
    finally:
        logging.getLogger("youzhang").removeHandler(faults)
    return walk


def _walk(walk: Walk, looks: Sequence[Look]) -> None:
    walk.begin()
    watch = Watch(walk)
    for n in walk.steps:
        _step(walk, n)
        with clock.frozen_at(walk.now):
            for broken in chain(watch.look(), *(_looked(look(walk)) for look in looks)):
                raise broken
    with clock.frozen_at(walk.now):
        for broken in soundness(walk):
            raise broken


def _looked(found: Iterator[Broken]) -> Iterator[Broken]:
    for broken in found:
        broken.looked = True
        yield broken


def soundness(walk: Walk) -> Iterator[Broken]:
    """At the end every chain is whole, and every duty is what its facts derive, once what was left to the worker is
    done (a case in other hands moves the duties of its sessions)."""
    run_pending()
    for command in (("verify",), ("rebuild", "--check")):
        out = StringIO()
        try:
            call_command(*command, "--json", stdout=out)
        except SystemExit as ended:
            if ended.code:
                yield Broken("the_books_are_sound", f"{' '.join(command)}: {out.getvalue()[:600]}", walk)


def _step(walk: Walk, n: int) -> None:
    try:
        walk.step(n)
    except Broken:
        raise
    except Exception as error:
        raise Broken("no_act_fails", f"{walk.done} raised {error!r}", walk) from error
    if walk.faults:
        raise Broken("nothing_is_logged_as_an_error", walk.faults[0], walk)


def shortest(broken: Broken, looks: Sequence[Look] = (), tries: int = 40) -> Broken:
    """Leave steps out as long as the same truth breaks: all but what names the same crisis; then a half, a quarter, at
    last single steps."""
    walk, found = broken.walk, broken
    assert walk is not None
    looks = looks if broken.looked else ()
    kept = [n for n in walk.steps if n <= walk.n]
    fewer, size, start = _naming_the_same(broken), len(kept), 0
    while size and tries > 0:
        tries -= 1
        if again := _broken(broken.truth, walk.seed, walk.cast, fewer, looks):
            found, kept = again, fewer
        else:
            start += size
        if start >= len(kept):
            start, size = 0, min(size // 2, max(1, len(kept) // 2)) if size > 1 else 0
        fewer = kept[:start] + kept[start + size :]
    found.walk.steps = kept  # type: ignore[union-attr]
    return found


def _naming_the_same(broken: Broken) -> list[int]:
    """The steps that name the crisis in which it broke."""
    number = re.search(r"WJ-\S+?-\d+-\d+", broken.why)
    lines = broken.walk.log if broken.walk and number else ()
    return [int(line[:4]) for line in lines if number and number[0] in line and line[:4].strip()]


def _broken(truth: str, seed: int, cast: str, steps: Sequence[int], looks: Sequence[Look]) -> Broken | None:
    try:
        run(seed, cast, steps, looks=looks)
    except Broken as broken:
        return broken if broken.truth == truth else None
    return None


def told(broken: Broken) -> str:
    """What broke, by which acts, and how to walk it again."""
    walk = broken.walk
    assert walk is not None
    again = f"run({walk.seed}, {walk.cast!r}, {list(walk.steps)})"
    return "\n".join([str(broken), *walk.log, f"again: {again}"])
