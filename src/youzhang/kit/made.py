"""Instances without their constructor: of rows, into what a queryset gives, and new ones, by a way worked out once.

Django works it out anew at each asking and fills an instance through its constructor, value by value, with a signal
before and after. Nobody listens to those signals here; what is read along is made once for all rows that point at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import models
from django.db.models.base import ModelState
from django.db.models.fields.related_descriptors import ForeignKeyDeferredAttribute
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    ValuesIterable,
    ValuesListIterable,
)
from django.db.models.query_utils import DeferredAttribute

M = TypeVar("M", bound=models.Model)
Row = Sequence[Any]
Making = Callable[[Iterable[Row]], list[Any]]


def making(queryset: models.QuerySet[Any], compiler: Any, using: str) -> Making:
    """What makes a queryset's results of the rows of its compiled statement."""
    kind = queryset._iterable_class
    if kind is ModelIterable:
        return Instances(compiler, using)
    if kind is FlatValuesListIterable:
        return lambda rows: [row[0] for row in rows]
    if kind is ValuesListIterable:
        width = compiler.col_count if compiler.has_extra_select else None
        return lambda rows: [tuple(row[:width]) for row in rows]
    if kind is ValuesIterable:
        names = list(compiler.query.selected)
        return lambda rows: [dict(zip(names, row, strict=False)) for row in rows]
    raise TypeError(f"A kept statement makes nothing as {kind.__name__} does.")


class Converted:
    """Values as the fields of the columns understand them. NULL is None for all of them."""

    def __init__(self, converters: Mapping[int, Any]) -> None:
        self._steps = [(place, step, about) for place, (steps, about) in converters.items() for step in steps]

    def __call__(self, rows: Sequence[Row], connection: Any) -> Sequence[Row]:
        if not self._steps:
            return rows
        converted = [list(row) for row in rows]
        for row in converted:
            for place, step, about in self._steps:
                if (value := row[place]) is not None:
                    row[place] = step(value, about, connection)
        return converted


class Instances:
    """Instances with what was read along and what was annotated."""

    def __init__(self, compiler: Any, using: str) -> None:
        self._one = _One(compiler.klass_info, compiler.select, using)
        self._told = list((compiler.annotation_col_map or {}).items())

    def __call__(self, rows: Iterable[Row]) -> list[Any]:
        known: dict[tuple[_One, Any], Any] = {}
        found = []
        for row in rows:
            instance = self._one.made(row, known)
            for name, place in self._told:
                setattr(instance, name, row[place])
            found.append(instance)
        return found


class _One:
    """How an instance is made of some columns of a row."""

    def __init__(self, told: Mapping[str, Any], select: Sequence[Any], using: str) -> None:
        self._model: type[models.Model] = told["model"]
        self._using = using
        self._first, self._end = told["select_fields"][0], told["select_fields"][-1] + 1
        self._names = [column[0].target.attname for column in select[self._first : self._end]]
        self._key = self._first + self._names.index(str(self._model._meta.pk.attname))
        self._along = [
            (_One(other, select, using), other["local_setter"], other["remote_setter"])
            for other in told.get("related_klass_infos", ())
        ]
        field: Any = told.get("field")
        self._is_shared = field is not None and not told["reverse"] and not field.unique

    def made(self, row: Row, known: dict[tuple[_One, Any], Any]) -> Any:
        """A new instance."""
        instance = object.__new__(self._model)
        state = ModelState()
        state.adding, state.db = False, self._using
        instance.__dict__["_state"] = state
        instance.__dict__.update(zip(self._names, row[self._first : self._end], strict=True))
        for other, here, there in self._along:
            found = other.found(row, known)
            here(instance, found)
            if found is not None:
                there(found, instance)
        return instance

    def found(self, row: Row, known: dict[tuple[_One, Any], Any]) -> Any:
        """The instance that another points at, if any: the same one for all that do."""
        key = row[self._key]
        if key is None or not self._is_shared:
            return None if key is None else self.made(row, known)
        if (self, key) not in known:
            known[self, key] = self.made(row, known)
        return known[self, key]


def fresh(model: type[M], **values: Any) -> M:
    """A new instance that holds what its constructor would have made of these values."""
    instance = object.__new__(model)
    blank = _blank(model)
    own = instance.__dict__
    own["_state"] = ModelState()
    own.update(blank.same)
    for name, make in blank.made:
        if name not in values:
            setattr(instance, name, make())
    for name, value in values.items():
        if name in blank.plain:
            own[name] = value
        elif value is not None or name not in blank.links:
            setattr(instance, name, value)
    return instance


class _Blank:
    """A model's columns: those that are kept as they are given, the defaults that are always the same, the others."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = list(model._meta.concrete_fields)
        kinds = (DeferredAttribute, ForeignKeyDeferredAttribute)
        self.plain = {field.attname for field in fields if type(getattr(model, field.attname)) in kinds}
        self.links = {field.name for field in fields if field.is_relation}  # none of them: the column says it
        self.made = [(f.attname, f.get_default) for f in fields if f.has_default() and callable(f.default)]
        made = dict(self.made)
        self.same = {f.attname: f.get_default() for f in fields if f.attname not in made}


@cache
def _blank(model: type[models.Model]) -> _Blank:
    return _Blank(model)
