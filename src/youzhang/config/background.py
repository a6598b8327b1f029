"""House-keeping that belongs to no room above: forgotten drafts and form tokens, how the tables lie."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from youzhang.config import sqlite
from youzhang.jobs.registry import every
from youzhang.kit import clock
from youzhang.web.drafts import purge_drafts, see_to_room
from youzhang.web.limits import purge_windows
from youzhang.web.submit import purge_tokens

DRAFT_DAYS, TOKEN_DAYS = 30, 7


@every("web.purge", minutes=60 * 12)
def purge() -> None:
    """Drafts untouched for thirty days, tokens of long-answered forms, windows of throttles that ended."""
    purge_drafts(clock.now() - timedelta(days=DRAFT_DAYS))
    purge_tokens(clock.now() - timedelta(days=TOKEN_DAYS))
    purge_windows(clock.now())


@every("web.draft_room", minutes=60)
def draft_room() -> None:
    """What visitors keep stays within its bounds."""
    see_to_room()


@every("config.weigh", minutes=60 * 24)
def weigh() -> None:
    """What plans rest on, in SQLite; PostgreSQL sees to it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            sqlite.weigh(cursor)
