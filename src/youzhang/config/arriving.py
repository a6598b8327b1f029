"""The body of a request while it arrives: how long that may take, how much it may be, where it lies meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

SMALL = 64 * 1024  # needs no room of what there is for large bodies
IN_MEMORY = 2_621_440  # more goes to a file without a name: no less than where Django begins to use one
SLOWEST = 20_000  # bytes a second: whoever sends at least so many is given the time for the whole
MEGABYTE = 1 << 20

Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass(frozen=True)
class Limits:
    """What one web process lets in. Stated by the settings."""

    body_seconds: float
    body_bytes: int
    all_bytes: int
    waiting: int


class TurnedAway(Exception):
    """A request that never comes to its page: the status that says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Room:
    """What there is for large bodies in this process. Small ones need none of it, so they get in when it is taken."""

    def __init__(self, size: int) -> None:
        self.free = size

    def take(self, size: int) -> None:
        """Take so many bytes, or turn away."""
        if size > self.free:
            raise TurnedAway(503)
        self.free -= size

    def give_back(self, size: int) -> None:
        """What was taken is free again."""
        self.free += size


class Body:
    """What has arrived of one request."""

    def __init__(self, room: Room, limits: Limits) -> None:
        self.size = 0
        self.file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self._room, self._limits, self._taken = room, limits, 0

    async def arrive(self, receive: Receive) -> None:
        """Wait until all of it is here. Each piece has its time, and the whole has what its size asks for."""
        began, patience = asyncio.get_running_loop().time(), self._limits.body_seconds
        try:
            async with asyncio.timeout_at(began + patience) as end:
                while await self._more(receive):
                    now = asyncio.get_running_loop().time()
                    end.reschedule(min(now, began + self.size / SLOWEST) + patience)
        except TimeoutError:
            raise TurnedAway(408) from None
        self.file.seek(0)

    async def _more(self, receive: Receive) -> bool:
        """Keep the next piece; is there another?"""
        message = await receive()
        if message["type"] != "http.request":
            raise TurnedAway(400)  # whoever sent it went away
        piece = message.get("body", b"")
        self.size += len(piece)
        if self.size > self._limits.body_bytes:
            raise TurnedAway(413)
        wanted = max(self.size - SMALL, 0) - self._taken
        self._room.take(wanted)
        self._taken += wanted
        self.file.write(piece)
        return bool(message.get("more_body"))

    def close(self) -> None:
        """Let go of what it holds."""
        self.file.close()
        self._room.give_back(self._taken)


async def discard(receive: Receive, most: int, seconds: float) -> None:
    """Take what is still being sent: a line cut while somebody sends takes the answer with it."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            more = True
            while more and most > 0:
                message = await receive()
                most -= len(message.get("body", b""))
                more = bool(message.get("more_body"))
