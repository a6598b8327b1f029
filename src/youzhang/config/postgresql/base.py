"""Found by the `ENGINE` of the settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from select import POLLIN, poll
from typing import Any
from uuid import UUID

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg._queries import PostgresQuery, _query2pg_nocache
from psycopg.adapt import Loader

from youzhang.config.waiting import Sql, Waiting

KEPT = 512
LONG = 12_000
SAME = 4096  # ids and instants: those of a page stand in many of its columns


@lru_cache(maxsize=SAME)
def _instant(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode())


@lru_cache(maxsize=SAME)
def _id(text: bytes) -> UUID:
    return UUID(int=int(text.replace(b"-", b""), 16))


class Instants(Loader):
    """`timestamptz` of a connection in UTC; Django asks which, and takes its own loader for another zone."""

    timezone = UTC

    def load(self, data: Any) -> datetime:
        """From PostgreSQL's own text."""
        return _instant(bytes(data))


class Ids(Loader):
    """`uuid`."""

    def load(self, data: Any) -> UUID:
        """From its 32 signs and four hyphens."""
        return _id(bytes(data))


@lru_cache(maxsize=KEPT)
def _read(query: str, encoding: str) -> Any:
    return _query2pg_nocache(query.encode(encoding), encoding)


class Query(PostgresQuery):
    """Remembers how a statement reads in PostgreSQL's own signs: psycopg does so for short ones with few values."""

    def convert(self, query: Any, vars: Any) -> None:
        if vars is None or not isinstance(query, str) or len(query) > LONG:
            super().convert(query, vars)
            return
        self.query, self._want_formats, self._order, self._parts = _read(query, self._tx.encoding)
        self.dump(vars)


class Cursor(base.ServerBindingCursor):
    """Of the statements that are prepared."""

    _query_cls = Query


class DatabaseWrapper(Waiting, base.DatabaseWrapper):
    """The connection. What waits goes by one round to the server and back."""

    def get_connection_params(self) -> dict[str, Any]:
        """With our cursor where values are sent beside the statement."""
        params: dict[str, Any] = super().get_connection_params()
        if params["cursor_factory"] is base.ServerBindingCursor:
            params["cursor_factory"] = Cursor
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = KEPT
        connection.adapters.register_loader("timestamptz", Instants)
        connection.adapters.register_loader("uuid", Ids)
        return connection

    def is_usable(self) -> bool:
        """Whether the server is still there, asked at the start of a request: one that went has closed the line, so
        there is something to read. Only then is it asked."""
        with suppress(Error, OSError):
            if self.connection and not _has_something_to_read(self.connection.fileno()):
                return not self.connection.closed
        return bool(super().is_usable())

    def _run(self, statements: Sequence[Sql], then: Callable[[], None] | None = None) -> None:
        with self.wrap_database_errors, self.connection.pipeline():
            super()._run(statements, then)


def _has_something_to_read(line: int) -> bool:
    """By `poll`: `select` knows no file beyond the first thousand."""
    watch = poll()
    watch.register(line, POLLIN)
    return bool(watch.poll(0))
