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
def it_ends_only_when_somebody_is_safe(script: Script) -> None:
    """An alarm is called unfounded, and nobody ever spoke with the person."""
    tale = script.opened(reason="bullying")
    script.taken(tale)
    script.assessed(tale)
    script.closed(tale, "unfounded")
