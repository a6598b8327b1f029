"""Stories from TOML: `stories/*.toml` beside a book, read as strictly as the rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from youzhang.rulebook.faults import RulebookFault
from youzhang.rulebook.moments import DAY_EXAMPLE, INSTANT_EXAMPLE, ending, instant
from youzhang.rulebook.stories import (
    STATES,
    Expected,
    Happened,
    Never,
    Nothing,
    Owes,
    Reaches,
    Story,
    Tried,
)
from youzhang.rulebook.table import Place, Table

Read = TypeVar("Read")
# Stands in where a time cannot be read; the fault is noted.
_SOME_TIME = instant("2000-01-01 00:00")


def read_stories(
    book: str, files: Iterable[tuple[str, str]], faults: list[RulebookFault]
) -> tuple[Story, ...]:
    """The stories of some files (name and text), in order; what is wrong in them is added to the faults."""
    return tuple(story for name, text in files for story in _file(book, name, text, faults))


def _file(book: str, name: str, text: str, faults: list[RulebookFault]) -> list[Story]:
    try:
        raw = tomllib.loads(text)
    except ValueError as bad:
        faults.append(RulebookFault(name, "", "", str(bad), "a readable TOML file in UTF-8"))
        return []
    root = Table(raw, Place(name), faults)
    found = [story for article in root.tables("article") for story in _article(article, book)]
    root.end()
    return found


def _article(table: Table, book: str) -> list[Story]:
    article = _full(table.text("id"), book)
    table.place = Place(table.place.file, article)
    found = [_story(story, article) for story in table.tables("story")]
    table.end()
    return found


def _full(local: str, book: str) -> str:
    return local if ":" in local else f"{book}:{local}"


def _story(table: Table, article: str) -> Story:
    title = table.words("title")
    table.place = Place(table.place.file, article, f"story “{title.en}”")
    story = Story(
        article=article,
        way="wanted" if table.choice("way", ("wanted", "unwanted")) == "wanted" else "unwanted",
        title=title,
        on=table.text("on"),
        facts=tuple(_happened(_numbered(fact, n)) for n, fact in enumerate(table.tables("facts"), 1)),
        then=tuple(_expected(_numbered(one, n), article) for n, one in enumerate(table.tables("then"), 1)),
        file=table.place.file,
        differs=table.text("differs", ""),
    )
    if not story.then:
        table.fault("then", "nothing follows from it", 'at least one line, such as { owed = "voice.told" }')
    table.end()
    return story


def _numbered(table: Table, number: int) -> Table:
    place = table.place
    table.place = Place(place.file, place.article, f"{place.path}[{number}]")
    return table


def _happened(table: Table) -> Happened:
    takes_away = table.text("takes_away", "")
    at = _moment(table, "at")
    fact = Happened(
        at=at,
        entered=_moment(table, "entered", at),
        kind="" if takes_away else table.text("fact"),
        by=table.text("by", ""),
        data=table.table("data").rest(),
        name=table.text("as", ""),
        corrects=table.text("corrects", ""),
        takes_away=takes_away,
        answers=table.text("answers", ""),
        parent=table.choice("of", ("parent",), "") == "parent",
        counted=table.flag("counted"),
    )
    if fact.entered < fact.at:
        table.fault("entered", "was entered before it happened", "a time not before `at`")
    table.end()
    return fact


def _expected(table: Table, article: str) -> Expected:
    kinds: dict[str, Callable[[Table, str], Expected]] = {
        "owed": _owes,
        "never": lambda inner, about: Never(about, inner.text("never")),
        "nothing": lambda inner, about: Nothing(about, _moment(inner, "nothing")),
        "refused": _tried,
        "allowed": _tried,
        "reached": _reaches,
        "not_reached": _reaches,
    }
    about = _full(table.text("article", article), article.partition(":")[0])
    said = [name for name in kinds if name in table.raw]
    if len(said) != 1:
        table.fault("", "says not one thing that follows", f"one of {', '.join(kinds)}")
        table.rest()
        return Nothing(about, _SOME_TIME)
    found = kinds[said[0]](table, about)
    table.end()
    return found


def _owes(table: Table, about: str) -> Owes:
    return Owes(
        article=about,
        closer=table.text("owed"),
        by=table.texts("by", ()),
        only_by=_names(table, "only_by") if table.has("only_by") else None,
        due=_due(table),
        opened_by=table.text("opened_by", ""),
        number=table.text("number", ""),
        times=table.whole("times", 0) if table.has("times") else 0,
        former=tuple(_endings(table)) if table.has("former") else None,
        slipped=table.flag("slipped") if table.has("slipped") else None,
        tells=_by_instant(table, "tells", _roles),
        states=_by_instant(table, "states", _state),
    )


def _tried(table: Table, about: str) -> Tried:
    refused = "refused" in table.raw
    return Tried(
        article=about,
        kind=table.text("refused" if refused else "allowed"),
        at=_moment(table, "at"),
        by=table.text("by", ""),
        data=table.table("data").rest(),
        refused=refused,
    )


def _reaches(table: Table, about: str) -> Reaches:
    reached = "reached" in table.raw
    at = _moment(table, "reached" if reached else "not_reached")
    return Reaches(about, at, reached, table.text("name", ""))


def _names(table: Table, name: str) -> tuple[str, ...]:
    """A list of names that may be empty: nobody."""
    return tuple(str(item) for item in table.items(name))


def _due(table: Table) -> Any:
    if not table.has("due"):
        return None
    if table.raw["due"] == "none":
        return "none"
    return table.parsed("due", ending, f'{DAY_EXAMPLE}, {INSTANT_EXAMPLE} or "none"')


def _endings(table: Table) -> list[datetime]:
    right = f"{DAY_EXAMPLE} or {INSTANT_EXAMPLE}"
    found = (table.parse("former", item, ending, right) for item in table.items("former"))
    return [at for at in found if at]


def _moment(table: Table, name: str, default: datetime | None = None) -> datetime:
    if default is not None and not table.has(name):
        return default
    return table.parsed(name, instant, INSTANT_EXAMPLE) or _SOME_TIME


def _by_instant(
    table: Table, name: str, read: Callable[[Table, str], Read]
) -> tuple[tuple[datetime, Read], ...]:
    inner = table.table(name)
    found = []
    for key in list(inner.raw):
        at = inner.parse(key, key, instant, INSTANT_EXAMPLE)
        value = read(inner, key)
        if at:
            found.append((at, value))
    inner.end()
    return tuple(found)


def _roles(table: Table, key: str) -> tuple[str, ...]:
    return table.texts(key)


def _state(table: Table, key: str) -> str:
    return table.choice(key, STATES)
