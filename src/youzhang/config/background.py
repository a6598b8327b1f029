"""House-keeping that belongs to no room above: forgotten drafts and form tokens."""

from __future__ import annotations

from datetime import timedelta

from youzhang.jobs.registry import every
from youzhang.kit import clock
from youzhang.web.drafts import purge_drafts
from youzhang.web.limits import purge_windows
from youzhang.web.submit import purge_tokens

DRAFT_DAYS, TOKEN_DAYS = 30, 7


@every("web.purge", minutes=60 * 12)
def purge() -> None:
    """Drafts untouched for thirty days, tokens of long-answered forms, windows of throttles that ended."""
    purge_drafts(clock.now() - timedelta(days=DRAFT_DAYS))
    purge_tokens(clock.now() - timedelta(days=TOKEN_DAYS))
    purge_windows(clock.now())
