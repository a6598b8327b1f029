"""A real installation, made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.commands import youzhang


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("installed") / "data"
    done = youzhang(data, "init")
    assert done.returncode == 0, done.stderr
    assert "http://localhost:8000/" in done.stdout
    return data
