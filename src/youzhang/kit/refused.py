"""`Refused`: the one way an action says no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass
class Refused(Exception):
    """An act that an article or a rule of the house does not allow.

    `rule`: the article (`psych:34.2a`) or the name of a house rule (`rule:double_booking`); shown as the chip.
    `why`: one translated sentence; `way_on`: what to do next, translated; `field`: the form field it is about;
    `way_on_url`: where the way on leads, when there is a page for it.
    """

    rule: str
    why: str
    way_on: str = ""
    field: str = ""
    way_on_url: str = ""

    def __str__(self) -> str:
        return f"{self.why} ({self.rule}) {self.way_on}".strip()

    @property
    def article(self) -> str:
        """The article id when an article stands in the way, else an empty string."""
        return "" if self.rule.startswith("rule:") else self.rule


class Stale(Refused):
    """Somebody else changed the row since the form was opened (HTTP 409)."""


def why_not(check: Callable[[], object]) -> Refused | None:
    """What stands in the way of an act whose check this is; None: nothing."""
    try:
        check()
    except Refused as refused:
        return refused
    return None
