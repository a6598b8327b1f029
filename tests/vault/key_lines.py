"""Lines of a root key file."""

from __future__ import annotations

import base64
import os


def root_line(version: int | None = None, *, size: int = 32) -> str:
    """A random root key, with its version or bare."""
    key = base64.b64encode(os.urandom(size)).decode()
    return key if version is None else f"v{version}:{key}"
