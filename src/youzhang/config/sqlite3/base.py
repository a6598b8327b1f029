"""Found by the `ENGINE` of the settings. Values are the same as Django's; only getting at them costs less."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

import pysqlite3
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as DjangosOperations

from youzhang.config.waiting import Waiting

KEPT = 512  # statements, so many long ones at most that they are no burden
LONG = 12_000
QUICKLY, BRIEF, LONGER = 400, 0.0005, 0.01  # looking whether one may write
SAME = 4096  # ids and instants: those of a page stand in many of its columns


@lru_cache(maxsize=SAME)
def _instant(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode()).replace(tzinfo=UTC)


@lru_cache(maxsize=SAME)
def _id(text: str) -> UUID:
    return UUID(int=int(text, 16))


pysqlite3.register_converter("datetime", _instant)


@lru_cache(maxsize=KEPT)
def _with_question_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


def _wait(patience: float, tries: int) -> bool:
    """Whether to try again, after a while: half a millisecond, after a fifth of a second ten."""
    if QUICKLY * BRIEF + (tries - QUICKLY) * LONGER > patience:
        return False
    time.sleep(BRIEF if tries < QUICKLY else LONGER)
    return True


class Cursor(base.SQLiteCursorWrapper):
    """Remembers how a statement reads in SQLite's own signs."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        if param_names is None and len(query) < LONG:
            return _with_question_marks(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseOperations(DjangosOperations):
    """Ids and instants: hundreds to a page."""

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> datetime | None:
        """A column's value is made already; what a function computed is still text."""
        found: datetime | None = datetime.fromisoformat(value) if isinstance(value, str) else value
        return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)

    def convert_uuidfield_value(self, value: Any, expression: Any, connection: Any) -> UUID | None:
        """From its 32 signs."""
        return None if value is None else _id(value)


class DatabaseWrapper(Waiting, base.DatabaseWrapper):
    """The connection. Who waits to write looks again after half a millisecond: an act takes a few, and SQLite's own
    waiting soon sleeps ten times as long."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.set_busy_handler(partial(_wait, conn_params.get("timeout", 5)))
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
