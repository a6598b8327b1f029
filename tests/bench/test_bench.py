"""The bench itself at a tiny size: what it generates is true, and it drives every page. No time is asserted."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from youzhang.bench import applying, report, stories
from youzhang.bench.generate import Size, generate
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.models import Duty, DutyHolder, Matter
from youzhang.ledger.refresh import refresh
from youzhang.ledger.verification import Window, examine_all

SMALL = Size(500)


@pytest.mark.django_db(transaction=True)
def test_what_is_generated_verifies_and_rebuilds_unchanged() -> None:
    generate(SMALL)
    assert all(examined.finding is None for _chain, examined in examine_all(Window(), anchors=[]))
    matters = Matter.unscoped.filter(kind__in=["application", "service"]).select_related(
        "centre", "parent__centre"
    )
    assert sum(refresh(matter) for matter in matters) == 0
    assert Duty.unscoped.count() >= SMALL.duties
    assert 0.05 < Duty.unscoped.filter(outcome="open").count() / Duty.unscoped.count() < 0.3
    assert not DutyHolder.objects.exclude(duty__outcome="open").exists()


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


def test_bench_serves_and_drives_every_page(tmp_path: Path) -> None:
    result = _bench(tmp_path, "--duties", "500", "--seconds", "0.2", "--clients", "2", "--json")
    run = result["runs"][0]
    assert result["generated"] is True
    assert set(result["machine"]) >= {"date", "cores", "python", "django", "sqlite"}
    assert run["rows"]["duties"] >= SMALL.duties
    assert run["writing"]["facts"] >= 200
    assert set(run["limits"]) == {"rows_by_cursor_ms", "rows_by_orm_ms"}
    assert {"hello", "My duties", "person's file", "portal home", "article", "apply"} <= set(run["pages"])
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


def test_a_size_that_is_no_number_is_refused(tmp_path: Path) -> None:
    done = _run(tmp_path, "--duties", "many")
    assert done.returncode != 0
    assert "no number of duties" in done.stderr


def _bench(folder: Path, *arguments: str) -> dict[str, Any]:
    done = _run(folder, *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "youzhang", "bench", *arguments]
    environment = os.environ | {"YOUZHANG_DATA": str(folder)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
