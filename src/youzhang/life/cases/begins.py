"""Which cases the story tells, and when each begins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from youzhang.life.cases import exits, running
from youzhang.life.cases.telling import Plot, Told


@dataclass(frozen=True)
class Begin:
    """How many days before the end a plot begins, whether with a child, and who carries the case."""

    days: int
    child: bool
    plot: Callable[[Told], Plot]
    caseworker: str = "counsellor"
    backup: str = "caseworker"


BEGINS = (
    Begin(125, False, exits.reaches_the_goal),
    Begin(115, True, exits.wants_to_go, "counsellor2", "counsellor"),
    Begin(105, False, exits.is_over, "caseworker", "counsellor"),
    Begin(98, False, exits.is_contested),
    Begin(90, True, exits.does_not_fit, "counsellor2", "caseworker"),
    Begin(62, True, running.is_protected),
    Begin(58, False, running.is_handed_on, "counsellor", "caseworker"),
    Begin(52, False, running.is_referred, "caseworker", "counsellor2"),
    Begin(44, True, running.is_read_by_others),
    Begin(26, False, running.has_asked_to_go),
    Begin(24, False, running.waits_for_a_conference, "counsellor2", "counsellor"),
    Begin(16, False, running.waits_for_an_answer),
    Begin(14, False, running.asks_for_a_copy, "caseworker", "counsellor"),
    Begin(6, True, running.has_begun),
    Begin(3, False, running.has_begun, "counsellor2", "caseworker"),
)
