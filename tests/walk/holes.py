"""What is known not to hold yet: each by the shortest story that shows it. Whoever mends one takes it out here, and
from then on every walk looks at it."""

from __future__ import annotations

from collections.abc import Callable

from tests.walk.script import Script

Hole = Callable[[Script], None]
HOLES: dict[str, Hole] = {}


def hole(function: Hole) -> Hole:
    """Named after the truth that breaks."""
    HOLES[function.__name__] = function
    return function


@hole
def nothing_more_than_thoughts_stays_in_house(script: Script) -> None:
    """Psych:15.3d: followed up in house, assessed anew with a plan, and the path stays."""
    tale = script.opened()
    script.taken(tale)
    script.assessed(tale, "1", "in_house", ideation="passive")
    script.assessed(tale, "3", ideation="active", plan="specific")


@hole
def it_ends_only_when_somebody_is_safe(script: Script) -> None:
    """An alarm is called unfounded, and nobody ever spoke with the person."""
    tale = script.opened(reason="bullying")
    script.taken(tale)
    script.assessed(tale)
    script.closed(tale, "unfounded")


@hole
def harm_to_a_minor_is_checked_before_it_ends(script: Script) -> None:
    tale = script.opened(0, "bullying")
    script.taken(tale)
    script.reached(tale)
    script.assessed(tale, path="referral")
    script.told(tale, "authority")
    script.referred(tale)
    script.closed(tale)
