"""How often something may happen from one address, or in the whole house: counted in the shared cache.

No address is kept: its key is an HMAC under a key that lives for one day.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from youzhang.kit import clock

DAY = 24 * 3600


@dataclass(frozen=True)
class Limit:
    """At most `most` times in a window of `seconds`."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True)
class Slot:
    """One of the places of a window, taken."""

    window: str
    place: int
    seconds: int

    def free(self) -> None:
        """Give the place back: what was counted turned out not to count."""
        cache.delete(f"{self.window}:{self.place}")
        cache.set(self.window, min(self.place, cache.get(self.window, 0)), self.seconds)


def take(limit: Limit, who: str = "") -> Slot | None:
    """Take a place of the present window, None when all are taken.

    `cache.add` is the lock: of many processes only one gets a place. The remembered number only saves searching.
    """
    window = f"{limit.name}:{who}:{int(clock.now().timestamp()) // limit.seconds}"
    for place in range(cache.get(window, 0), limit.most):
        if cache.add(f"{window}:{place}", 1, limit.seconds):
            cache.set(window, place, limit.seconds)
            return Slot(window, place, limit.seconds)
    cache.set(window, limit.most, limit.seconds)
    return None


def seconds_left(limit: Limit) -> int:
    """Until the next window opens."""
    return limit.seconds - int(clock.now().timestamp()) % limit.seconds


def once(name: str, seconds: int) -> bool:
    """Whether this is the first time within so many seconds."""
    return cache.add(f"once:{name}", 1, seconds)


def address_of(request: HttpRequest) -> str:
    """A name for the address that asks, good for today."""
    name = f"address-key:{clock.today().isoformat()}"
    key = cache.get_or_set(name, lambda: secrets.token_hex(32), DAY)
    return hmac.digest(str(key).encode(), request.META.get("REMOTE_ADDR", "").encode(), "sha256").hex()[:24]
