"""SQLite gives ids and instants as text: what Django makes of them, with less ado. Long lists are mostly that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

Converter = Callable[[Any, Any, Any], Any]
Converters = Mapping[int, tuple[list[Converter], Any]]


def quick(converters: Converters) -> Converters:
    """The converters of a statement's columns, the slow ones replaced."""
    return {
        place: ([_QUICK.get(getattr(one, "__name__", ""), one) for one in several], column)
        for place, (several, column) in converters.items()
    }


def _id(value: Any, _column: Any, _connection: Any) -> Any:
    return UUID(int=int(value, 16)) if type(value) is str and len(value) == 32 else value and UUID(value)


def _instant(value: Any, _column: Any, _connection: Any) -> Any:
    """The database keeps UTC."""
    moment = datetime.fromisoformat(value) if type(value) is str else value
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


# By the names of SQLite's in Django; PostgreSQL's driver gives both as they are wanted.
_QUICK: dict[str, Converter] = {"convert_uuidfield_value": _id, "convert_datetimefield_value": _instant}
