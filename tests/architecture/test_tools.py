"""The tools that read the whole source: their complaint is this test's failure."""

from __future__ import annotations

import os
import shutil
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


def test_no_link_is_kept_in_the_repository() -> None:
    """A link to an environment, once committed, puts itself in the place of the environment at the next merge."""
    if not (HOME / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git here")
    listed = subprocess.run(
        ["git", "ls-files", "--stage"], cwd=HOME, capture_output=True, text=True, check=True
    )
    assert [line for line in listed.stdout.splitlines() if line.startswith("120000")] == []
