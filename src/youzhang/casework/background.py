"""What casework does behind the page: 18th birthdays."""

from __future__ import annotations

from youzhang.casework.actions.access import note_birthdays
from youzhang.jobs.registry import every


@every("casework.birthdays", minutes=60)
def birthdays() -> int:
    """Notice who came of age in a running case (psych:41)."""
    return note_birthdays()
