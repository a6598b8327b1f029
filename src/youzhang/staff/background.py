"""What happens behind the page: everybody who works here has a file."""

from __future__ import annotations

from youzhang.jobs.registry import every
from youzhang.staff.actions.files import keep_files


@every("staff.files", minutes=60)
def open_and_close_files() -> int:
    """Open a file for whoever began, close it for whoever left."""
    return keep_files()
