"""Put a SQLite that is safe and whole in place of the system's (WAL-reset corruption before 3.51.3); tell it how its
tables lie."""

from __future__ import annotations

import sys
from typing import Any

import pysqlite3

sys.modules["sqlite3"] = pysqlite3

SAFE = ((3, 44, 6), (3, 45, 0)), ((3, 50, 7), (3, 51, 0)), ((3, 51, 3), (99, 0, 0))

LEAST = 5_000  # pages of a database in which it matters how a statement is planned: 20 MB


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


def weigh(cursor: Any) -> None:
    """What plans rest on, table by table, so that nobody waits long. Not the samples of values (STAT4): with them each
    asking plans its statement anew, at three times the cost. As their table goes, all connections read the rest."""
    if cursor.execute("PRAGMA page_count").fetchone()[0] < LEAST:
        return
    cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'index'")
    for (name,) in cursor.fetchall():
        cursor.execute(f'ANALYZE "{name}"')
    cursor.execute("DROP TABLE IF EXISTS sqlite_stat4")
