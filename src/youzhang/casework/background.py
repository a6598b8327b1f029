"""What casework does behind the page: 18th birthdays, cases whose owner has left."""

from __future__ import annotations

from youzhang.casework.actions.access import note_birthdays
from youzhang.casework.actions.owned import keep_owned
from youzhang.jobs.registry import every


@every("casework.birthdays", minutes=60)
def birthdays() -> int:
    """Notice who came of age in a running case (psych:41)."""
    return note_birthdays()


@every("casework.owners", minutes=60)
def owners() -> int:
    """Hand the cases of whoever left to their backups (welfare:2.2b)."""
    return keep_owned()
