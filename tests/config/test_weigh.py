"""What SQLite's plans rest on: how the tables lie, without samples of values."""

from __future__ import annotations

import pytest
from django.db import connection

from youzhang.config import background, sqlite

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sees to it by itself"),
]


def test_the_tables_are_weighed_and_no_samples_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LEAST", 0)
    background.weigh()
    assert "django_content_type" in _weighed()
    with connection.cursor() as cursor:
        assert not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchall()


def test_a_small_database_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "LEAST", 1_000_000)
    background.weigh()
    assert "django_content_type" not in _weighed()


def _weighed() -> set[str]:
    with connection.cursor() as cursor:
        if not cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").fetchall():
            return set()
        return {name for (name,) in cursor.execute("SELECT tbl FROM sqlite_stat1").fetchall()}
