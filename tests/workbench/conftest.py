"""The world of these tests, and somebody looking at it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.beforehand import built_once
from tests.builders import signed_in
from tests.conftest import MONDAY_NINE
from tests.workbench.world import World, a_world

built = built_once(a_world, MONDAY_NINE)


@pytest.fixture
def world(built: Callable[[], World], db: None, frozen: object) -> World:
    return built()


@pytest.fixture
def desk(world: World) -> Client:
    """The specialist's browser, in English."""
    return english(signed_in(Client(), world.desk))


@pytest.fixture
def lead(world: World) -> Client:
    """The project lead's browser, in English."""
    return english(signed_in(Client(), world.lead))


def english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client
