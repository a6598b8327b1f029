"""What nearly every read rests on and seldom changes: which calendar and editions hold, whether bars stand against
the viewer. One small statement, asked once a page; what it vouches for is kept in the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse

from youzhang.kit.kept import adapted

SQL = """
SELECT (SELECT COUNT(*) FROM ledger_calendaryear), (SELECT MAX(imported_at) FROM ledger_calendaryear),
       (SELECT COUNT(*) FROM ledger_edition), (SELECT MAX(id) FROM ledger_edition),
       EXISTS (SELECT 1 FROM ledger_matterbar WHERE user_id = %s),
       EXISTS (SELECT 1 FROM accounts_bar WHERE user_id = %s)
"""


class State(NamedTuple):
    """Stamps of the calendar and the editions; whether any matter, any person is barred from the one asked about."""

    calendar_years: int
    calendar_stamp: str
    editions: int
    last_edition: int
    bars_matter: bool
    bars_person: bool


@dataclass
class _Asking:
    """The memory of one page. `user`: whose bars are asked along; `reads`: nothing changes while it is made."""

    user: Callable[[], UUID | None]
    reads: bool
    known: dict[UUID | None, State]


_asking: ContextVar[_Asking | None] = ContextVar("ledger_state", default=None)


def state(user: UUID | None = None) -> State:
    """How things stand; `user`: whose bars matter."""
    asking = _asking.get()
    if asking is None:
        return _ask(user)
    user = user or asking.user()
    if user not in asking.known:
        asking.known[user] = _ask(user)
    return asking.known[user]


def stands_against(user: UUID) -> tuple[bool, bool]:
    """Whether any matter, or any person, may be barred from somebody; while anything is written, it may."""
    asking = _asking.get()
    if asking is None or not asking.reads:
        return True, True
    found = state(user)
    return found.bars_matter, found.bars_person


def changed() -> None:
    """A calendar or an edition was put in place: what was remembered no longer holds."""
    if asking := _asking.get():
        asking.known.clear()


@contextmanager
def remembered(user: Callable[[], UUID | None] = lambda: None, *, reads: bool = False) -> Iterator[None]:
    """Ask only once while this lasts; inside another memory, use that."""
    if _asking.get() is not None:
        yield
        return
    token = _asking.set(_Asking(user, reads, {}))
    try:
        yield
    finally:
        _asking.reset(token)


def _ask(user: UUID | None) -> State:
    who = adapted(user, connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(SQL, [who, who])
        years, newest, editions, last, by_matter, by_person = cursor.fetchone()
    return State(years, str(newest), editions, last or 0, bool(by_matter), bool(by_person))


class StateMiddleware:
    """One memory for each page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def user() -> UUID | None:
            return request.user.pk if request.user.is_authenticated else None

        with remembered(user, reads=request.method in {"GET", "HEAD"}):
            return self.get_response(request)
