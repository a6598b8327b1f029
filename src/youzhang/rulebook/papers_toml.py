"""Dossiers, contents and settings of an article, from TOML tables to constructs."""

from __future__ import annotations

from typing import Any

from youzhang.rulebook.constructs import Content, Dossier, Setting, Slot
from youzhang.rulebook.rules_toml import is_number, read_bound
from youzhang.rulebook.table import Table


def read_dossier(table: Table) -> Dossier:
    """The papers of a matter."""
    dossier = Dossier(
        name=table.name(),
        matter_kind=table.text("for"),
        slots=tuple(_slot(slot) for slot in table.tables("slots")),
        order=table.text("order", ""),
        format=table.texts("format", ()),
    )
    if not dossier.slots:
        table.fault("slots", "is missing", 'a list such as [{ form = "plan" }]')
    table.end()
    return dossier


def read_content(table: Table) -> Content:
    """What a text must say."""
    condition = table.table("if")
    rest = {name: str(condition.take(name, "a text", _is_text, "")) for name in list(condition.raw)}
    content = Content(table.name(), table.texts("items"), rest)
    table.end()
    return content


def read_setting(table: Table) -> Setting:
    """A value the text leaves open."""
    unit = table.choice("unit", ("term", "number", "text", "code"))
    setting = Setting(
        name=table.name(),
        title=table.words("title"),
        unit=unit,
        value=_value(table, unit),
        floor=read_bound(table, "floor", unit),
        ceiling=read_bound(table, "ceiling", unit),
        choices=table.texts("codes", ()),
    )
    table.end()
    return setting


def _value(table: Table, unit: str) -> str | float:
    if unit == "number":
        return float(table.take("value", "a number", is_number, 0))
    return table.text("value")


def _slot(table: Table) -> Slot:
    slot = Slot(
        form=table.name("form"),
        per=table.text("per", ""),
        explained_by=table.text("explained_by", ""),
        replaced_by=table.text("replaced_by", ""),
        not_applicable_if=table.text("not_applicable_if", ""),
        count=_range(table, "count"),
        below=table.choice("below", ("warn", "reason", "refuse"), ""),
        above=table.choice("above", ("warn", "reason", "refuse"), ""),
        print=_range(table, "print"),
        optional=table.flag("optional"),
    )
    table.end()
    return slot


def _range(table: Table, name: str) -> tuple[int, ...]:
    if not table.has(name):
        return ()
    return tuple(table.take(name, "two numbers, the smaller first: [5, 15]", _is_range, ()))


def _is_range(value: Any) -> bool:
    whole = isinstance(value, list) and len(value) == 2 and all(type(item) is int for item in value)
    return whole and 0 <= value[0] <= value[1]


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
