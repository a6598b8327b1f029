"""The world of these tests, and somebody looking at it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import signed_in
from tests.workbench.world import World, a_world


@pytest.fixture
def world(db: None, frozen: object) -> World:
    return a_world()


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
