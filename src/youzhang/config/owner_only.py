"""The data folder is for whoever runs the program, and for nobody else on the machine."""

from __future__ import annotations

import logging
import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

log = logging.getLogger(__name__)

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def close_to_others() -> None:
    """Take from what lies in the data folder every right that others than its owner have, and say so."""
    closed = 0
    for path in list(left_open()):
        try:
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)
            closed += 1
        except OSError as fault:
            log.warning("Others may open %s, and it cannot be closed to them: %s.", path, fault.strerror)
    if closed:
        log.warning(
            "%d files and folders in %s were open to others and are so no more.", closed, settings.DATA
        )


def left_open() -> Iterator[Path]:
    """What others than its owner may open: the data folder, what lies on top in it, keys and database; and where one of
    these is open, all that lies deeper. So a start need not go through every stored file."""
    outer = {settings.DATA, *_within(settings.DATA), *_within(settings.DATA / "keys"), *_database_files()}
    if any(map(is_open, outer)):
        yield from filter(is_open, chain(sorted(outer), sorted(set(settings.DATA.rglob("*")) - outer)))


def is_open(path: Path) -> bool:
    """Whether others than its owner have any right on it."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)


def _within(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _database_files() -> list[Path]:
    """SQLite's, wherever they lie."""
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [Path(f"{name}{ending}") for ending in ("", "-wal", "-shm", "-journal")]
