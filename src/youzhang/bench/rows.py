"""Rows on their way into the database in bulk: plain values in the order of a model's columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.db import connection, models, transaction

Row = Sequence[Any] | str  # a line of COPY on PostgreSQL
Prepare = Callable[[Any], Any]


class Table:
    """A model's columns: values by attribute name become a row as the database's driver takes it."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        self.name = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.places = {field.attname: place for place, field in enumerate(fields)}
        self._cells = [(field.attname, _default(field), _prepare(field)) for field in fields]

    def row(self, values: Mapping[str, Any]) -> list[Any]:
        """The values of one row; what is left out has the column's default."""
        found = ((values.get(name, default), prepare) for name, default, prepare in self._cells)
        return [None if value is None else prepare(value) for value, prepare in found]


class Stencil:
    """A row's shape: what is the same in all of its rows stands in it, prepared once; the rest are gaps.

    What fills a gap is taken as it is: text, numbers, bytes; ids as 32 hex digits.
    """

    def __init__(self, model: type[models.Model], same: Mapping[str, Any], *gaps: str) -> None:
        self._row = table(model).row(same)
        self._places = [table(model).places[name] for name in gaps]
        self.filled: Callable[..., Row] = self._as_values
        if connection.vendor == "postgresql":
            self._line = _line_with_gaps(self._row, self._places)
            self._order = sorted(range(len(gaps)), key=self._places.__getitem__)
            self.filled = self._as_line

    def _as_values(self, *values: Any) -> Row:
        row = self._row.copy()
        for place, value in zip(self._places, values, strict=True):
            row[place] = value
        return row

    def _as_line(self, *values: Any) -> Row:
        return self._line % tuple(_line_cell(values[number]) for number in self._order)


@cache
def table(model: type[models.Model]) -> Table:
    """The columns of a model, worked out once."""
    return Table(model)


@cache
def stencil(model: type[models.Model], *gaps: str) -> Stencil:
    """A row whose other columns have their defaults."""
    return Stencil(model, {}, *gaps)


def as_text(instant: datetime) -> str:
    """An instant as both databases take it in a gap."""
    return instant.astimezone(UTC).isoformat(" ")[: -len("+00:00")] + _zone()


@cache
def _zone() -> str:
    """SQLite's column has none, PostgreSQL's would take the session's."""
    return "" if connection.vendor == "sqlite" else "+00"


def _default(field: models.Field[Any, Any]) -> Any:
    value = field.default
    if value in (dict, list):
        return value()
    plain = value is not models.NOT_PROVIDED and not callable(value)
    return value if plain else None if field.null else ""


def _prepare(field: models.Field[Any, Any]) -> Prepare:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.JSONField):
        return json.dumps
    if isinstance(target, models.UUIDField):
        return lambda value: getattr(value, "hex", value)
    if isinstance(target, models.DateTimeField):
        return lambda value: as_text(value) if value else value
    return _plain


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def insert(table: Table, rows: Sequence[Row]) -> None:
    """Put rows into a table in one statement: COPY on PostgreSQL, one prepared INSERT on SQLite."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                copy.write("".join(rows))  # type: ignore[arg-type]
        else:
            marks = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _line_cell(value: Any) -> str:
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    if isinstance(value, str):
        return value.translate(_ESCAPED) if "\\" in value or not value.isprintable() else value
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def _line_with_gaps(row: Sequence[Any], gaps: Sequence[int]) -> str:
    cells = [_line_cell(value).replace("%", "%%") for value in row]
    for place in gaps:
        cells[place] = "%s"
    return "\t".join(cells) + "\n"


class Loading:
    """While it is open: no plain index on these tables, no waiting for the disk, no check of what points where.

    (PostgreSQL lets only its superuser put the checks off.)
    """

    def __init__(self, tables: Iterable[Table]) -> None:
        self._names = [table.name for table in tables]
        self._indexes: list[str] = []

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            for setting in _quick(cursor):
                cursor.execute(setting)
            for name, statement in self._plain_indexes(cursor):
                self._indexes.append(statement)
                cursor.execute(f'DROP INDEX "{name}"')

    def __exit__(self, *fault: object) -> None:
        with connection.cursor() as cursor:
            for statement in self._indexes:
                cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute("VACUUM ANALYZE")
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


def _quick(cursor: Any) -> list[str]:
    if connection.vendor == "sqlite":
        names = ("synchronous=OFF", "cache_size=-1000000", "foreign_keys=OFF", "temp_store=MEMORY")
        return [f"PRAGMA {name}" for name in names]
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    unchecked = ["SET session_replication_role = replica"] if cursor.fetchone()[0] else []
    return ["SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'", *unchecked]
