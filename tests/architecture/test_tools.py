"""The tools that read the whole source: their complaint is this test's failure."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import HOME

BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-m"]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param([*PYTHON, "ruff", "check", "."], id="ruff check"),
        pytest.param([*PYTHON, "ruff", "format", "--check", "."], id="ruff format"),
        pytest.param([*PYTHON, "mypy"], id="mypy"),
        pytest.param([str(BIN / "lint-imports"), "--no-cache"], id="lint-imports"),
        pytest.param([*PYTHON, "youzhang", "makemigrations", "--check", "--dry-run"], id="makemigrations"),
        pytest.param([*PYTHON, "youzhang.web.catalogues", "check"], id="catalogues"),
    ],
)
def test_is_content(command: list[str]) -> None:
    done = subprocess.run(command, cwd=HOME, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
