"""How a crisis went, told from what happened in it: signs of danger, and what came after them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from youzhang.rulebook.timeline import standing
from youzhang.rulebook.views import FactView

# From here on a level is lowered by two people before anybody calls the crisis settled.
HIGH = "3"
# What an assessment says of danger, as its fact keeps it; the level that its answers give says the rest.
FOUND = ("ideation", "plan", "behaviour", "disorder")
SUICIDAL = ("ideation", "plan", "behaviour")
# Beyond thoughts alone the person is referred, whatever path stands (psych:15.3d).
TO_REFER = ("plan", "behaviour", "disorder", "refer")
LED = ("crisis.taken", "crisis.hand_over_accepted")
# A new alarm about the same person, a body that sends them back: danger again, as much as the alarm itself.
SIGNS = ("crisis.opened", "crisis.suicide_found", "crisis.sent_back", "crisis.joined", "crisis.danger_found")
# Where danger that was found stands: in an assessment, here or in a crisis that was joined to this one.
FINDS = ("crisis.assessed", "crisis.joined")


@dataclass(frozen=True)
class Course:
    """A crisis that somebody wants to close: how it stands, what happened, who closes it, who else here could;
    `ways`: by which the person can be tried."""

    level: str
    path: str
    is_known: bool
    facts: Sequence[FactView]
    by: UUID | None
    closers: Callable[[], Sequence[tuple[UUID, str]]] = tuple
    ways: frozenset[str] = frozenset()

    @cached_property
    def standing(self) -> list[FactView]:
        """In order of what happened."""
        return standing(self.facts)

    def all(self, *kinds: str, **data: Any) -> Iterator[FactView]:
        """The facts of some kinds that say so."""
        wanted = data.items()
        return (one for one in self.standing if one.kind in kinds and wanted <= one.data.items())

    def last(self, *kinds: str, **data: Any) -> FactView | None:
        """The latest of them."""
        return next(reversed([*self.all(*kinds, **data)]), None)

    @cached_property
    def signs(self) -> list[FactView]:
        """The signs of danger: the alarm, suicide, a level above none, an assessment that finds it high, somebody who
        had the person and has them no more."""
        found = [*self.all(*SIGNS), *self.raised]
        return found + [one for one in self.all("crisis.assessed") if one.data["floor"] >= HIGH]

    @property
    def raised(self) -> list[FactView]:
        """Each time the level was set above none."""
        return [one for one in self.all("crisis.level_set") if one.data["level"] > "0"]

    @property
    def openers(self) -> set[UUID | None]:
        """Who opened it, or one that was joined to it."""
        joined = {one.data.get("opened_by") for one in self.all("crisis.joined")} - {None}
        return {one.by for one in self.all("crisis.opened")} | joined

    @property
    def leads(self) -> set[UUID | None]:
        """Who ever led it."""
        return {one.by for one in self.all(*LED)}

    def since(self, kind: str, **data: Any) -> list[FactView]:
        """What happened after every sign of danger, and with every sign on record: a sign that is entered with an
        earlier date was not yet written down when it happened."""
        entered = max((one.recorded_at for one in self.signs), default=None)
        found = (one for one in self.all(kind, **data) if entered is None or one.recorded_at >= entered)
        return [one for one in found if self.later(one)]

    def later(self, fact: FactView | None) -> bool:
        """Whether a fact is later than every sign of danger."""
        return fact is not None and all(order(fact) > order(sign) for sign in self.signs)

    def is_to_be_referred(self) -> bool:
        """Whether any assessment found more than thoughts: a later one that finds less takes back no referral."""
        return any(one.data.get(name) for one in self.all(*FINDS) for name in TO_REFER)

    def others(self, *besides: UUID | None) -> str:
        """Who here could close it instead."""
        names = [name for person, name in self.closers() if person not in besides]
        if not names:
            return _("Nobody else here may close it now: a head names a deputy for that.")
        return _("It can be closed by: %(who)s.") % {"who": _(", ").join(names)}


def is_clear(course: Course) -> bool:
    """The latest assessment and the level say of no danger; also while nobody has assessed yet."""
    latest = course.last("crisis.assessed")
    return course.level <= "0" and not (latest and shows(latest))


def shows(assessed: FactView) -> bool:
    """Whether an assessment found any danger: thoughts, plan, intent, means, an act, self-harm, danger to others."""
    return any(assessed.data.get(name) for name in FOUND) or str(assessed.data.get("floor", "0")) > "0"


def found_suicidal(facts: Sequence[FactView]) -> bool:
    """Whether an assessment ever found thoughts of suicide, a plan or an act: then it is no mere alarm."""
    found = (one for one in standing(facts) if one.kind in FINDS)
    return any(one.data.get(name) for one in found for name in SUICIDAL)


def found_worse(level: str, second: UUID, facts: Sequence[FactView]) -> bool:
    """Whether more danger than this level was found after the second was asked to agree to it."""
    entered = sorted(standing(facts), key=entry)
    asked = [
        n for n, one in enumerate(entered) if one.kind == "crisis.lowering_asked" and one.data["to"] == second
    ]
    later = entered[asked[-1] :] if asked else []
    return any(found_at(one) > level for one in later)


def found_at(fact: FactView) -> str:
    """The level of what was found; empty where it is no finding."""
    names = {"crisis.assessed": "floor", "crisis.danger_found": "level"}
    return str(fact.data[names[fact.kind]]) if fact.kind in names else ""


def level_at(facts: Sequence[FactView], at: datetime) -> str:
    """The level as it stood at a moment; empty before one was set."""
    set_ = (one for one in standing(facts) if one.kind in {"crisis.level_set", "crisis.level_lowered"})
    return next((str(one.data["level"]) for one in reversed([*set_]) if one.at <= at), "")


def order(fact: FactView) -> tuple[datetime, UUID]:
    """What happened first."""
    return fact.at, fact.id


def entry(fact: FactView) -> tuple[datetime, UUID]:
    """What was entered first."""
    return fact.recorded_at, fact.id
