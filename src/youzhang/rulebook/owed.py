"""What passes between the steps of `derive`: an opening, a duty owed, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from youzhang.rulebook.book import Article, Rulebook
from youzhang.rulebook.constructs import Rule
from youzhang.rulebook.terms import Due
from youzhang.rulebook.views import FactView, Outcome


@dataclass(frozen=True)
class Opening:
    """What opened a duty: a fact, a milestone's facts, or a period.

    `root`: what the duty's identity is made of. `facts`: they never end the duty they open. `entered_at`: when the
    last of them was first entered. `former`: what a fact said before it was corrected.
    """

    root: UUID
    fact: UUID | None
    facts: frozenset[UUID]
    at: datetime
    entered_at: datetime
    by: UUID | None
    data: Mapping[str, Any]
    former: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Ending:
    """How a duty ended: met by, lapsed with, or waived by a fact; or missed when its point was over, by none."""

    outcome: Outcome
    at: datetime
    fact: FactView | None


@dataclass(eq=False)
class Owed:
    """One duty on its way through `derive`. `last_day`: of its period, for a recurring one. `until`: from when it is
    too late to do."""

    book: Rulebook
    article: Article
    rule: Rule
    identity: UUID
    number: str
    opening: Opening
    starts: datetime
    opened_at: datetime
    due: Due | None
    last_day: date | None = None
    until: datetime | None = None
    ending: Ending | None = None
    progress: float = 0

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; a closing fact older than the opening ends it at the opening."""
        return max(self.ending.at, self.opening.at) if self.ending else None
