"""What somebody with the database and no key can do to a row: another value, none, the one of another row, no row."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction

from youzhang.ledger.comparing import manager_of
from youzhang.vault.fields import SealedText

Field = models.Field[Any, Any]
Row = dict[str, Any]


def columns(model: type[models.Model]) -> list[Field]:
    """Every column but the number that the database gives a row, which nothing may point at."""
    numbers = [field for field in model._meta.concrete_fields if isinstance(field, models.AutoField)]
    assert not (numbers and model._meta.related_objects), (
        f"{model.__name__}: its number is a column like any other"
    )
    return [field for field in model._meta.concrete_fields if field not in numbers]


def rows(model: type[models.Model]) -> list[Row]:
    """The rows as they stand, by column."""
    names = [field.attname for field in model._meta.concrete_fields]
    return list(manager_of(model).order_by("pk").values(*names))


def other(field: Field, value: Any) -> Any:
    """Another value of the column's type, as near as can be."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(field, models.ForeignKey):
        there = manager_of(field.related_model).exclude(pk=value).values_list("pk", flat=True).first()
        return there or uuid4()
    if isinstance(target, models.JSONField):
        return (
            {**value, "n": 1} if isinstance(value, dict) else [*value, 1] if isinstance(value, list) else "x"
        )
    if isinstance(value, bool) or isinstance(target, models.BooleanField):
        return not value
    if isinstance(value, bytes | memoryview):
        return bytes(value)[:-1] + bytes([bytes(value)[-1] ^ 1])
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, str):
        return (value + "x")[-target.max_length :] if target.max_length else value + "x"
    return SOME[type(target)]


SOME = {
    models.DateTimeField: datetime.fromisoformat("2026-03-02T08:00+08:00"),
    models.DateField: date(2026, 3, 2),
    models.UUIDField: UUID(int=1),
    models.BinaryField: b"x",
    models.CharField: "x",
    models.FloatField: 1.0,
    models.PositiveSmallIntegerField: 1,
}


def stored(field: Field, value: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(field, SealedText) and value is not None:
        return connection.Database.Binary(bytes(value))  # type: ignore[attr-defined]
    return field.get_db_prep_save(value, connection)


def write(model: type[models.Model], row: Row, **values: Any) -> None:
    """UPDATE one row."""
    table, pk = model._meta.db_table, model._meta.pk
    named = {field.attname: field for field in model._meta.concrete_fields}
    said = ", ".join(f'"{named[name].column}" = %s' for name in values)
    given = [stored(named[name], value) for name, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET {said} WHERE "{pk.column}" = %s', [*given, stored(pk, row[pk.attname])]
        )
        assert cursor.rowcount == 1


def remove(model: type[models.Model], row: Row) -> None:
    """DELETE one row."""
    pk = model._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f'DELETE FROM "{model._meta.db_table}" WHERE "{pk.column}" = %s', [stored(pk, row[pk.attname])]
        )
        assert cursor.rowcount == 1


def swap(model: type[models.Model], field: Field, one: Row, two: Row) -> None:
    """Give each of two rows what the other has in a column."""
    name, pk = field.attname, model._meta.pk.attname
    aside = one
    if field.name in _in_constraints(model, slice(None)):
        value = far(field, one[name])
        write(model, one, **{name: value})
        aside = {**one, name: value} if name == pk else one
    write(model, two, **{name: one[name]})
    write(model, aside, **{name: two[name]})


def is_its_own(model: type[models.Model], field: Field) -> bool:
    """Whether a row must differ in this column from one that is the same otherwise."""
    return field.name in _in_constraints(model, slice(-1, None))


def _in_constraints(model: type[models.Model], which: slice) -> set[str]:
    """The columns of which no two rows may have the same; `which` of those that stand together."""
    unique = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    alone = [field.name for field in model._meta.concrete_fields if field.unique]
    return {*alone, *(name for one in unique for name in one.fields[which])}


def far(field: Field, value: Any) -> Any:
    """A value that no row has."""
    if isinstance(value, UUID) or field.is_relation:
        return uuid4()
    if isinstance(value, date):
        return value.replace(year=1900)
    return value + 20_000 if isinstance(value, int) else str(value)[:-1] + "~"


def forge(model: type[models.Model], row: Row) -> None:
    """INSERT one more row like this one, with whatever must be its own changed."""
    fields = columns(model)
    values = [
        far(field, row[field.attname]) if is_its_own(model, field) else row[field.attname] for field in fields
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    given = [stored(field, value) for field, value in zip(fields, values, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join(["%s"] * len(given))})', given
        )


@contextmanager
def attempt() -> Iterator[list[str]]:
    """One change, taken back afterwards; says what the database itself refused."""
    refused: list[str] = []
    with transaction.atomic():
        try:
            with transaction.atomic():
                yield refused
        except IntegrityError as fault:
            refused.append(str(fault))
        transaction.set_rollback(True)


def told(*commands: tuple[str, ...]) -> str:
    """What the commands say that found something, one after the other until one does."""
    for name, *arguments in commands:
        out = StringIO()
        try:
            call_command(name, *arguments, "--json", stdout=out)
        except SystemExit:
            return json.dumps(json.loads(out.getvalue()), ensure_ascii=False)
    return ""
