"""Stories beside the rules: what happened, and what the text says must follow (grammar B.10). Plain records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from youzhang.kit.words import Words

Way = Literal["wanted", "unwanted"]
STATES = ("not yet", "open", "late", "done", "done late", "lapsed", "waived", "missed")


@dataclass(frozen=True)
class Happened:
    """A fact as a story tells it. `data` as written; `name`: what it is called later in the story (`as`)."""

    at: datetime
    entered: datetime
    kind: str = ""
    by: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    corrects: str = ""
    takes_away: str = ""
    answers: str = ""
    parent: bool = False
    counted: bool = False


@dataclass(frozen=True)
class Owes:
    """There is a duty that a kind of fact discharges, and this holds of it; None: nothing is said of that.

    `due`: the instant it ends, or "none". `number`: in a series or the period. `times`: so many in all.
    """

    article: str
    closer: str
    by: tuple[str, ...] = ()
    only_by: tuple[str, ...] | None = None
    due: datetime | Literal["none"] | None = None
    opened_by: str = ""
    number: str = ""
    times: int = 0
    former: tuple[datetime, ...] | None = None
    slipped: bool | None = None
    tells: tuple[tuple[datetime, tuple[str, ...]], ...] = ()
    states: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True)
class Never:
    """No duty that this kind of fact discharges comes of it."""

    article: str
    closer: str


@dataclass(frozen=True)
class Nothing:
    """Nothing of the article is open at an instant."""

    article: str
    at: datetime


@dataclass(frozen=True)
class Tried:
    """Entering a fact is refused by the article, or is not."""

    article: str
    kind: str
    at: datetime
    by: str
    data: Mapping[str, Any]
    refused: bool


@dataclass(frozen=True)
class Reaches:
    """What the article defines as composed of several facts is reached by an instant, or is not."""

    article: str
    at: datetime
    reached: bool
    name: str = ""


Expected = Owes | Never | Nothing | Tried | Reaches


@dataclass(frozen=True)
class Story:
    """One story under its article (full id). `on`: the kind of matter on which the facts lie.

    `differs`: why the rules are known to say something else as yet; empty for a story that must hold.
    """

    article: str
    way: Way
    title: Words
    on: str
    facts: tuple[Happened, ...]
    then: tuple[Expected, ...]
    file: str
    differs: str = ""

    @property
    def named(self) -> Mapping[str, int]:
        """Place in the story by the name a fact has there."""
        return {fact.name: place for place, fact in enumerate(self.facts) if fact.name}

    @property
    def articles(self) -> frozenset[str]:
        """The articles of which it says something."""
        return frozenset((self.article, *(one.article for one in self.then)))
