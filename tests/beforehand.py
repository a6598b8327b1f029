"""What many tests begin with is built once for each module: every test gets a copy of its own, and all is undone."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from youzhang.kit import clock


def built_once(build: Callable[[], Any], at: Any) -> Any:
    """A fixture of what `build` makes at an instant: called, it gives a copy; its files lie in the folder given.

    No test that commits may ask for it: what was built is seen by one connection only.
    """

    @pytest.fixture(scope="module")
    def built(
        django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
    ) -> Iterator[Callable[..., Any]]:
        files = tmp_path_factory.mktemp("files")
        block = transaction.atomic()
        block._from_testcase = True  # as Django marks its own, for what must be outermost
        with django_db_blocker.unblock():
            block.__enter__()
            with clock.frozen_at(at), override_settings(FILES_ROOT=files):
                made = build()

        def taken(folder: Path | None = None) -> Any:
            if folder:
                shutil.copytree(files, folder, dirs_exist_ok=True)
            return copy.deepcopy(made)

        yield taken
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            block.__exit__(None, None, None)

    return built
