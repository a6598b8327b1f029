"""The cast of a crisis stands ready: built once for each module."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.beforehand import built_once
from tests.conftest import MONDAY_NINE
from tests.crisis import people

built = built_once(people.new_cast, MONDAY_NINE)


@pytest.fixture(scope="module", autouse=True)
def ready(request: pytest.FixtureRequest) -> Callable[[], people.Cast] | None:
    """None where tests commit: there each builds its own."""
    if "races" in request.node.name:
        return None
    made: Callable[[], people.Cast] = request.getfixturevalue("built")
    return made


@pytest.fixture(autouse=True)
def first_cast(ready: Callable[[], people.Cast] | None) -> Iterator[None]:
    """For the first who asks in a test."""
    people.READY[:] = [ready] if ready else []
    yield
    people.READY.clear()
