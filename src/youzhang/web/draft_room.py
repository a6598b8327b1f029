"""How much those may keep here who are not signed in. What somebody types who is signed in is never counted.

Counted is what a draft grows by: from one address within the hour, and of all visitors for as long as it is kept.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from youzhang.kit import clock
from youzhang.kit.made import fresh
from youzhang.kit.refused import Refused
from youzhang.kit.written import put_and_read, put_now
from youzhang.web.limits import Limit, Slot, address_of, take
from youzhang.web.models import Draft, Window

KB = 1024
BEGUN = Limit("draft", 30, 3600)
ADDED = Limit("draft-kb", 5 * KB, 3600)
IN_ALL = KB * KB  # kilobytes
TIGHT = IN_ALL // 4
UNTOUCHED = timedelta(days=1)
REPLACES = "ON CONFLICT (name) DO UPDATE SET free = excluded.free, ends_at = excluded.ends_at"


def check(request: HttpRequest, draft: Draft, content: dict[str, Any]) -> None:
    """Let a visitor's draft become this, or say what to do. In the transaction that keeps it: what is refused
    counts nothing."""
    who = address_of(request)
    if draft._state.adding and take(BEGUN, who) is None:
        why = _("Many forms have been begun from this connection within the hour.")
        raise Refused("rule:draft_room", why, _way_on())
    more = _kilobytes(content) - (0 if draft._state.adding else _kilobytes(draft.content))
    if more <= 0:
        return
    if not _take_many(ADDED.slot(who), more):
        why = _("Very much has been typed from this connection within the hour.")
        raise Refused("rule:draft_room", why, _way_on())
    if not _take_many(_all(), more):
        why = _("Very many half-filled forms are kept here at this moment.")
        raise Refused("rule:draft_room", why, _way_on())


def counted(kept: int) -> int:
    """So many bytes are kept by visitors: how many kilobytes are free. What was sent, thrown away or forgotten is."""
    free, slot = max(IN_ALL - kept // KB, 0), _all()
    put_now([fresh(Window, name=slot.window, free=free, ends_at=slot.ends_at)], REPLACES)
    return free


def _all() -> Slot:
    """Lasts until it is counted anew."""
    return Slot("draft-kb-all", IN_ALL, clock.now() + timedelta(days=3650))


def _take_many(slot: Slot, places: int) -> bool:
    """Take several places at once, or none."""
    if places > slot.most:
        return False
    row = fresh(Window, name=slot.window, free=slot.most - places, ends_at=slot.ends_at)
    left = f"web_window.free + excluded.free - {slot.most}"
    then = f"ON CONFLICT (name) DO UPDATE SET free = {left} WHERE {left} >= 0 RETURNING name"
    return bool(put_and_read([row], then))


def _kilobytes(content: dict[str, Any]) -> int:
    return -(-len(json.dumps(content, ensure_ascii=False).encode()) // KB)


def _way_on() -> str:
    return _(
        "What you typed is still on the page. Try again within the hour, or call us: we take it down for you."
    )
