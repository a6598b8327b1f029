"""How often something may happen from one address, or in the whole house: counted in the database, for all processes.

No address is kept: its name is an HMAC under a key that lives for one day.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest

from youzhang.kit import clock
from youzhang.kit.lines import line_of
from youzhang.kit.made import fresh
from youzhang.kit.written import put_and_read
from youzhang.web.models import Window

DAY = 24 * 3600
# One statement is the lock: of many processes only one gets the last place.
TAKE = "ON CONFLICT (name) DO UPDATE SET free = web_window.free - 1 WHERE web_window.free > 0 RETURNING name"

_today: dict[str, str] = {}


@dataclass(frozen=True)
class Slot:
    """A place in a window of `most` places that ends at a time."""

    window: str
    most: int
    ends_at: datetime

    def free(self) -> None:
        """Give the place back: what was counted turned out not to count."""
        Window.objects.filter(name=self.window).update(free=F("free") + 1)


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a window of `seconds`."""

    name: str
    most: int
    seconds: int

    def slot(self, who: str = "") -> Slot:
        """A place of the present window, not taken yet."""
        turn = int(clock.now().timestamp()) // self.seconds
        ends_at = datetime.fromtimestamp((turn + 1) * self.seconds, UTC)
        return Slot(f"{self.name}:{who}:{turn}", self.most, ends_at)


def take(limit: Limit, who: str = "") -> Slot | None:
    """Take a place of the present window, None when all are taken."""
    slot = limit.slot(who)
    return slot if take_each(slot) == [True] else None


@dataclass(frozen=True)
class Entry:
    """Places taken at several windows, or the limit that stood in the way."""

    slots: tuple[Slot, ...] = ()
    shut: Limit | None = None

    def free(self) -> None:
        """Give all places back."""
        for slot in self.slots:
            slot.free()


def enter(*doors: tuple[Limit, str]) -> Entry:
    """Take a place at each of several windows, the asker's own first: whoever finds one full takes nothing of what
    comes after it and is all shared, and keeps nothing of what came before."""
    asked = [(limit, limit.slot(who)) for limit, who in doors]
    full = _full([slot for _limit, slot in asked])
    if full:
        return Entry(shut=next(limit for limit, slot in asked if slot.window in full))
    taken: list[Slot] = []
    for limit, slot in asked:
        if take_each(slot) != [True]:
            Entry(tuple(taken)).free()
            return Entry(shut=limit)
        taken.append(slot)
    return Entry(tuple(taken))


def _full(slots: Sequence[Slot]) -> set[str]:
    """Which of these windows have no place left: at a flood reading is all that is done."""
    found = Window.objects.filter(name__in=[slot.window for slot in slots], free=0)
    return set(found.values_list("name", flat=True))


def take_each(*slots: Slot) -> list[bool]:
    """Take a place of each of several windows; of which there was one. What is not wanted alone is given back by
    the transaction that fails."""
    rows = [
        fresh(Window, name=slot.window, free=slot.most - 1, ends_at=slot.ends_at) for slot in _in_order(slots)
    ]
    taken = {name for (name,) in put_and_read(rows, TAKE)}
    return [slot.window in taken for slot in slots]


def _in_order(slots: Sequence[Slot]) -> list[Slot]:
    """Always the same, or two at once would wait for each other."""
    return sorted(slots, key=lambda slot: slot.window)


def once(name: str, seconds: int) -> Slot:
    """The one place that there is for something within so many seconds."""
    return Slot(f"once:{name}", 1, clock.now() + timedelta(seconds=seconds))


def seconds_left(limit: Limit) -> int:
    """Until the next window opens."""
    return limit.seconds - int(clock.now().timestamp()) % limit.seconds


def purge_windows(before: datetime) -> int:
    """Forget the windows that ended."""
    return Window.objects.filter(ends_at__lt=before).delete()[0]


def address_of(request: HttpRequest) -> str:
    """A name for the line that asks, good for today."""
    key = _key(f"address-key:{clock.today().isoformat()}")
    return hmac.digest(key.encode(), line_of(request.META.get("REMOTE_ADDR", "")).encode(), "sha256").hex()[
        :24
    ]


def _key(name: str) -> str:
    """Today's key. Only one that was found is remembered: one just made may yet be undone with its transaction."""
    if name not in _today:
        found = cache.get(name)
        if found is None:
            return str(cache.get_or_set(name, lambda: secrets.token_hex(32), DAY))
        _today.clear()
        _today[name] = str(found)
    return _today[name]
