"""Rows that decide who sees what and which rules hold, beside what was entered of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import Q

from youzhang.kit.made import fresh
from youzhang.kit.written import NOT_TWICE, put_now
from youzhang.ledger.entering import HASHED, TABLES, Key, Table, plain, values_of
from youzhang.ledger.models import RowEntry

Place = tuple[str, UUID | None, Key]  # table, matter, key within the matter
Columns = Mapping[str, Any]


class Wrong(NamedTuple):
    """A row that is not what it should be: `changed`, `missing` or `unknown` (nobody entered it, nothing gave rise to
    it), or `unreadable`."""

    table: str
    row: str
    what: str
    columns: tuple[str, ...] = ()
    mended: bool = False


def compare(matters: Sequence[UUID], *, mend: bool = False) -> list[Wrong]:
    """The rows of some matters that are not as they were entered."""
    tables = {name: Q(**{f"{table.matter}__in": matters}) for name, table in TABLES.items() if table.matter}
    return _compare(Q(matter__in=matters), tables, mend)


def compare_others(*, mend: bool = False) -> list[Wrong]:
    """The same of rows that hang on no matter."""
    return _compare(Q(matter=None), {name: Q() for name, table in TABLES.items() if not table.matter}, mend)


def _compare(entries: Q, tables: Mapping[str, Q], mend: bool) -> list[Wrong]:
    said = _said(RowEntry.objects.filter(entries).order_by("centre", "seq"), tables)
    there = {place: row for name, within in tables.items() for place, row in rows_of(TABLES[name], within)}
    found = []
    for place in sorted(said.keys() | there.keys(), key=str):
        entered, row = said.get(place), there.get(place)
        if wrong := _wrong(place, entered, row):
            mended = mend and _mend(place, entered, wrong)
            found.append(wrong._replace(mended=mended))
    return found


def _said(entries: Iterable[RowEntry], tables: Mapping[str, Q]) -> dict[Place, Columns]:
    """What rows there should be, after all that was entered."""
    found: dict[Place, Columns] = {}
    for entry in entries:
        for name, key, values in entry.says:
            place = name, entry.matter_id, tuple(key)
            if values is None:
                found.pop(place, None)
            elif name in tables:
                found[place] = {**found.get(place, {}), **values}
    return found


def manager_of(model: type[models.Model]) -> models.Manager[Any]:
    """What reads all rows of a table."""
    found: models.Manager[Any] = getattr(model, "unscoped", None) or model.objects  # type: ignore[attr-defined]
    return found


def rows_of(table: Table, within: Q) -> Iterator[tuple[Place, Columns]]:
    """The rows that are there, in plain values."""
    names = [field.attname for field in table.model._meta.concrete_fields]
    for row in manager_of(table.model).filter(within).values(*names):
        key = tuple(plain(row[name]) for name in table.key)
        yield (table.name, row.get(table.matter), key), values_of(table, row)


def _wrong(place: Place, entered: Columns | None, row: Columns | None) -> Wrong | None:
    name, matter, key = place
    row_name = " ".join(map(str, filter(None, [matter, *key])))
    if row is None:
        return Wrong(name, row_name, "missing")
    if entered is None:
        return Wrong(name, row_name, "unknown")
    # A column that came later than the entry has its default until it is changed.
    default = {f.attname: plain(f.get_default(), f) for f in TABLES[name].columns if f.attname not in entered}
    differ = tuple(column for column, value in row.items() if {**default, **entered}[column] != value)
    return Wrong(name, row_name, "changed", differ) if differ else None


def _mend(place: Place, entered: Columns | None, wrong: Wrong) -> bool:
    """Put a row back as it was entered, or take out one that nobody entered; whether it could be done."""
    name, matter, key = place
    table = TABLES[name]
    where = dict(zip(table.key, key, strict=True)) | ({table.matter: matter} if table.matter else {})
    rows = manager_of(table.model).filter(**where)
    if entered is None:
        return table.can_go and rows._raw_delete(rows.db) is not None
    known = {field.attname: field for field in table.model._meta.concrete_fields}
    wanted = {name: entered[name] for name in wrong.columns or entered if name in known and name in entered}
    if any(isinstance(value, str) and value.startswith(HASHED) for value in wanted.values()):
        return False
    values = {name: _typed(known[name], value) for name, value in (where | wanted).items()}
    if wrong.what == "missing":
        return put_now([fresh(table.model, **values)], NOT_TWICE) == 1
    return bool(rows.update(**{name: values[name] for name in wanted}))


def _typed(field: models.Field[Any, Any], value: Any) -> Any:
    """A plain value as the column has it."""
    if isinstance(field, models.JSONField):
        return json.loads(value)
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)
