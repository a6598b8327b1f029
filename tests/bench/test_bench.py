"""The bench itself at a tiny size: what it generates is true, and it drives every page. No time is asserted."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from youzhang.bench import applying, guessing, report, stories
from youzhang.bench.drive import Timing
from youzhang.bench.generate import Size, generate
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Duty, DutyHolder, Matter
from youzhang.ledger.putting_right import put_right
from youzhang.ledger.refresh import refresh
from youzhang.ledger.verification import Window, examine_all

SMALL = Size(500)


@pytest.mark.django_db(transaction=True)
def test_what_is_generated_verifies_and_rebuilds_unchanged() -> None:
    generate(SMALL)
    assert all(examined.finding is None for _chain, examined in examine_all(Window(), anchors=[]))
    assert put_right(keep=False).wrong == []
    matters = Matter.unscoped.exclude(kind="resident").select_related("centre", "parent__centre")
    assert sum(refresh(matter) for matter in matters) == 0
    assert Duty.unscoped.count() >= SMALL.duties
    assert 0.05 < Duty.unscoped.filter(outcome="open").count() / Duty.unscoped.count() < 0.3
    assert not DutyHolder.objects.exclude(duty__outcome="open").exists()
    connection.check_constraints()


def test_the_same_seed_tells_the_same_stories() -> None:
    dates = stories.Dates(date(2026, 6, 1), date(2026, 6, 10))
    now, in_charge = clock.at_hour(date(2026, 9, 1), 9), new_id()
    told = [stories.application_story("attended", dates, in_charge, now, Random("1")) for _turn in range(2)]
    assert told[0] == told[1]
    assert [at for _kind, at, _data in told[0]] == sorted(at for _kind, at, _data in told[0])


@pytest.mark.django_db(transaction=True)
def test_a_filled_database_is_left_alone() -> None:
    generate(SMALL)
    with pytest.raises(SystemExit, match="not empty"):
        generate(SMALL)


def test_a_challenge_is_solved_as_the_browser_does() -> None:
    wanted = hashlib.sha256(b"salt42").hexdigest()
    assert applying._solve(b"salt", wanted, 100) == 42


@pytest.mark.django_db(transaction=True)
def test_bench_fills_serves_and_drives_every_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a copy of the empty tables, which saves making them anew; they were made from the models."""
    monkeypatch.setattr(settings, "MIGRATION_MODULES", {})
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for room, name in MigrationLoader(connection).disk_migrations:
        recorder.record_applied(room, name)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "empty.sqlite3")])
    monkeypatch.setenv("YOUZHANG_DATA", str(settings.DATA))
    database = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    options = ["--duties", "500", "--seconds", "0.05", "--clients", "2", "--json"]
    call_command("bench", *options, "--database", database)
    result = json.loads(capsys.readouterr().out)
    run = result["runs"][0]
    assert result["generated"] is True
    assert set(result["machine"]) >= {"date", "cores", "python", "django", "sqlite"}
    assert run["rows"]["duties"] >= SMALL.duties
    assert run["writing"]["facts"] >= 200
    assert set(run["limits"]) == {"rows_by_cursor_ms", "rows_by_orm_ms"}
    assert run["server"]["after_mib"] >= run["server"]["fresh_mib"] > 0
    assert {"hello", "My duties", "person's file", "portal home", "article", "apply"} <= set(run["pages"])
    assert run["pages"]["case with 200 sessions"]["queries"] <= 15
    told = {name: run["crises"][name] for name in ("sent", "opened", "recorded", "missing", "twice")}
    assert told == {"sent": 120, "opened": 100, "recorded": 100, "missing": 0, "twice": 0}
    wrong = {name: page["2"]["wrong"] for name, page in run["pages"].items() if page["2"]["wrong"]}
    assert wrong == {}
    assert set(run["pages"]["My duties"]["1"]) >= {
        "median_ms",
        "p95_ms",
        "per_second",
        "bytes",
        "cpu_ms",
        "memory_mib",
    }
    assert any("My duties" in line for line in report.lines(result))
    assert any(
        line.startswith("crises opened at once: sent 120, opened 100") for line in report.lines(result)
    )


def test_ranks_that_lie_apart_are_seen() -> None:
    same = guessing._ranks_apart([1.0, 3.0, 5.0, 7.0], [2.0, 4.0, 6.0, 8.0])
    apart = guessing._ranks_apart([value / 10 for value in range(20)], [value + 2.0 for value in range(20)])
    assert abs(same) < 1
    assert apart < -3


def test_a_size_that_is_no_number_is_refused() -> None:
    with pytest.raises(CommandError, match="no number of duties"):
        call_command("bench", "--duties", "many")


def test_a_peer_that_cannot_be_installed_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(CommandError, match="django-helpdesk cannot be set up here"):
        call_command("bench", "--peer", "helpdesk", "--keep", str(tmp_path))


def test_numbers_of_both_products_stand_side_by_side() -> None:
    numbers = Timing(1, 1.0, [0.01, 0.02]).numbers()
    both = {"ours": numbers, "theirs": numbers, "times": 1.0}
    told = {"name": "django-helpdesk 2", "tickets": 500, "pages": {"apply": {"theirs": "create", "1": both}}}
    assert any(line.startswith("apply, create") for line in report._peer(told))
