"""Found by the `ENGINE` of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg._queries import PostgresQuery, _query2pg_nocache

from youzhang.config.waiting import Waiting

KEPT = 512
LONG = 12_000


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
        return connection

    def _run(self, statements: Sequence[tuple[str, list[Any]]]) -> None:
        with self.wrap_database_errors, self.connection.pipeline():
            super()._run(statements)
