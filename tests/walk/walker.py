"""A walk: acts by chance, one after the other, through the actions that the pages use; after each, every property.

Chance is drawn anew from the seed for each step, so that a step does the same when others are left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from tests.walk.history import CaseTale, Event, Tale
from tests.walk.world import BEGINS, HEADS, Draw, House, Member, NotNow, Resident, a_house, pause
from youzhang.crisis.models import Crisis
from youzhang.crisis.queries import crisis_for
from youzhang.kit import clock
from youzhang.kit.kept import kept
from youzhang.kit.refused import Refused

Act = Callable[["Walk", Draw], str]
ACTS: dict[str, tuple[Act, int]] = {}
TRIES = 8


def act(weight: int = 2) -> Callable[[Act], Act]:
    """Something that somebody may do in a step, and how often against the others."""

    def declared(function: Act) -> Act:
        ACTS[function.__name__] = (function, weight)
        return function

    return declared


class Broken(AssertionError):
    """A property does not hold: its name, what was seen, the walk that led there.

    `looked`: on a page, or on a way out."""

    def __init__(self, truth: str, why: str, walk: Walk | None = None) -> None:
        self.truth, self.why, self.walk, self.looked = truth, why, walk, False
        super().__init__(f"{truth}: {why}")


@dataclass
class Walk:
    """One walk through a house of its own. `steps`: which steps are taken; each draws from its own number."""

    seed: int
    cast: str
    steps: Sequence[int]
    house: House = field(init=False)
    now: datetime = BEGINS
    n: int = 0
    tales: list[Tale] = field(default_factory=list)
    cases: list[CaseTale] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    words_said: int = 0
    done: str = ""

    def begin(self) -> None:
        """Build the house."""
        with clock.frozen_at(BEGINS):
            self.house = a_house(self.cast)

    def step(self, n: int) -> None:
        """Let time pass, and somebody do something."""
        draw = Draw(f"{self.seed}/{n}")
        self.n, self.now = n, pause(draw, self.now)
        with clock.frozen_at(self.now):
            self.log.append(f"{n:4} {self.now.astimezone(clock.CHINA):%m-%d %H:%M} {self._do(draw)}")

    def _do(self, draw: Draw) -> str:
        for _try in range(TRIES):
            self.done = self._chosen(draw)
            try:
                with transaction.atomic():
                    said = ACTS[self.done][0](self, draw)
                self.discover()
                return f"{self.done}: {said}"
            except NotNow:
                continue
            except Refused as refused:
                return f"{self.done}: refused, {refused.rule}: {refused.why}"
        self.done = ""
        return "nobody does anything"

    def _chosen(self, draw: Draw) -> str:
        """Any act; where no crisis runs, mostly one is opened."""
        if draw.chance(0.6) and not self.open_tales():
            return "open_one"
        return draw.choices(list(ACTS), [weight for _, weight in ACTS.values()])[0]

    # What acts ask for.

    def resident_of(self, subject: Any) -> Resident | None:
        return next((one for one in self.house.residents if one.person.subject_id == subject), None)

    def open_tales(self) -> list[Tale]:
        """The crises that run."""
        rows = kept("walk.open", lambda: Crisis.unscoped.filter(closed_at=None).values_list("pk", flat=True))
        open_now = set(rows.ask())
        return [tale for tale in self.tales if tale.crisis.pk in open_now]

    def crisis(self, draw: Draw, *, closed: float = 0.05) -> Tale:
        """Mostly one that runs, and mostly the newest."""
        found = self.tales if draw.chance(closed) else self.open_tales()
        return found[-1] if found and draw.chance(0.6) else draw.one(found)

    def somebody(self, draw: Draw, tale: Tale) -> Member:
        """Mostly one who has to do with it: its lead, whoever opened it, a head."""
        rows = Crisis.unscoped.filter(pk=tale.crisis.pk)
        near_it = {person for both in rows.values_list("lead", "opened_by") for person in both}
        here = self.house.here
        near = [one for one in here if one.user.pk in near_it or HEADS & one.roles]
        return draw.one(near if near and draw.chance(0.8) else here)

    def discover(self) -> None:
        """The crises that the house opened by itself in this step: after a note, in another crisis."""
        known = {tale.crisis.pk for tale in self.tales}
        along = ("matter__centre__organisation", "matter__key", "subject")
        ids = kept("walk.ids", lambda: Crisis.unscoped.values_list("pk", flat=True)).ask()
        if known.issuperset(ids):
            return
        found = Crisis.unscoped.filter(matter__centre=self.house.centre).exclude(pk__in=known)
        for crisis in found.select_related(*along).order_by("opened_at", "matter__number"):
            tale = Tale(crisis, self.resident_of(crisis.subject_id))
            self.tales.append(tale)
            by = self.house.member(crisis.opened_by_id)
            self.note(tale, "opened", by, reason=crisis.reason, minor=None, who=crisis.who or "")

    def seen(self, tale: Tale, member: Member) -> Crisis:
        """The crisis as this person's page opens it; whoever does not see it does nothing with it."""
        found = crisis_for(member.viewer, tale.crisis.matter_id)
        if found is None:
            raise Refused("rule:not_visible", f"{member} does not see {tale}")
        return found

    def words(self, member: Member | None, tale: Tale | None = None) -> str:
        """Words that nobody else ever wrote, by which one knows later who reads them."""
        self.words_said += 1
        said = f"话{self.seed}号{self.words_said:04}"
        if tale:
            tale.tokens[said] = member
        return said

    def note(
        self, tale: Tale | CaseTale, what: str, by: Member | None, at: datetime | None = None, **said: Any
    ) -> None:
        """Write down what was let through."""
        tale.events.append(Event(self.n, what, at or clock.now(), by, said))

    @contextmanager
    def must_pass(self, truth: str, why: str) -> Iterator[None]:
        """Nothing stands before this."""
        try:
            yield
        except Refused as refused:
            raise Broken(truth, f"{why}: {refused}", self) from refused


class Faults(logging.Handler):
    """What the house logs as an error while a walk goes on."""

    def __init__(self, walk: Walk) -> None:
        super().__init__(logging.ERROR)
        self.walk = walk

    def emit(self, record: logging.LogRecord) -> None:
        self.walk.faults.append(record.getMessage())
