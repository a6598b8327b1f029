"""The one thread in which pages are made, when more ask than it can answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import pytest

from youzhang.config.arriving import TurnedAway
from youzhang.config.front import PageThread
from youzhang.config.turned import turned_away


def test_more_than_may_wait_are_turned_away_and_the_others_answered() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def pages(environ: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
        asked.set()
        assert go_on.wait(30)
        begin("204 No Content", [])
        return []

    async def several() -> list[int]:
        thread = PageThread(pages, most=2)
        first = asyncio.create_task(thread.make({}))
        while not asked.is_set():
            await asyncio.sleep(0.01)
        waiting = [asyncio.create_task(thread.make({})) for _turn in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(TurnedAway) as away:
            await thread.make({})
        go_on.set()
        answers = await asyncio.gather(first, *waiting)
        return [away.value.status, *(answer.status for answer in answers)]

    assert asyncio.run(several()) == [503, 204, 204, 204]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("zh-CN", "此刻访问的人很多。"), ("en-GB", "Very many"), ("", "此刻访问的人很多。")],
)
def test_who_is_turned_away_reads_in_their_language_when_to_come_again(language: str, begins: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "wsgi.input": BytesIO(),
        "HTTP_ACCEPT_LANGUAGE": language,
    }
    answer = turned_away(503, environ)
    assert answer.content.decode().startswith(begins)
    assert (b"retry-after", b"5") in answer.headers
