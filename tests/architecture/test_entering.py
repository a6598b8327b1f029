"""Rows that decide who sees what and which rules hold are written by the functions that enter them, nowhere else."""

from __future__ import annotations

import ast
import re

from tests.architecture.source import modules, short
from youzhang.ledger.entering import TABLES

WRITERS = {
    "ledger/matters.py": "opens, changes and closes matters; gives and takes back parts and sight",
    "ledger/calendars.py": "puts years in place",
    "ledger/rulebooks.py": "adopts editions",
    "ledger/own_values.py": "sets a centre's own values",
    "bench/making.py": "measuring: what is generated is entered afterwards, together",
}
NAMES = "|".join(table.model.__name__ for table in TABLES.values())
VERBS = "create|bulk_create|get_or_create|update_or_create|update|bulk_update|delete"
WRITES = re.compile(
    rf"({NAMES})\.(objects|unscoped)\..*\.({VERBS})\(|({NAMES})\.(objects|unscoped)\.({VERBS})\("
    rf"|fresh\(\s*({NAMES})\b|({NAMES})\(|.*\.(parties|grants|bars)\.(.*\.)?({VERBS}|add|set)\(",
    re.DOTALL,
)


def test_only_these_files_write_what_is_entered() -> None:
    found = set()
    for path, tree in modules().items():
        name = short(path).removeprefix("src/youzhang/")
        if "/migrations/" in name or not re.search(NAMES, path.read_text("utf-8")):
            continue
        calls = (ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call))
        if any(WRITES.match(call) for call in calls):
            found.add(name)
    assert found == WRITERS.keys()
