"""Reads of notices. A room above calls them with matters that it has checked the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from youzhang.accounts.models import User
from youzhang.notices.models import Notice


def notices_about(abouts: Iterable[UUID]) -> QuerySet[Notice]:
    """The notices of these matters with their delivery log, newest first."""
    found = Notice.objects.filter(about__in=abouts).select_related("key").prefetch_related("log")
    return found.order_by("-due_at")


def recent_notices(centre_id: UUID, after: datetime | None = None) -> QuerySet[Notice]:
    """A centre's notices that were due since; filter by visible matters before showing any."""
    found = Notice.objects.filter(centre=centre_id, **{"due_at__gte": after} if after else {})
    return found.select_related("key").order_by("-due_at")


def calls_to_make(centre_id: UUID, now: datetime) -> QuerySet[Notice]:
    """Phone calls that are due, and notices given up that somebody should now call about."""
    due = Notice.objects.filter(centre=centre_id, due_at__lte=now).select_related("key").order_by("due_at")
    waiting = due.filter(channel=Notice.Channel.CALL, state=Notice.State.WAITING)
    return waiting | due.filter(state=Notice.State.GIVEN_UP)


def told_by(kind: str, about: str = "matter") -> Exists:
    """Whether a notice of a kind reached its address, or was done by hand; on rows with the matter under `about`."""
    told = (Notice.State.SENT, Notice.State.DONE_BY_HAND)
    return Exists(Notice.objects.filter(about=OuterRef(about), kind=kind, state__in=told))


def sent_since(kind: str, after: datetime) -> QuerySet[Notice]:
    """Notices of a kind that reached their address, or were done by hand, after an instant."""
    return Notice.objects.filter(kind=kind, told_at__gt=after).order_by("told_at")


def page_of(found: QuerySet[Notice], state: str, after: str, size: int) -> tuple[list[Notice], str]:
    """Some of these notices, latest due first, and the key with which the next begin; empty at the end."""
    if state in Notice.State.values:
        found = found.filter(state=state)
    moment, _sign, pk = after.partition("~")
    with suppress(ValueError):
        at, last = datetime.fromisoformat(moment), UUID(pk)
        found = found.filter(Q(due_at__lt=at) | Q(due_at=at, pk__lt=last))
    rows = list(found.prefetch_related("log__by__subject__key").order_by("-due_at", "-pk")[: size + 1])
    more = rows[size - 1] if len(rows) > size else None
    return rows[:size], f"{more.due_at.isoformat()}~{more.pk}" if more else ""


def was_called(person: User, about: UUID, since: datetime, until: datetime) -> bool:
    """Whether a colleague was sent word of a matter between two instants, for whatever reason."""
    due = Notice.objects.filter(about=about, due_at__gt=since, due_at__lte=until)
    return due.exclude(state=Notice.State.CANCELLED).filter(dedupe__contains=str(person.pk)).exists()
