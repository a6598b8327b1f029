"""One English text has one Chinese: catalogues of all rooms are merged into one, so the rooms must agree."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from youzhang.web import catalogues


def test_two_rooms_never_translate_one_text_differently() -> None:
    said: dict[Any, dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
    for room in catalogues.rooms([]):
        for message in catalogues.read(room):
            if message.id:
                said[message.context, message.id][message.string].add(room.name)
    differing = {key: dict(words) for key, words in said.items() if len(words) > 1}
    assert differing == {}, "give one of them another English text, or a context (pgettext)"
