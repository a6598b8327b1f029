"""A folder for files, a key, and how to keep. Models are imported inside: Django is not set up yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from youzhang.documents.models import StoredFile
    from youzhang.vault.models import DataKey


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """Where this test's files lie."""
    settings.FILES_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def key(db: None) -> DataKey:
    from youzhang.vault.actions import create_key

    return create_key()


@pytest.fixture
def keep(key: DataKey) -> Callable[..., StoredFile]:
    """Keep a file about some matter."""
    from youzhang.documents import actions

    def do(content: bytes, name: str, **given: Any) -> StoredFile:
        return actions.keep(**{"content": content, "name": name, "key": key, "about": uuid4()} | given)

    return do
