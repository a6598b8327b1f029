"""How long a body may take to arrive, and what there is for all of them: on a clock that jumps to what is due next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from youzhang.config.arriving import IN_MEMORY, MEGABYTE, SMALL, Body, Limits, Room, TurnedAway

LIMITS = Limits(body_seconds=15, body_bytes=3 * MEGABYTE, all_bytes=2 * MEGABYTE, waiting=5)
FOREVER = 1e9


class Swift(asyncio.SelectorEventLoop):
    """Nothing waits: the clock of this loop jumps to the next thing that is due."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def arrives(pieces: Iterable[tuple[float, bytes]], room: Room | None = None) -> tuple[bytes, float]:
    """A body whose pieces each come after so many seconds; what arrived, and when."""
    coming = iter(pieces)
    body = Body(room or Room(LIMITS.all_bytes), LIMITS)

    async def receive() -> dict[str, Any]:
        found = next(coming, None)
        if found is None:
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(found[0])
        return {"type": "http.request", "body": found[1], "more_body": True}

    with asyncio.Runner(loop_factory=Swift) as runner:
        try:
            runner.run(body.arrive(receive))
            return body.file.read(), runner.get_loop().time()
        except TurnedAway as away:
            away.args = (away.status, runner.get_loop().time())
            raise
        finally:
            body.close()


def refused(pieces: Iterable[tuple[float, bytes]], room: Room | None = None) -> tuple[int, int]:
    with pytest.raises(TurnedAway) as away:
        arrives(pieces, room)
    status, after = away.value.args
    return status, round(after)


def test_a_body_of_which_nothing_comes_is_given_up() -> None:
    assert refused([(FOREVER, b"x")]) == (408, 15)


def test_a_body_that_drips_is_given_up_although_something_comes() -> None:
    assert refused((1, b"x") for _turn in range(1000)) == (408, 15)


def test_whoever_sends_steadily_is_given_the_time_for_the_whole() -> None:
    piece = b"x" * 50_000
    content, took = arrives((2, piece) for _turn in range(40))
    assert content == piece * 40
    assert took == 80


def test_much_sent_quickly_buys_no_time_to_fall_silent() -> None:
    assert refused([(0, b"x" * 1_500_000), (FOREVER, b"x")]) == (408, 15)


def test_a_body_is_turned_away_where_it_grows_too_large() -> None:
    assert refused([(0, b"x" * MEGABYTE)] * 4, Room(9 * MEGABYTE)) == (413, 0)


def test_a_body_stays_whole_in_the_file_that_it_outgrows_memory_for() -> None:
    pieces = [(0.0, bytes([turn]) * SMALL) for turn in range(45)]
    content, _took = arrives(pieces, Room(9 * MEGABYTE))
    assert len(content) > IN_MEMORY
    assert content == b"".join(piece for _after, piece in pieces)


def test_small_bodies_get_in_when_the_room_for_large_ones_is_taken() -> None:
    room = Room(0)
    assert arrives([(0, b"x" * SMALL)], room)[0] == b"x" * SMALL
    assert refused([(0, b"x" * SMALL), (0, b"x")], room) == (503, 0)


def test_what_a_body_took_is_free_when_it_is_gone() -> None:
    room = Room(2 * MEGABYTE)
    for _turn in range(5):
        arrives([(0, b"x" * MEGABYTE)], room)
        assert refused([(0, b"x" * MEGABYTE), (FOREVER, b"x")], room) == (408, 15)
    assert room.free == 2 * MEGABYTE
