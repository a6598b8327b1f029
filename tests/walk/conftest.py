"""Which walks are walked: a few with fixed seeds, or as many as `--walk-steps` asks for, from `--walk-seed` on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

LENGTH = 75
FIXED = (1, 2, 3, 4)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "walk_seed" not in metafunc.fixturenames:
        return
    steps, seed = metafunc.config.getoption("walk_steps"), metafunc.config.getoption("walk_seed")
    seeds = range(seed, seed + max(1, round(steps / LENGTH))) if steps else FIXED
    walks = [(one, cast_of(one), LENGTH) for one in seeds]
    metafunc.parametrize(
        ("walk_seed", "walk_cast", "walk_length"), walks, ids=[f"{cast}-{one}" for one, cast, _ in walks]
    )


def cast_of(seed: int) -> str:
    """Whose house it is: eighteen people for even seeds, three for odd ones."""
    return "three" if seed % 2 else "eighteen"


@pytest.fixture(autouse=True)
def own_anchors(settings: Any, tmp_path: Path) -> None:
    """Seals that other tests wrote say nothing of the chains of a walk."""
    (tmp_path / "own-anchors").mkdir()
    settings.ANCHORS = [str(tmp_path / "own-anchors")]
