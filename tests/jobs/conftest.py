"""A centre, people, and a registry of jobs that each test fills for itself.

Models are imported inside the fixtures: pytest reads this file before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from youzhang.accounts.models import Centre, User


@pytest.fixture(autouse=True)
def empty_registry() -> Iterator[None]:
    """What the rooms registered stays out of these tests."""
    from youzhang.jobs import registry

    works, periodics = dict(registry.WORKS), dict(registry.PERIODICS)
    registry.WORKS.clear()
    registry.PERIODICS.clear()
    yield
    registry.WORKS.clear()
    registry.PERIODICS.clear()
    registry.WORKS.update(works)
    registry.PERIODICS.update(periodics)


@pytest.fixture
def centre(db: None) -> Centre:
    from tests.jobs.people import make_centre

    return make_centre()


@pytest.fixture
def member(centre: Centre) -> User:
    from tests.jobs.people import make_member

    return make_member("member", centre)


@pytest.fixture
def counting() -> Callable[..., Any]:
    """A job that counts to `to` in steps of one."""
    from youzhang.jobs.registry import Progress, job

    @job("test.count", title="Count")
    def count(progress: Progress, to: int) -> dict[str, Any]:
        progress.start(to)
        for _number in range(to):
            progress.step()
        return {"url": "/work/", "counted": to}

    return count
