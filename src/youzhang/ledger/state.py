"""What nearly every read rests on and seldom changes: which calendar and editions hold, whether anything but roles
bears on what the viewer sees. One small statement, asked once a page; what it vouches for is kept in the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse

from youzhang.accounts.viewer import Viewer
from youzhang.kit.kept import adapted
from youzhang.ledger import policy

SQL = """
SELECT (SELECT COUNT(*) FROM ledger_calendaryear), (SELECT MAX(imported_at) FROM ledger_calendaryear),
       (SELECT COUNT(*) FROM ledger_edition), (SELECT MAX(id) FROM ledger_edition),
       (SELECT COUNT(*) FROM ledger_ownvalue),
       EXISTS (SELECT 1 FROM ledger_matterbar WHERE user_id = {user}),
       EXISTS (SELECT 1 FROM accounts_bar WHERE user_id = {user}),
       EXISTS (SELECT 1 FROM ledger_matterparty WHERE part IN ({parts})
               AND subject_id = (SELECT subject_id FROM accounts_user WHERE id = {user})),
       EXISTS (SELECT 1 FROM ledger_grant WHERE user_id = {user})
"""


class Bearing(NamedTuple):
    """What besides roles may bear on what somebody sees: whether any matter, any person is barred from them, whether
    they play a part that bars in any matter, whether they were let into any by name."""

    matters: bool = True
    persons: bool = True
    parts: bool = True
    grants: bool = True


class State(NamedTuple):
    """Stamps of the calendar and the editions; what bears on the one asked about."""

    calendar_years: int
    calendar_stamp: str
    editions: int
    last_edition: int
    own_values: int
    bearing: Bearing


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


def bearing_on(viewer: Viewer) -> Bearing:
    """What may bear on a viewer; while anything is written, everything may."""
    asking = _asking.get()
    if asking is None or not asking.reads:
        return Bearing()
    found = state(viewer.user_id).bearing
    # Whoever stands in for somebody sees by that person's grants too.
    return found._replace(grants=True) if viewer.acts_for else found


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
    parts = policy.barring_parts()
    sql = SQL.format(user="%s", parts=", ".join(["%s"] * len(parts)) or "NULL")
    who = adapted(user, connection.alias)
    with connection.cursor() as cursor:
        cursor.execute(sql, [who, who, *parts, who, who])
        years, newest, editions, last, own, *bearing = cursor.fetchone()
    return State(years, str(newest), editions, last or 0, own, Bearing(*map(bool, bearing)))


class StateMiddleware:
    """One memory for each page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def user() -> UUID | None:
            return request.user.pk if request.user.is_authenticated else None

        with remembered(user, reads=request.method in {"GET", "HEAD"}):
            return self.get_response(request)
