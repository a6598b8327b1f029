"""Put a SQLite that is safe and whole in place of the system's (WAL-reset corruption before 3.51.3)."""

from __future__ import annotations

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3

SAFE = ((3, 44, 6), (3, 45, 0)), ((3, 50, 7), (3, 51, 0)), ((3, 51, 3), (99, 0, 0))


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether a SQLite version has the WAL-reset fix: 3.51.3 or later, or a fixed branch."""
    return any(low <= version < high for low, high in SAFE)


def refuse_unsafe() -> None:
    """Stop at start rather than corrupt a database later."""
    version = tuple(int(part) for part in pysqlite3.sqlite_version.split("."))
    if not is_safe(version):
        raise SystemExit(
            f"SQLite {pysqlite3.sqlite_version} can corrupt a database; install pysqlite3 0.6.1 or later."
        )
