"""Takes away what no row speaks of any more."""

from __future__ import annotations

from youzhang.documents.actions import sweep
from youzhang.jobs.registry import every


@every("documents.sweep", minutes=24 * 60)
def sweep_daily() -> None:
    """Once a day, in one worker."""
    sweep()
