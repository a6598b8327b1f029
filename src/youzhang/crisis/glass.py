"""Files opened in an emergency by this browser: for the banner, without a query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from youzhang.kit import clock

SESSION = "glass"


def remember(session: Any, number: str, page: str, until: datetime) -> None:
    """Show the banner until then. Numbers and times only: a session lies in clear."""
    session[SESSION] = [*session.get(SESSION, [])[-4:], [number, page, until.isoformat()]]


def open_now(session: Any) -> Iterator[tuple[str, str, datetime]]:
    """Number, page and end of each that is still open."""
    for number, page, until in session.get(SESSION, []):
        if (moment := datetime.fromisoformat(until)) > clock.now():
            yield number, page, moment
