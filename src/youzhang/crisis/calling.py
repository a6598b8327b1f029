"""Who is called besides while nobody takes a crisis: as the rulebook says that judges it (psych:15.3a)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.rulebooks import article_in_force


class Step(NamedTuple):
    """After how long, which roles."""

    waits: timedelta
    roles: tuple[str, ...]


def steps_at(centre: Centre) -> list[Step]:
    """The steps in order; a centre that has not adopted the book is called by it all the same: life comes first."""
    rule = article_in_force(centre, "psych:15.3a", clock.now()).rule("take")
    return [Step(step.after.length, step.to) for step in rule.escalates] if rule else []


def called_besides(centre: Centre, opened_at: datetime, now: datetime) -> tuple[str, ...]:
    """The roles of the last step that was reached."""
    reached = [step.roles for step in steps_at(centre) if now - opened_at >= step.waits]
    return reached[-1] if reached else ()
