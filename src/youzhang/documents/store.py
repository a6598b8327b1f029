"""Sealed files on disk: lasting before their row is, so that a crash leaves no row without a file."""

from __future__ import annotations

import os
from hashlib import sha256
from hmac import digest
from pathlib import Path
from uuid import UUID

from django.conf import settings

from youzhang.vault.fields import open_bytes, seal_bytes
from youzhang.vault.models import DataKey

ABANDONED_SECONDS = 24 * 3600


def write(path: Path, content: bytes) -> None:
    """Temporary file, fsync, rename, fsync of folders: after a power cut it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:  # a full disk: leave nothing half written
        part.unlink(missing_ok=True)
        raise
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def remove(path: Path) -> None:
    """Take a file away; one that is gone already is no fault."""
    path.unlink(missing_ok=True)


def seal(key: DataKey, file_id: UUID, content: bytes) -> bytes:
    """The content as it lies on disk; it opens under this id only."""
    return seal_bytes(key.secret(), content, _place(file_id))


def unseal(key: DataKey, file_id: UUID, sealed: bytes) -> bytes:
    """The content, or `SealBroken`."""
    return open_bytes(key.secret(), sealed, _place(file_id))


def digest_of(key: DataKey, content: bytes) -> str:
    """A keyed hash: equal for copies under one key, and no way to test a guess without the key."""
    return digest(digest(key.secret(), b"documents digest", sha256), content, sha256).hex()


def abandoned() -> list[Path]:
    """Files a day old or older by the disk's own clock: candidates for the sweep."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    probe = root / ".sweep"
    probe.touch()
    oldest = probe.stat().st_mtime - ABANDONED_SECONDS
    return [path for path in root.glob("??/*") if path.stat().st_mtime < oldest]


def _place(file_id: UUID) -> bytes:
    return f"documents.StoredFile|{file_id}".encode()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
