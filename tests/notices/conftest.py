"""A centre, a key, and how to post; servers that receive. Models are imported inside: Django is not set up yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from youzhang.kit import clock

if TYPE_CHECKING:
    from youzhang.accounts.models import Centre
    from youzhang.notices.models import Notice

Post = Callable[..., "Notice"]


@pytest.fixture(autouse=True)
def no_followers() -> Iterator[None]:
    """What the rooms registered stays out of these tests."""
    from youzhang.notices.followers import FOLLOWERS

    kept = dict(FOLLOWERS)
    FOLLOWERS.clear()
    yield
    FOLLOWERS.clear()
    FOLLOWERS.update(kept)


@pytest.fixture
def centre(db: None) -> Centre:
    from tests.jobs.people import make_centre

    return make_centre()


@pytest.fixture
def post(centre: Centre) -> Post:
    """Post a reminder; each test says what is special about its own."""
    from youzhang.notices import actions
    from youzhang.vault.actions import create_key

    key = create_key()

    def do(**given: Any) -> Notice:
        usual = {
            "about": uuid4(), "key": key, "centre": centre, "kind": "test.reminder", "channel": "email",
            "address": "resident@example.org", "subject": "您有一条消息", "body": "请到查询页查看。",
            "due_at": clock.now(), "dedupe": str(uuid4()),
        }  # fmt: skip
        return actions.post(**usual | given)

    return do
