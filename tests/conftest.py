"""What every test needs: a quick password hash, steady property tests, a clock that stands still."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from datetime import datetime

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from tests.data_folder import FOLDER
from youzhang.kit import clock
from youzhang.ledger import refusals

hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

MONDAY_NINE = datetime(2026, 3, 2, 9, 0, tzinfo=clock.CHINA)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How far `youzhang test --long` walks, from which seed, and that it opens every page as everybody."""
    parser.addoption(
        "--walk-steps", type=int, default=0, help="steps of the walks through a crisis; 0: the fixed few"
    )
    parser.addoption("--every-page", action="store_true", help="open every page as everybody, not in turns")
    parser.addoption("--walk-seed", type=int, default=1, help="the seed of the first walk")


def pytest_configure() -> None:
    """A file instead of SQLite's shared memory (each thread has a connection of its own) that nobody waits for, a
    quick Argon2, and fewer rounds of the garbage collector: a world of rows is garbage only when its module ends."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(FOLDER / "test.sqlite3")
        lasting = database["OPTIONS"]["init_command"]
        database["OPTIONS"] |= {"init_command": lasting.replace("synchronous=FULL", "synchronous=OFF")}
    # Each test client loads the middleware: it need not look through the static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    gc.set_threshold(20_000, 20, 50)
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 8
    Argon2PasswordHasher.parallelism = 1


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    """What one test refused outside a request or set for a centre, its language, its clock: not the next one's."""
    before = clock._frozen.get()
    translation.deactivate()
    yield
    from youzhang.ledger import rulebooks

    rulebooks._valued.cache_clear()  # what a centre set is undone with the test, and counted from none again
    rulebooks._adopted.cache_clear()
    refusals._pending.set(None)
    clock._frozen.set(before)


@pytest.fixture
def frozen(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """Time stands still: Monday 2026-03-02, 09:00 in China, or the instant of an indirect parameter."""
    instant = getattr(request, "param", MONDAY_NINE)
    with clock.frozen_at(instant):
        yield instant
