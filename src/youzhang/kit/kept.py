"""Statements that pages ask again and again: put together once, asked many times.

To build and compile a queryset costs several times what asking the database costs. `kept(key, build)` remembers the
compiled statement of an ordinary queryset by a key that says everything it depends on; what changes between two
askings stands in it as `Given("name")`, and the moment and the day of asking are put in by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Expression, QuerySet

from youzhang.kit import clock
from youzhang.kit.made import Converted, Making, making

# A moment nobody asks about: it and its day stand for now and today in the statements that are kept.
SOME_TIME = datetime(1970, 1, 1, 12, tzinfo=UTC)
KEPT = 512
# What may stand in a statement as it is; anything else goes beside it.
PLAIN = re.compile(r"[A-Za-z0-9_.:-]*", re.ASCII)

Sql = tuple[str, list[Any]]


class Given(Expression):
    """A value said at each asking. In a list (`pk__in=[Given("ids")]`, not on a relation itself) it is several: they
    go to the database as one, so that the statement stays the same however many they are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def identity(self) -> tuple[Hashable, ...]:
        return (Given, self.name)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


class Kept:
    """One compiled statement. It is asked with every `Given` by name."""

    def __init__(
        self, queryset: QuerySet[Any], stood_for: Mapping[str, Any] | None = None, *, query: Any = None
    ) -> None:
        self.using = router.db_for_read(queryset.model)
        self._compiler = (query or queryset.query).get_compiler(self.using)
        self._queryset = queryset
        try:
            text, params = self._compiler.as_sql()
        except EmptyResultSet:
            text, params = "", ()
        self.empty = not text
        names = {adapted(value, self.using): name for name, value in (stood_for or {}).items()}
        moments = _stand_ins(self.using)
        self._text, self._values, lists = _written(text, params, {*names, *moments}, self.using)
        self._now = _places(self._values, moments)
        self._given = [
            (place, name, place in lists)
            for place, param in enumerate(self._values)
            if (name := _name_of(param, names))
        ]

    def sql(self, given: Mapping[str, Any]) -> Sql:
        """The statement with its values, as the database wants them."""
        values = self._values.copy()
        for place, moment in self._now:
            values[place] = adapted(moment(), self.using)
        for place, name, several in self._given:
            values[place] = (_list if several else adapted)(given[name], self.using)
        return self._text, values

    def ask(self, **given: Any) -> list[Any]:
        """The rows: instances or tuples, as the queryset gives them. An empty list given asks for nothing."""
        return [] if self.empty or [] in given.values() else self.rows(*self.sql(given))

    def run(self, **given: Any) -> int:
        """For a statement that changes rows: how many it changed."""
        if self.empty or [] in given.values():
            return 0
        with connections[self.using].cursor() as cursor:
            cursor.execute(*self.sql(given))
            return int(cursor.rowcount)

    def later(self, **given: Any) -> None:
        """For a statement that changes rows and need not answer: in a transaction it goes with all that waits."""
        if self.empty or [] in given.values():
            return
        connection: Any = connections[self.using]
        if connection.in_atomic_block:
            connection.wait_for(*self.sql(given))
        else:
            self.run(**given)

    def rows(self, sql: str, values: list[Any]) -> list[Any]:
        """The rows of another statement with the same columns, such as several of these put together."""
        connection = connections[self.using]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            found = cursor.fetchall()
        return self._making(self._converted(found, connection))

    @cached_property
    def _converted(self) -> Converted:
        columns = [column[0] for column in self._compiler.select[: self._compiler.col_count]]
        return Converted(self._compiler.get_converters(columns))

    @cached_property
    def _making(self) -> Making:
        return making(self._queryset, self._compiler, self.using)


