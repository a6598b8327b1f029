"""Strict reading of one TOML table: every field is named once, typed, and what is left over is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from youzhang.kit.words import Words
from youzhang.rulebook.faults import RulebookFault, nearest
from youzhang.rulebook.terms import TERM_EXAMPLE, BadTerm, Term

Read = TypeVar("Read")
NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Place:
    """Where we are: for messages."""

    file: str
    article: str = ""
    path: str = ""

    def under(self, name: str) -> Place:
        """A field inside this place."""
        return replace(self, path=f"{self.path}.{name}".strip("."))


@dataclass
class Table:
    """A TOML table being read. A fault is noted and reading goes on with a harmless value."""

    raw: dict[str, Any]
    place: Place
    faults: list[RulebookFault]
    seen: set[str] = field(default_factory=set)

    def fault(self, name: str, reason: str, right: str) -> None:
        """Note a fault of one field."""
        place = self.place.under(name)
        self.faults.append(RulebookFault(place.file, place.article, place.path, reason, right))

    def has(self, name: str) -> bool:
        """Whether the field stands there."""
        self.seen.add(name)
        return name in self.raw

    def take(self, name: str, right: str, fits: Callable[[Any], bool], missing: Read) -> Any | Read:
        """A field that must stand there and fit; `missing` stands in when it does not."""
        if not self.has(name):
            self.fault(name, "is missing", right)
            return missing
        if not fits(self.raw[name]):
            self.fault(name, f"{self.raw[name]!r} does not fit", right)
            return missing
        return self.raw[name]

    def text(self, name: str, default: str | None = None) -> str:
        """A text; required without a default."""
        if default is not None and not self.has(name):
            return default
        return str(
            self.take(name, "a text", lambda value: isinstance(value, str) and value.strip() != "", "")
        )

    def name(self, name: str = "name") -> str:
        """A name in code: small letters, digits, underscores."""
        right = "a name of small letters, digits and underscores"
        return str(
            self.take(name, right, lambda v: isinstance(v, str) and bool(NAME.fullmatch(v)), "unnamed")
        )

    def choice(self, name: str, options: Iterable[str], default: str | None = None) -> str:
        """One of a few words."""
        known = tuple(options)
        if default is not None and not self.has(name):
            return default
        value = self.raw.get(name)
        return str(self.take(name, nearest(value, known), lambda v: v in known, known[0]))

    def texts(self, name: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """One text or a list of them."""
        if default is not None and not self.has(name):
            return default
        found = self.take(name, "a text or a list of texts", _is_texts, ())
        return (found,) if isinstance(found, str) else tuple(found)

    def words(self, name: str) -> Words:
        """A text in both languages."""
        found = self.take(
            name, 'a text in both languages: { en = "…", zh = "…" }', _is_words, {"en": "", "zh": ""}
        )
        return Words(**found)

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        if not self.has(name):
            return default
        return bool(self.take(name, "true or false", lambda v: isinstance(v, bool), default))

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number from 1."""
        if default is not None and not self.has(name):
            return default
        return int(self.take(name, "a whole number from 1", lambda v: type(v) is int and v >= 1, 1))

    def day(self, name: str, default: date | None = None) -> date:
        """A date."""
        if default is not None and not self.has(name):
            return default
        found: date = self.take(name, "a date such as 2026-01-01", _is_day, date(2000, 1, 1))
        return found

    def term(self, name: str) -> Term | None:
        """A term, or None when the field is absent."""
        return self.parsed(name, Term.parse, TERM_EXAMPLE) if self.has(name) else None

    def parsed(self, name: str, parse: Callable[[str], Read], right: str) -> Read | None:
        """A text read by a parser that raises BadTerm."""
        return self.parse(name, self.text(name), parse, right)

    def parse(self, name: str, text: object, parse: Callable[[str], Read], right: str) -> Read | None:
        """Read one text; None and a fault when it cannot be read."""
        try:
            if not isinstance(text, str):
                raise BadTerm(f"{text!r} is not a text")
            return parse(text)
        except BadTerm as bad:
            self.fault(name, str(bad), right)
            return None

    def items(self, name: str) -> list[Any]:
        """A list, empty when absent."""
        if not self.has(name):
            return []
        return list(self.take(name, "a list", lambda v: isinstance(v, list), []))

    def tables(self, name: str) -> list[Table]:
        """A list of tables, empty when absent."""
        if not self.has(name):
            return []
        found: list[dict[str, Any]] = self.take(name, "a list of tables", _is_tables, [])
        return [Table(raw, self.place.under(name), self.faults) for raw in found]

    def table(self, name: str) -> Table:
        """A table, empty when absent."""
        found: dict[str, Any] = {}
        if self.has(name):
            found = self.take(name, "a table", lambda v: isinstance(v, dict), found)
        return Table(found, self.place.under(name), self.faults)

    def rest(self) -> dict[str, Any]:
        """Every field not read yet, when the names are free."""
        left = {name: value for name, value in self.raw.items() if name not in self.seen}
        self.seen.update(left)
        return left

    def end(self) -> None:
        """Refuse what was not read."""
        for name in self.raw:
            if name not in self.seen:
                right = (
                    nearest(name, self.seen - set(self.raw)) if self.seen - set(self.raw) else "no such field"
                )
                self.fault(name, "is not a field here", right)


def _is_texts(value: Any) -> bool:
    if isinstance(value, str):
        return value != ""
    return isinstance(value, list) and value != [] and all(isinstance(item, str) and item for item in value)


def _is_words(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"en", "zh"}
        and all(isinstance(v, str) for v in value.values())
    )


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
