"""PostgreSQL's ids and instants become the values that Django makes of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.backends.postgresql import base

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL's own text"),
]
CHINA = timezone(timedelta(hours=8))
INSTANTS = [
    datetime(2026, 11, 27, 15, 9, 8, 55_092, UTC),
    datetime(2026, 11, 27, 15, 9, 8, 500_000, UTC),
    datetime(2026, 2, 28, 23, 59, 59, 1, UTC),
    datetime(1950, 1, 1, tzinfo=UTC),
    datetime(9999, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 1, 7, 30, tzinfo=CHINA),
]


def answer(sql: str, value: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
def test_an_instant_comes_back_in_utc(instant: datetime) -> None:
    found = answer("SELECT %s::timestamptz", instant)
    assert found == instant
    assert found.utcoffset() == timedelta(0)


def test_an_id_comes_back_and_nothing_stays_nothing() -> None:
    given = uuid4()
    assert answer("SELECT %s::uuid", given) == given
    assert answer("SELECT %s::uuid[]", [given, given]) == [given, given]
    assert answer("SELECT %s::uuid", None) is None
    assert answer("SELECT %s::timestamptz", None) is None


def test_told_in_another_zone_it_is_the_same_instant() -> None:
    moment = INSTANTS[0]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Shanghai'")
        cursor.execute("SELECT %s::timestamptz", [moment])
        assert cursor.fetchone()[0] == moment


@pytest.mark.django_db(transaction=True)
def test_a_server_that_went_away_is_noticed_without_asking_one_that_is_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(base.DatabaseWrapper, "is_usable", lambda _self: pytest.fail("it was asked"))
        assert connection.is_usable()
    other = connection.copy()
    try:
        other.inc_thread_sharing()
        with connection.cursor() as cursor, other.cursor() as killing:
            cursor.execute("SELECT pg_backend_pid()")
            killing.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())
        deadline = time.monotonic() + 5
        while connection.is_usable() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not connection.is_usable()
    finally:
        other.close()
        connection.close()
    assert answer("SELECT %s::int", 1) == 1
