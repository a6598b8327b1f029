"""Sign-in is slowed, never locked: a growing wait per person and address, and per person for unknown devices.

Kept in the shared cache, so that every web process counts the same. A device that has signed in before carries
a signed cookie and is only slowed by its own mistakes: nobody can keep a counsellor out from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from youzhang.kit import clock
from youzhang.kit.lines import line_of

COOKIE = "known_device"
FREE_TRIES = 3
LONGEST_WAIT = 32
FREE_TRIES_OF_ALL = 20
_REMEMBER = 3600


@dataclass(frozen=True)
class Door:
    """One person's sign-in from one place."""

    username: str
    address: str
    known: bool

    @property
    def counters(self) -> list[tuple[str, int]]:
        """Cache keys with the tries that are free on each."""
        own = (_key(self.username, self.address), FREE_TRIES)
        return [own] if self.known else [own, (_key(self.username), FREE_TRIES_OF_ALL)]


def _key(*parts: str) -> str:
    """What was typed may be a name or even a password: the cache holds a keyed hash of it only."""
    return f"login:{salted_hmac(__name__, chr(0).join(parts), algorithm='sha256').hexdigest()}"


def door(request: HttpRequest, username: str) -> Door:
    """The door at which somebody stands."""
    name = username.strip().lower()[:60]
    address = line_of(request.META.get("REMOTE_ADDR", ""))
    return Door(name, address, request.get_signed_cookie(COOKIE, "", salt=name or "-") == name)


def seconds_to_wait(at: Door) -> int:
    """How long this door stays shut; 0 when it is open."""
    now = clock.now().timestamp()
    opens = max((cache.get(key, (0, 0.0))[1] for key, _free in at.counters), default=0.0)
    return max(0, round(opens - now + 0.499))


def failed(at: Door) -> None:
    """Count a wrong password: after the free tries the wait doubles from one second to the longest. What comes in while
    this door is shut already is not counted against the person whose name it gives."""
    now = clock.now().timestamp()
    own, *shared = at.counters
    for key, free in [own] if cache.get(own[0], (0, 0.0))[1] > now else [own, *shared]:
        tries = cache.get(key, (0, 0.0))[0] + 1
        wait = min(LONGEST_WAIT, 2 ** max(0, tries - free - 1)) if tries > free else 0
        cache.set(key, (tries, now + wait), _REMEMBER)


def succeeded(at: Door) -> None:
    """Forget this door's mistakes."""
    cache.delete(at.counters[0][0])


def remember(response: HttpResponse, username: str) -> None:
    """Mark this device as one that the person has used."""
    name = username.lower()
    response.set_signed_cookie(COOKIE, name, salt=name, max_age=90 * 86400, httponly=True, samesite="Lax")
