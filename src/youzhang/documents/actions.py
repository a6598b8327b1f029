"""Keep a file, read it, destroy it. Whoever calls has checked that the viewer may."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.documents import store
from youzhang.documents.kinds import (
    ENDINGS,
    HEIC,
    IMAGES,
    JPEG,
    MEGABYTE,
    PAPERS,
    PDF,
    check_pdf,
    checked_type,
    media_type_of,
    pages_of,
)
from youzhang.documents.models import StoredFile
from youzhang.documents.pictures import jpeg_of, made_anew
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_line
from youzhang.vault.keys import KeyDestroyed, SealBroken
from youzhang.vault.models import DataKey

LARGEST = 20 * MEGABYTE
LONGEST_NAME = 150


def keep(
    *,
    content: bytes | UploadedFile[Any],
    name: str,
    key: DataKey,
    about: UUID,
    by: User | None = None,
    allowed: frozenset[str] = PAPERS,
) -> StoredFile:
    """Check, clean, seal and keep a file: on disk first, its row inside the caller's transaction."""
    plain = _bytes_of(content)
    if JPEG in allowed and media_type_of(plain) == HEIC:
        plain = jpeg_of(plain)
    media_type = checked_type(plain, name, allowed)
    if media_type in IMAGES:
        plain = made_anew(plain, media_type)
    if media_type == PDF:
        check_pdf(plain)
    stored = StoredFile(
        id=new_id(), about=about, key=key, by=by, kept_at=clock.now(), media_type=media_type,
        name=_clean_name(name, media_type), size=len(plain), pages=pages_of(plain, media_type),
        digest=store.digest_of(key, plain),
    )  # fmt: skip
    store.write(stored.path, store.seal(key, stored.id, plain))
    stored.save(force_insert=True)
    return stored


def open_file(stored: StoredFile) -> bytes:
    """The content; `Refused` where it was destroyed, is missing, or was altered."""
    try:
        if stored.destroyed_at is None:
            return store.unseal(stored.key, stored.id, stored.path.read_bytes())
    except FileNotFoundError:
        raise _unreadable("rule:file_missing", _("The file is missing on the server's disk.")) from None
    except SealBroken:
        raise _unreadable("rule:file_altered", _("The file was altered outside this program.")) from None
    except KeyDestroyed:
        pass
    raise Refused("rule:file_destroyed", _("This file was destroyed when its time was over."))


@transaction.atomic
def destroy(stored: StoredFile) -> None:
    """Destroy the content for ever; the row stays as evidence that it was there."""
    stored.destroyed_at = stored.destroyed_at or clock.now()
    stored.save(update_fields=["destroyed_at"])
    transaction.on_commit(partial(store.remove, stored.path))


def sweep() -> int:
    """Remove files without a living row: of transactions that did not commit, of a crash while destroying."""
    count = 0
    for path in store.abandoned():
        file_id = _id_of(path.name)
        if file_id is None or not StoredFile.objects.filter(pk=file_id, destroyed_at=None).exists():
            store.remove(path)
            count += 1
    return count


def _bytes_of(content: bytes | UploadedFile[Any]) -> bytes:
    size = len(content) if isinstance(content, bytes) else content.size or 0
    if size > LARGEST:
        why = _("This file is larger than 20 MB.")
        raise Refused("rule:file_size", why, _("Make it smaller or divide it."), field="file")
    if not size:
        raise Refused("rule:file_size", _("This file is empty."), _("Choose another one."), field="file")
    return content if isinstance(content, bytes) else content.read()


def _clean_name(name: str, media_type: str) -> str:
    """The last part of the name, with an ending that is true."""
    stem = PurePath(clean_line(name).replace("\\", "/")).name[:LONGEST_NAME]
    endings = ENDINGS[media_type]
    return stem if stem.lower().endswith(endings) else f"{PurePath(stem).stem or 'file'}{endings[0]}"


def _id_of(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _unreadable(rule: str, why: str) -> Refused:
    return Refused(rule, why, _("Tell your administrator: it can come back from the backup."))
