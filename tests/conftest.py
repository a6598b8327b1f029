"""What every test run needs: a data folder of its own, made before Django reads its settings."""

from __future__ import annotations

import atexit
import base64
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from youzhang.kit import clock

FOLDER = Path(tempfile.mkdtemp(prefix="youzhang-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "keys").mkdir()
(FOLDER / "static").mkdir()  # or whitenoise warns
(FOLDER / "keys" / "root.key").write_text(base64.b64encode(os.urandom(32)).decode())
(FOLDER / "keys" / "secret.key").write_text(base64.b64encode(os.urandom(48)).decode())
os.environ["YOUZHANG_DATA"] = str(FOLDER)
os.environ["DJANGO_SETTINGS_MODULE"] = "youzhang.config.settings"
for name in ("KEY_FILE", "SECRET_FILE", "MAIL_URL", "ANCHORS", "CLOCK", "HTTPS", "PUBLIC_URL"):
    os.environ.pop(f"YOUZHANG_{name}", None)

hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("house")

MONDAY_NINE = datetime(2026, 3, 2, 9, 0, tzinfo=clock.CHINA)


def pytest_configure() -> None:
    """A file instead of SQLite's shared memory (each thread has a connection of its own), a quick Argon2."""
    from django.conf import settings
    from django.contrib.auth.hashers import Argon2PasswordHasher

    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(FOLDER / "test.sqlite3")
    Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 8
    Argon2PasswordHasher.parallelism = 1


@pytest.fixture
def frozen(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """Time stands still: Monday 2026-03-02, 09:00 in China, or the instant of an indirect parameter."""
    instant = getattr(request, "param", MONDAY_NINE)
    with clock.frozen_at(instant):
        yield instant
