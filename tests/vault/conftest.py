"""Tables for the sealed models of these tests, and key files that a test may change.

Imports that need Django's apps stand in the fixtures: this file is read before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from youzhang.vault import keys

if TYPE_CHECKING:
    from youzhang.vault.models import Subject


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of the house, and two tables more."""
    from tests.vault.notes import Box, Note

    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Note)
        editor.create_model(Box)


@pytest.fixture
def subject(db: None) -> Subject:
    from youzhang.vault.actions import create_subject

    return create_subject()


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Iterator[Callable[..., Path]]:
    """Write the root key file of this test, line by line."""
    file = tmp_path / "root.key"
    settings.KEY_FILE = file
    keys.forget()

    def write(*lines: str) -> Path:
        file.unlink(missing_ok=True)
        file.write_text("".join(f"{line}\n" for line in lines))
        return file

    yield write
    keys.forget()


@pytest.fixture
def no_root_known(db: None) -> None:
    """A database that nothing was written to yet: the key file of the test run is not its own."""
    from youzhang.vault.models import RootKey

    RootKey.objects.all().delete()
