"""Before the application: a request takes the thread of the pages only when all of it has arrived (decision 15)."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from queue import SimpleQueue
from typing import Any

from granian.utils.proxies import wrap_asgi_with_proxy_headers

from youzhang.config.arriving import Body, Limits, Receive, Room, TurnedAway, discard
from youzhang.config.gateway import Answer, Environ, Pages, environ_of, made
from youzhang.config.turned import turned_away

log = logging.getLogger(__name__)

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Asked = tuple[Environ, asyncio.AbstractEventLoop, "asyncio.Future[Answer]"]
LINGER = 5.0  # seconds in which whoever is still sending may yet read the answer


class PageThread:
    """The one thread in which pages are made: what it has open to the database stays open."""

    def __init__(self, pages: Pages, most: int) -> None:
        self._pages, self._most = pages, most
        self._asked: SimpleQueue[Asked] = SimpleQueue()
        threading.Thread(target=self._work, name="pages", daemon=True).start()

    async def make(self, environ: Environ) -> Answer:
        """The page, when its turn has come."""
        if self._asked.qsize() >= self._most:
            raise TurnedAway(503)
        loop = asyncio.get_running_loop()
        waits = loop.create_future()
        self._asked.put((environ, loop, waits))
        answer: Answer = await waits
        return answer

    def _work(self) -> None:
        while True:
            environ, loop, waits = self._asked.get()
            try:
                answer = made(self._pages, environ)
            except BaseException:  # nothing may end this thread: the process would be deaf
                log.exception("The application did not answer.")
                answer = Answer(500, [])
            loop.call_soon_threadsafe(_told, waits, answer)


App = Callable[[Scope, Receive, Send], Awaitable[None]]


def behind(proxies: list[str], app: App) -> App:
    """The application as it is asked through these proxies: they alone are believed when they say who asks."""
    if not proxies:
        return app
    seen: App = wrap_asgi_with_proxy_headers(app, proxies)
    return seen


class Front:
    """What the web server calls. `begin` runs before the first request: until then no socket listens."""

    def __init__(self, pages: Pages, limits: Limits, begin: Callable[[], None] = lambda: None) -> None:
        self._limits, self._begin, self._begun = limits, begin, False
        self._thread = PageThread(pages, limits.waiting)
        self._room = Room(limits.all_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._begun:
            self._begun = True
            self._begin()
        try:
            answer = await self._answer(scope, receive)
        except TurnedAway as away:
            await self._turn_away(away, scope, receive, send)
        else:
            await _send(answer, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        length = _announced(scope)
        if length == 0:
            return await self._thread.make(environ_of(scope))
        if length > self._limits.body_bytes:
            raise TurnedAway(413)
        body = Body(self._room, self._limits)
        try:
            await body.arrive(receive)
            return await self._thread.make(environ_of(scope, body.file, body.size))
        finally:
            body.close()

    async def _turn_away(self, away: TurnedAway, scope: Scope, receive: Receive, send: Send) -> None:
        """Who is still sending is let go on for a moment: a line that is cut takes the answer with it.

        The last byte is held back for so long, for an answer that is whole ends the line.
        """
        answer = turned_away(away.status, environ_of(scope))
        head = {name for name, _value in scope["headers"]}
        sending = away.status in (413, 503) and _announced(scope) and b"expect" not in head
        if sending:
            await _send(replace(answer, content=answer.content[:-1]), send, more=True)
            await discard(receive, 2 * self._limits.body_bytes, LINGER)
            await send({"type": "http.response.body", "body": answer.content[-1:]})
        else:
            await _send(answer, send)


def _told(waits: asyncio.Future[Answer], answer: Answer) -> None:
    if not waits.done():
        waits.set_result(answer)


def _announced(scope: Scope) -> int:
    """How long the body is said to be; -1 where it comes in chunks, 0 where there is none."""
    said = dict(scope["headers"])
    return -1 if b"transfer-encoding" in said else int(said.get(b"content-length", 0))


async def _send(answer: Answer, send: Send, *, more: bool = False) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if answer.file:
        await send({"type": "http.response.pathsend", "path": answer.file})
    else:
        await send({"type": "http.response.body", "body": answer.content, "more_body": more})
