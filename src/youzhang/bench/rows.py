"""Rows on their way into the database in bulk: plain values in the order of a model's columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

Row = tuple[Any, ...]
Prepare = Callable[[Any], Any]


class Table:
    """A model's columns: values by attribute name become a row as the database's driver takes it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self._cells = [(field.attname, _default(field), _prepare(field)) for field in fields]

    def row(self, values: Mapping[str, Any]) -> Row:
        """The values of one row; what is left out has the column's default."""
        found = ((values.get(name, default), prepare) for name, default, prepare in self._cells)
        return tuple(None if value is None else prepare(value) for value, prepare in found)


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.default
    if value in (dict, list):
        return value()
    plain = value is not models.NOT_PROVIDED and not callable(value)
    return value if plain else None if field.null else ""


def _prepare(field: models.Field[Any, Any]) -> Prepare:
    sqlite = connection.vendor == "sqlite"
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return json.dumps
    if isinstance(target, models.UUIDField) and sqlite:
        return lambda value: value.hex
    if isinstance(target, models.DateTimeField) and sqlite:
        return lambda value: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return (lambda value: value) if not sqlite else _plain


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def insert(table: Table, rows: Iterable[Row]) -> None:
    """Put rows into a table in one statement: COPY on PostgreSQL, one prepared INSERT on SQLite."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                copy.write("".join(map(_line, rows)))
        else:
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', list(rows))


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _line(row: Row) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    if isinstance(value, bool):
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


class Loading:
    """While it is open: no plain index on these tables, and on SQLite no waiting for the disk."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self._names = [table.name for table in tables]
        self._indexes: list[str] = []

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA synchronous=OFF")
                cursor.execute("PRAGMA cache_size=-1000000")
                cursor.execute("PRAGMA foreign_keys=OFF")
            for name, statement in self._plain_indexes(cursor):
                self._indexes.append(statement)
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *fault: object) -> None:
        with connection.cursor() as cursor:
            for statement in self._indexes:
                cursor.execute(statement)
            cursor.execute("ANALYZE")
        connection.close()

    def _plain_indexes(self, cursor: Any) -> list[tuple[str, str]]:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%'"
            )
        else:
            cursor.execute(
                "SELECT indexname, indexdef, tablename FROM pg_indexes"
                " WHERE schemaname = current_schema() AND indexdef LIKE 'CREATE INDEX%%'"
            )
        return [(name, sql) for name, sql, table in cursor.fetchall() if table in self._names]


def random_uuid(draw: Callable[[int], int]) -> UUID:
    """A UUID of version 4 out of a seeded generator's bits."""
    return UUID(int=draw(128), version=4)
