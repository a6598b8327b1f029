"""Rows that acts write again and again: statements put together once, as `kept` does for reads.

What Django's own `save` and `bulk_create` do besides (savepoints, reading ids back, checks of relations) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections, models, router
from django.db.models import QuerySet
from django.db.models.sql import DeleteQuery, UpdateQuery

from youzhang.kit.kept import Kept, adapters

NOT_TWICE = "ON CONFLICT DO NOTHING"
ROWS = range(1000)  # of one statement, where the database takes more

# Values of just these types go to the driver as they are or as `adapted`; others, and other fields, by Django.
_TAKEN: dict[type[models.Field[Any, Any]], type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.FloatField: float,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.PositiveBigIntegerField: int,
    models.UUIDField: UUID,
    models.DateTimeField: datetime,
    models.DateField: date,
    models.BinaryField: bytes,
}


def put(rows: Sequence[models.Model], then: str = "") -> None:
    """Insert rows. In a transaction they wait for the next statement, and go with all that waits (`config.waiting`).

    `then`: what stands behind the statement, such as `NOT_TWICE`. Ids that the database gives are not read back.
    """
    if not rows:
        return
    table = _table(type(rows[0]))
    connection: Any = connections[table.using]
    if not connection.in_atomic_block:
        put_now(rows, then)
        return
    connection.wait_with(
        table.insert, table.marks, then, table.most, [table.values(row, connection) for row in rows]
    )
    table.count_as_saved(rows)


def put_now(rows: Sequence[models.Model], then: str = "") -> int:
    """Insert rows of one model by one statement; how many were written."""
    return sum(_insert(part, then, lambda cursor: cursor.rowcount) for part in _parts(rows))


def put_and_read(rows: Sequence[models.Model], then: str) -> list[tuple[Any, ...]]:
    """Insert rows, or do with those that are there what `then` says; what it is `RETURNING`."""
    return [row for part in _parts(rows) for row in _insert(part, then, lambda cursor: cursor.fetchall())]


def removing(found: QuerySet[Any]) -> Kept:
    """The statement that removes what a queryset finds, whatever hangs on it: the database watches."""
    query: Any = found.query.clone()
    query.__class__ = DeleteQuery
    return Kept(found, query=query)


def changing(found: QuerySet[Any], **values: Any) -> Kept:
    """The statement that changes what a queryset finds."""
    query: Any = found.query.chain(UpdateQuery)
    query.add_update_values(values)
    return Kept(found, query=query)


def _parts(rows: Sequence[models.Model]) -> list[Sequence[models.Model]]:
    """As many at once as the database takes."""
    if len(rows) < 2:
        return [rows] if rows else []
    most = _table(type(rows[0])).most
    return [rows[first : first + most] for first in range(0, len(rows), most)]


def _insert(rows: Sequence[models.Model], then: str, answer: Callable[[Any], Any]) -> Any:
    table = _table(type(rows[0]))
    connection = connections[table.using]
    values = [value for row in rows for value in table.values(row, connection)]
    marks = ", ".join([table.marks] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(f"{table.insert} {marks} {then}".strip(), values)
        table.count_as_saved(rows)
        return answer(cursor)


class _Table:
    """A model's columns, the ids that the database gives aside, and how each value goes to the driver."""

    def __init__(self, model: type[models.Model]) -> None:
        self.using = router.db_for_write(model)
        operations = connections[self.using].ops
        given = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        columns = ", ".join(operations.quote_name(str(field.column)) for field in given)
        self.insert = f"INSERT INTO {operations.quote_name(model._meta.db_table)} ({columns}) VALUES"
        self.marks = f"({', '.join(['%s'] * len(given))})"
        self.most = min(max(operations.bulk_batch_size(given, ROWS), 1), len(ROWS))
        self._cells = [(field, field.attname, *self._taken(field)) for field in given]

    def _taken(self, field: models.Field[Any, Any]) -> tuple[type | None, Callable[[Any], Any] | None]:
        """The type of value that needs nothing of Django, and what the driver needs of it."""
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        taken = _TAKEN.get(type(target))
        return taken, adapters(self.using).get(taken) if taken else None

    def values(self, row: models.Model, connection: Any) -> list[Any]:
        """The values of a row in order of the columns."""
        found, own = [], row.__dict__
        for field, attname, taken, adapt in self._cells:
            value = own.get(attname) if taken else None
            if taken and type(value) is taken:
                found.append(adapt(value) if adapt else value)
            elif taken and value is None:
                found.append(None)
            else:
                found.append(field.get_db_prep_save(field.pre_save(row, True), connection))
        return found

    def count_as_saved(self, rows: Iterable[models.Model]) -> None:
        """Django's own `save` would change these rows from now on."""
        for row in rows:
            row._state.adding, row._state.db = False, self.using


@cache
def _table(model: type[models.Model]) -> _Table:
    return _Table(model)
