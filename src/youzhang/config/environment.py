"""What the installation says about itself: environment first, then `youzhang.toml`, then defaults."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import environ


def read() -> environ.Env:
    """The environment, completed from `youzhang.toml` in the working folder or beside `YOUZHANG_DATA`."""
    for folder in (Path.cwd(), data_folder().parent):
        file = folder / "youzhang.toml"
        if file.is_file():
            for name, value in tomllib.loads(file.read_text("utf-8")).items():
                os.environ.setdefault(name, str(value))
            break
    return environ.Env()


def data_folder() -> Path:
    """The folder for database, files and keys."""
    return Path(os.environ.get("YOUZHANG_DATA", "data")).resolve()


def secret(file: Path) -> str:
    """A secret kept in a file of its own; empty where there is none that we may read (`init` makes it)."""
    try:
        return file.read_text("utf-8").strip()
    except OSError:
        return ""
