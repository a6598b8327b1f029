"""What an installation has before its first page, and what it does not start without."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from youzhang.config import environment
from youzhang.config.owner_only import close_to_others
from youzhang.vault import keys, roots
from youzhang.vault.models import DataKey, RootKey

# They make an installation, look whether one is sound, or read nothing of it: a command, or one of its acts.
ASK_NOTHING = frozenset({
    "bench", "check", "compilemessages", "coverage", "demo", "explain", "help", "init", "makemessages",
    "makemigrations", "rulebook check", "rulebook mutate", "test", "version",
})  # fmt: skip


def make_keys() -> list[Path]:
    """Make the folder and whichever key file is missing; returns what was made. Never replaces a key."""
    if not settings.KEY_FILE.exists() and _has_secrets():
        raise ImproperlyConfigured(
            f"There is no root key file {settings.KEY_FILE}, and the database is sealed with one: restore it from the "
            "key backup, or name an empty database in DATABASE_URL. A new key would open nothing."
        )
    settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = []
    if not settings.KEY_FILE.exists():
        keys.make_root_key(settings.KEY_FILE)
        made.append(settings.KEY_FILE)
    if not settings.SECRET_FILE.exists():
        _write_secret(settings.SECRET_FILE)
        made.append(settings.SECRET_FILE)
        settings.SECRET_KEY = environment.secret(settings.SECRET_FILE)
    close_to_others()
    return made


def _has_secrets() -> bool:
    """Whether something in the database hangs on a root key. A file that is not there is not made by looking."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return False
    there = connection.introspection.table_names()
    return any(kind._meta.db_table in there and kind.objects.exists() for kind in (DataKey, RootKey))


def _write_secret(path: Path) -> None:
    """Only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secrets.token_urlsafe(48)}\n")


def before(words: Sequence[str]) -> None:
    """What has to be there before a command starts. `migrate` asks for the tables' part itself, when they are there."""
    if words[0] == "migrate":
        complete()
    elif not {words[0], " ".join(words[:2])} & ASK_NOTHING:
        sound()


def sound() -> None:
    """Folder, secret and root key are there, and the root key is this database's; or one sentence says what to do."""
    complete()
    try:
        connection.ensure_connection()
    except DatabaseError:  # it may come back: until then the command, the page or /readyz says so
        return
    try:
        roots.confirm()
    except DatabaseError as fault:
        raise ImproperlyConfigured(
            "The database lacks tables of this version: run `youzhang migrate`, or `youzhang init` for a new one."
        ) from fault
    finally:
        connection.close()


def complete() -> None:
    """Without the data folder, the secret and the root key nothing starts; what others could read is closed to them."""
    if not settings.DATA.is_dir():
        raise ImproperlyConfigured(
            f"There is no data folder {settings.DATA}: name the right one in YOUZHANG_DATA, or make a new installation "
            "with `youzhang init`."
        )
    if not environment.secret(settings.SECRET_FILE):
        raise ImproperlyConfigured(
            f"The secret file {settings.SECRET_FILE} is missing, empty or not for us to read: restore it, name it in "
            "YOUZHANG_SECRET_FILE, or let `youzhang init` make a new one, and everybody signs in anew."
        )
    keys.root_keys()
    close_to_others()
