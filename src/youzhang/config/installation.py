"""What an installation has before its first page: the data folder and the two key files."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from youzhang.vault import keys


def make_keys() -> list[Path]:
    """Make the folder and whichever key file is missing; returns what was made. Never replaces a key."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    made = []
    if not settings.KEY_FILE.exists():
        keys.make_root_key(settings.KEY_FILE)
        made.append(settings.KEY_FILE)
    if not settings.SECRET_FILE.exists():
        _write_secret(settings.SECRET_FILE)
        made.append(settings.SECRET_FILE)
        settings.SECRET_KEY = settings.SECRET_FILE.read_text("ascii").strip()
    return made


def _write_secret(path: Path) -> None:
    """Only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{secrets.token_urlsafe(48)}\n")
