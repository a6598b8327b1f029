"""What happens in every case of the story: interview, plan, sessions with their notes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from youzhang.accounts.models import User
from youzhang.casework import actions
from youzhang.casework.models import Case, CasePlan, Goal, Note, SecondLook, Session
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.calendars import calendar
from youzhang.life.founding import Place, viewing
from youzhang.premises.models import Room

# A plot says on which day it goes on.
Plot = Iterator[date]
REVIEW = timedelta(days=30)


@cache
def words() -> dict[str, Any]:
    """`words.toml`: what is said and written in the cases."""
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def talk(name: str) -> str:
    """A sentence by its name."""
    return str(words()["talk"][name])


def in_days(days: int) -> date:
    """The first working day from so many days ahead."""
    day = clock.today() + timedelta(days=days)
    while not calendar().is_working(day):
        day += timedelta(days=1)
    return day


@dataclass
class Told:
    """A case of the story, with those who carry it and the day on which its plot goes on."""

    case: Case
    place: Place
    caseworker: User
    backup: User
    number: int
    sessions: int = 0
    goes_on: date = date.min
    plot: Plot = field(default_factory=lambda: iter(()))

    def acting(self, *roles: str) -> dict[str, Any]:
        """The caseworker acts, or somebody in a role."""
        user = self.place.one(*roles) if roles else self.caseworker
        return {"by": viewing(user)}

    def begin(self, level: int = 0, trigger: str = "", declined: str = "") -> Plot:
        """First interview, then the plan. `trigger`: what was told; `declined`: why no crisis is opened."""
        yield in_days(2 + self.number % 4)
        danger = actions.Danger(declined=declined, words=talk(f"declined_{declined}") if declined else "")
        actions.file_interview(
            self.case, words()["interview"], level, trigger=trigger, danger=danger, **self.acting()
        )
        yield in_days(3)
        self.plan()

    def look(self) -> None:
        """The head of department looks at what was decided alone in this case."""
        for look in SecondLook.unscoped.select_related("matter__centre").filter(case=self.case, sound=None):
            actions.take_second_look(look, sound=True, words=talk("looked"), **self.acting("department_head"))

    def plan(self, kind: str = "service") -> CasePlan:
        """A plan, or its next edition."""
        goals = [(goal["text"], goal["measure"]) for goal in words()["goal"]]
        given = actions.PlanData(goals, words()["homework"][0], clock.today() + REVIEW, kind)
        return actions.make_plan(self.case, given, **self.acting())

    def review(self, *states: str) -> None:
        """How far each goal was reached."""
        plan = (
            CasePlan.unscoped.select_related("case__matter__centre").filter(case=self.case).latest("edition")
        )
        goals = Goal.unscoped.filter(plan=plan).values_list("pk", flat=True)
        rated = dict(zip(goals, states, strict=False))
        actions.review_plan(plan, rated, clock.today() + REVIEW, **self.acting())

    def meet(self, *levels: int, every: int = 7) -> Plot:
        """A session a week, each with its note and its risk level."""
        for level in levels:
            session = self.book(every)
            yield clock.day_of(session.starts_at)
            self.note(session, level)

    def book(self, days: int) -> Session:
        """Book the next session at an hour at which the caseworker and a room are free."""
        rooms = Room.objects.filter(centre=self.place.centre, kind="counselling").order_by("name")
        for ahead, hour, room in product(range(days, days + 5), (9, 10, 11, 14, 15, 16), rooms):
            starts_at = clock.at_hour(in_days(ahead), (hour + self.number) % 8 + 9)
            with suppress(Refused):
                return actions.book_session(
                    self.case, actions.Appointment(starts_at, room=room), **self.acting()
                )
        raise RuntimeError("no room is free for a week")

    def note(self, session: Session, level: int = 0) -> Note:
        """The session took place; what was said."""
        said, self.sessions = words()["note"], self.sessions + 1
        at = self.number + self.sessions
        content = said[at % len(said)] | {"o": words()["observed"][at % len(words()["observed"])]}
        content["p"] = words()["homework"][at % len(words()["homework"])]
        written = actions.Written("soap", content, level, 50)
        return actions.write_note(session, written, **self.acting())
