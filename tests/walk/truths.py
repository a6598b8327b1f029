"""What holds after every step, told from the text (psych:3 to 8, 14, 15, 50, 53) and never from the rules' code.

A truth looks at the walk's own history and at what stands in the house now, and yields what contradicts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tests.walk.history import Tale
from tests.walk.walker import Broken, Walk
from youzhang.crisis.models import Crisis
from youzhang.kit.kept import Given, kept
from youzhang.ledger.models import Duty

# The articles under which a life is at stake.
LIFE = (
    "psych:3",
    "psych:4",
    "psych:14b",
    "psych:15.3a",
    "psych:15.3b",
    "psych:15.3c",
    "psych:15.3d",
    "psych:50",
    "psych:53.3",
)


@dataclass(frozen=True)
class Owed:
    """A duty of a crisis as it stands."""

    pk: UUID
    article: str
    name: str
    outcome: str
    opened_at: datetime
    due: datetime | None


@dataclass
class Standing:
    """A crisis as it stands in the house at one moment."""

    row: Crisis
    duties: dict[UUID, Owed] = field(default_factory=dict)

    def owed(self, *articles: str) -> list[Owed]:
        """What is open, under these articles."""
        return [one for one in self.duties.values() if one.outcome == "open" and one.article in articles]

    def ever(self, article: str, name: str) -> list[Owed]:
        """Whatever became of it."""
        return [one for one in self.duties.values() if (one.article, one.name) == (article, name)]


@dataclass(frozen=True)
class Moment:
    """One crisis before and after a step."""

    walk: Walk
    tale: Tale
    was: Standing | None
    now: Standing


Truth = Callable[[Moment], Iterator[str]]
TRUTHS: dict[str, Truth] = {}


def truth(function: Truth) -> Truth:
    """A property, named by what it says."""
    TRUTHS[function.__name__] = function
    return function


Beside = Callable[[Walk], Iterator[str]]
BESIDE: dict[str, Beside] = {}


def beside(function: Beside) -> Beside:
    """A property of what lies beside a crisis."""
    BESIDE[function.__name__] = function
    return function


class Watch:
    """Looks at every crisis after each step, and at what it was before."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.before: dict[UUID, Standing] = {}

    def look(self) -> Iterator[Broken]:
        """Whatever is broken now."""
        now = self._standings()
        for tale in self.walk.tales:
            moment = Moment(self.walk, tale, self.before.get(tale.crisis.pk), now[tale.crisis.pk])
            for name, holds in TRUTHS.items():
                yield from (Broken(name, f"{tale}: {why}", self.walk) for why in holds(moment))
        for name, beside_it in BESIDE.items():
            yield from (Broken(name, why, self.walk) for why in beside_it(self.walk))
        self.before = now

    def _standings(self) -> dict[UUID, Standing]:
        ids = [tale.crisis.pk for tale in self.walk.tales]
        rows = kept("walk.standing", lambda: Crisis.unscoped.filter(pk__in=[Given("ids")])).ask(ids=ids)
        found = {row.matter_id: Standing(row) for row in rows}
        for matter, *values in kept("walk.duties", _duties).ask(matters=list(found)):
            one = Owed(*values)
            found[matter].duties[one.pk] = one
        return {standing.row.pk: standing for standing in found.values()}


def _duties() -> QuerySet[Duty, Any]:
    named = ("matter", "pk", "article", "name", "outcome", "opened_at", "due")
    found = Duty.unscoped.filter(matter__pk__in=[Given("matters")])
    return found.order_by("opened_at", "article", "name", "due").values_list(*named)


def just(moment: Moment, *what: str) -> list[Any]:
    """What happened to this crisis in this very step."""
    return [one for one in moment.tale.all(*what) if one.n == moment.walk.n]


def just_closed(moment: Moment) -> bool:
    """Whether it was closed in this very step."""
    return bool(moment.now.row.closed_at and moment.was and not moment.was.row.closed_at)
