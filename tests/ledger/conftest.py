"""Fixtures of the ledger's tests; Django is not ready yet when this file is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def world(frozen: object) -> Any:
    """A centre with one announced service, Monday 2 March 2026."""
    from tests.ledger.world import a_world

    return a_world()


@pytest.fixture
def duty() -> Callable[..., Any]:
    """Finds a matter's duty by article and name."""
    from youzhang.ledger.models import Duty

    return lambda matter, article, name: Duty.unscoped.get(matter=matter, article=article, name=name)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Messages as they stand in the source."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def own_anchors(settings: Any, tmp_path: Path) -> None:
    """Seals that other tests wrote say nothing of the chains of this one."""
    (tmp_path / "own-anchors").mkdir()
    settings.ANCHORS = [str(tmp_path / "own-anchors")]
