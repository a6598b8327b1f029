"""Counts how often an article says no: per article, kind and day, never per person.

The refusal rolls its transaction back, so the count is kept aside and written once no transaction is open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from youzhang.accounts.models import Centre
from youzhang.kit import clock
from youzhang.ledger.models import Refusal

_pending: ContextVar[list[tuple[UUID, str, str, date]] | None] = ContextVar("refusals", default=None)


def count(centre: Centre, rule: str, kind: str) -> None:
    """Remember that a rule refused something today."""
    pending = _pending.get()
    if pending is None:
        pending = []
        _pending.set(pending)
    pending.append((centre.pk, rule, kind, clock.today()))


@contextmanager
def counted() -> Iterator[None]:
    """Write what was counted when the block ends outside any transaction; else leave it to the request's end."""
    try:
        yield
    finally:
        if not connection.in_atomic_block:
            write()


def write() -> None:
    """Write the counts kept aside."""
    pending = _pending.get()
    if not pending:
        return
    _pending.set(None)
    with transaction.atomic():
        for (centre, rule, kind, day), times in Counter(pending).items():
            row, _made = Refusal.objects.get_or_create(centre_id=centre, rule=rule, kind=kind, day=day)
            Refusal.objects.filter(pk=row.pk).update(count=F("count") + times)


class RefusalCountMiddleware:
    """Writes the counts of a request after its transactions are over."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        write()
        return response
