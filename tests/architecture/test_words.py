"""One English text has one Chinese: catalogues of all rooms are merged into one, so the rooms must agree."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import Any

from tests.architecture.source import dotted, modules, short
from youzhang.web import catalogues

TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}


def test_two_rooms_never_translate_one_text_differently() -> None:
    said: dict[Any, dict[Any, set[str]]] = defaultdict(lambda: defaultdict(set))
    for room in catalogues.rooms([]):
        for message in catalogues.read(room):
            if message.id:
                said[message.context, message.id][message.string].add(room.name)
    differing = {key: dict(words) for key, words in said.items() if len(words) > 1}
    assert differing == {}, "give one of them another English text, or a context (pgettext)"


def test_no_text_is_translated_inside_an_f_string_where_it_is_not_found() -> None:
    inside = [
        f"{short(path)}:{call.lineno}"
        for path, module in modules().items()
        for text in ast.walk(module)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and dotted(call.func) in TRANSLATING
    ]
    assert inside == [], "say it in a variable before: catalogues are made from whole strings"
