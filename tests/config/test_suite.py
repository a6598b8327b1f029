"""What `youzhang test` hands to pytest."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from youzhang.config import suite
from youzhang.config.suite import Outcome


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """The name of each part, and the arguments it hands on."""
    found: list[tuple[str, list[str]]] = []

    def noted(name: str, arguments: list[str], database: str = "") -> Outcome:
        found.append((name, arguments))
        return Outcome(name, 0, "")

    monkeypatch.setattr(suite, "_pytest", noted)
    return found


def test_a_long_walk_names_its_seed_and_walks_it_again_by_that_name(
    handed: list[tuple[str, list[str]]],
) -> None:
    suite.run(["--long"])
    suite.run(["--long", "--seed", "42", "--steps", "75", "-x"])
    (fresh, _), (again, arguments) = handed
    assert fresh.startswith("20000 steps from seed ")
    assert again == "75 steps from seed 42"
    assert arguments[-4:] == ["tests/walk/test_walks.py", "--walk-seed=42", "--walk-steps=75", "-x"]


def test_without_it_the_few_fixed_walks_are_part_of_the_suite(handed: list[tuple[str, list[str]]]) -> None:
    suite.run(["tests/kit"])
    assert handed[0] == ("SQLite", [*suite.ONE_MORE, "-m", "not browser", "tests/kit"])
    assert not any("--walk-steps" in one for _name, arguments in handed for one in arguments)


def test_a_part_that_takes_far_too_long_is_ended_with_all_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite, "LONGEST", 0.5)
    child = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with suite._process([sys.executable, "-c", child], dict(os.environ)) as process:
        assert process.stdout
        assert process.stdout.read() == ""
        assert process.wait() == -signal.SIGKILL
