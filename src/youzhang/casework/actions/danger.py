"""A high level is never noted in silence: a crisis is opened in the same step, or it is said why not (psych:14b)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Q

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.casework import rules
from youzhang.casework.actions.second_looks import Alone, ask_second_look
from youzhang.casework.codes import CRISIS_LEVEL, OPENS_ITSELF
from youzhang.casework.models import Case
from youzhang.crisis.actions import (
    Told,
    every_running,
    has_safety_plan,
    open_crisis,
    raise_level,
    running_about,
    thoughts_told,
)
from youzhang.crisis.models import Crisis
from youzhang.ledger.models import Matter
from youzhang.ledger.writing import Record


@dataclass(frozen=True)
class Danger:
    """What a high level leads to: a crisis, by what shows (`words`: what whoever takes it must know now); or, by a
    code and in `words`, why none is opened. `thoughts` of suicide: yes, no, not asked; with yes nothing is declined."""

    shows: str = ""
    declined: str = ""
    words: str = ""
    thoughts: str = ""

    @property
    def suicidal(self) -> bool:
        """Whether thoughts of suicide were told: at any level both tellings are owed at once (psych:15.3b)."""
        return self.thoughts == "yes"


NONE = Danger()


def answer_danger(
    row: Case,
    level: int,
    danger: Danger,
    record: Record,
    *,
    by: Viewer,
    about: Matter,
    before: int = 0,
    route: str = "other",
    trigger: str = "",
    told_before: bool = False,
) -> None:
    """Open a crisis about the client, raise the level of the one that is open, or note why neither: then a second
    person looks at that afterwards.

    `before`: the level as it was noted until now; what was answered then is not asked again. `trigger`: what was told
    that commonly brings a crisis on (psych:14a); it is answered like a high level. `told_before`: thoughts of suicide
    stood there already.
    """
    suicidal = danger.suicidal and not told_before
    if not (trigger or suicidal or rules.is_danger(level, before)):
        return
    crisis = open_crisis_of(row)
    danger = _answered(row, level, danger, trigger, suicidal=suicidal, running=bool(crisis))
    answer = "running" if crisis else "opened" if danger.shows else danger.declined
    crisis = _goes_on(row, crisis, danger, suicidal=suicidal, route=route, by=by.user)
    if crisis is None:
        ask_second_look(row, about, Alone("no_crisis", danger.declined, danger.words, level), by=by.user)
    elif level >= CRISIS_LEVEL:
        for one in every_running(crisis):
            raise_level(one, str(level), by=by.user)
    record("casework.danger_answered", level=level, answer=answer)


def _answered(
    row: Case, level: int, danger: Danger, trigger: str, *, suicidal: bool, running: bool
) -> Danger:
    """The answer, with what opens a crisis by itself: thoughts of suicide, a trigger, the highest level."""
    if suicidal:
        danger = replace(danger, shows=danger.shows or "suicide_thought", declined="")
    shows = danger.shows or trigger * (not danger.declined) or "other" * (level >= OPENS_ITSELF)
    planned = level < CRISIS_LEVEL or has_safety_plan(row.person.subject)
    rules.check_danger_answered(shows, danger.declined, danger.words, running=running, planned=planned)
    return replace(danger, shows=shows)


def _goes_on(
    row: Case, running: Crisis | None, danger: Danger, *, suicidal: bool, route: str, by: User
) -> Crisis | None:
    """The crisis in which it goes on: the one that runs, or one that is opened by what shows."""
    subject, about = row.person.subject, row.matter
    if suicidal:
        return thoughts_told(
            subject, about, running, by=by, reason=danger.shows, route=route, words=danger.words
        )
    if running or not danger.shows:
        return running
    told = Told(words=danger.words)
    return open_crisis(
        about.centre, subject, about=about, reason=danger.shows, source="staff", route=route, by=by, told=told
    )


def open_crisis_of(case: Case) -> Crisis | None:
    """The crisis about the case, or about its client, that is open."""
    mine = Matter.unscoped.filter(Q(pk=case.matter_id) | Q(parent=case.matter_id))
    return running_about(case.person.subject, mine)