def _written(
    text: str, params: Sequence[Any], stand_ins: Set[Any], using: str
) -> tuple[str, list[Any], set[int]]:
    """The statement with plain words and numbers written out, so that the database plans it once and knows which
    indexes fit, and each list of one `Given` as one value; the values that are left, and the places of the lists."""
    first, *parts = text.split("%s")
    written, values, lists = [first], list[Any](), set[int]()
    for param, after in zip(params, parts, strict=True):
        if _is_plain(param) and param not in stand_ins:
            written[-1] += (f"'{param}'" if isinstance(param, str) else str(param)) + after
            continue
        if isinstance(param, Given) and written[-1].endswith("IN (") and after.startswith(")"):
            lists.add(len(values))
            start, end = _ANY if connections[using].vendor == "postgresql" else _EACH
            written[-1], after = written[-1].removesuffix("IN (") + start, end + after[1:]
        values.append(param)
        written.append(after)
    return "%s".join(written), values, lists


def _is_plain(value: Any) -> bool:
    return type(value) is int or (type(value) is str and PLAIN.fullmatch(value) is not None)


# How a list goes to the database as one value; JSON has no bytes, so they stand there as a list of their own.
_ANY = "= ANY(", ")"
_EACH = "IN (SELECT iif(type = 'array', unhex(value ->> 0), value) FROM json_each(", "))"


def _list(values: Iterable[Any], using: str) -> Any:
    if connections[using].vendor == "postgresql":
        return [adapted(value, using) for value in values]
    some = ([value.hex()] if isinstance(value, bytes) else adapted(value, using) for value in values)
    return json.dumps(list(some))


def kept(
    key: Hashable, build: Callable[[], QuerySet[Any] | Kept], stood_for: Mapping[str, Any] | None = None
) -> Kept:
    """The statement of this key, from memory or built now. `key`: everything `build` depends on but the time.

    `stood_for`: values of this asking that stand wherever another asking of the same key has its own, by name.
    """
    return _remembered(_Key(key, build, stood_for))


class _Key:
    """Equal by its key alone."""

    def __init__(
        self, key: Hashable, build: Callable[[], QuerySet[Any] | Kept], stood_for: Mapping[str, Any] | None
    ) -> None:
        self.key = key
        self.build = build
        self.stood_for = stood_for
        self._hash = hash(key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.key == other.key


@lru_cache(maxsize=KEPT)
def _remembered(key: _Key) -> Kept:
    with clock.frozen_at(SOME_TIME):
        built = key.build()
        return built if isinstance(built, Kept) else Kept(built, key.stood_for)


def together(parts: Sequence[tuple[Kept, Mapping[str, Any]]]) -> list[Any]:
    """The rows of several statements with the same columns, asked as one; each keeps its own order and limit."""
    asked = [(one, given) for one, given in parts if not one.empty and [] not in given.values()]
    if not asked:
        return []
    sqls, values = [], []
    for n, (one, given) in enumerate(asked):
        sql, some = one.sql(given)
        sqls.append(f"SELECT * FROM ({sql}) AS part{n}")
        values += some
    return asked[0][0].rows(" UNION ALL ".join(sqls), values)


def adapted(value: Any, using: str) -> Any:
    """A value as the database's driver takes it."""
    adapt = adapters(using).get(type(value))
    return adapt(value) if adapt else value


@cache
def adapters(using: str) -> dict[type, Callable[[Any], Any]]:
    """How the driver takes values of a type; all others as they are."""
    connection: Any = connections[using]
    found: dict[type, Callable[[Any], Any]] = {
        datetime: connection.ops.adapt_datetimefield_value,
        date: connection.ops.adapt_datefield_value,
        bytes: connection.Database.Binary,
    }
    return found if connection.features.has_native_uuid_field else found | {UUID: attrgetter("hex")}


def _stand_ins(using: str) -> dict[Any, Callable[[], Any]]:
    moments = ((SOME_TIME, clock.now), (clock.day_of(SOME_TIME), clock.today))
    return {adapted(value, using): now for value, now in moments}


def _name_of(param: Any, names: Mapping[Any, str]) -> str | None:
    if isinstance(param, Given):
        return param.name
    return names.get(param) if isinstance(param, Hashable) else None


def _places(
    values: list[Any], stand_ins: dict[Any, Callable[[], Any]]
) -> list[tuple[int, Callable[[], Any]]]:
    found = ((place, value) for place, value in enumerate(values) if isinstance(value, Hashable))
    return [(place, stand_ins[value]) for place, value in found if value in stand_ins]
