"""Making, rewrapping and destroying keys."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.made import fresh
from youzhang.kit.written import put
from youzhang.vault import keys, roots
from youzhang.vault.models import DataKey, SearchToken, Subject


def create_key() -> DataKey:
    """A new data key under the newest root key."""
    return create_keys(1)[0]


def create_keys(count: int) -> list[DataKey]:
    """Several new data keys in one statement."""
    roots.confirm()
    made = [_fresh() for _ in range(count)]
    put(made)
    return made


def _fresh() -> DataKey:
    key_id, version, secret = new_id(), keys.newest_version(), secrets.token_bytes(keys.KEY_BYTES)
    return fresh(DataKey, id=key_id, version=version, wrapped=keys.wrap(secret, version, key_id))


def create_subject(key: DataKey | None = None) -> Subject:
    """A new human being with a key of their own; `key`: one that nobody has yet."""
    subject = fresh(Subject, key=key or create_key())
    put([subject])
    return subject


def destroy(key: DataKey, *, at: datetime | None = None) -> None:
    """Destroy a key for ever: what it sealed stays in its rows and cannot be read by anybody."""
    with transaction.atomic():
        held = DataKey.objects.select_for_update().get(pk=key.pk)
        if held.wrapped is not None:
            held.wrapped, held.destroyed_at = None, at or clock.now()
            held.save(update_fields=["wrapped", "destroyed_at"])
    key.wrapped, key.destroyed_at = None, held.destroyed_at
    keys.forget()


def erase(subject: Subject, *, at: datetime | None = None) -> None:
    """Erase a person: their key is destroyed and no search finds them any more."""
    with transaction.atomic():
        SearchToken.objects.filter(subject=subject).delete()
        destroy(subject.key, at=at)


def rewrap_batch(*, after: UUID | None = None, size: int = 500) -> tuple[int, UUID | None]:
    """Wrap the next batch of keys under the newest root: how many, and the last id (None: finished)."""
    roots.confirm()
    newest = keys.newest_version()
    with transaction.atomic():
        waiting = DataKey.objects.select_for_update().filter(version__lt=newest, wrapped__isnull=False)
        if after is not None:
            waiting = waiting.filter(id__gt=after)
        batch = list(waiting.order_by("id")[:size])
        for key in batch:
            key.wrapped, key.version = keys.wrap(key.secret(), newest, key.id), newest
        DataKey.objects.bulk_update(batch, ["wrapped", "version"])
    return len(batch), batch[-1].id if batch else None
