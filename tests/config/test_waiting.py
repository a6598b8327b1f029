"""Who waits to write to SQLite looks again soon, and not for ever."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from django.db import connection
from django.db.utils import OperationalError

from youzhang.config.sqlite3 import base


def opened(file: Path, patience: float) -> Any:
    wrapper = base.DatabaseWrapper(
        connection.settings_dict | {"NAME": str(file), "OPTIONS": {"timeout": patience}}, "another"
    )
    wrapper.inc_thread_sharing()
    wrapper.connect()
    return wrapper


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has rows to lock")
def test_a_writer_waits_until_the_other_is_done_or_its_patience_ends(tmp_path: Path) -> None:
    holder = pysqlite3.connect(tmp_path / "db", isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    hasty, patient = opened(tmp_path / "db", 0.05), opened(tmp_path / "db", 20)
    with pytest.raises(OperationalError, match="locked"):
        hasty.cursor().execute("BEGIN IMMEDIATE")
    threading.Timer(0.1, holder.execute, ["COMMIT"]).start()
    patient.cursor().execute("BEGIN IMMEDIATE")
    patient.cursor().execute("ROLLBACK")
    for one in (hasty, patient, holder):
        one.close()
