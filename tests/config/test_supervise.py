"""The supervisor keeps the worker alive, ends with the web server, and leaves nobody behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from youzhang.config.supervise import LONGEST_DELAY, Worker, name_port

SCRIPT = """
import sys
from youzhang.config import supervise
supervise.LOOK_EVERY = 0.02
web = [sys.executable, "-c", sys.argv[1]]
worker = [sys.executable, "-c", sys.argv[2], sys.argv[3]]
sys.exit(supervise.run(web, worker))
"""
NOTES_ITS_NUMBER = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
SLEEPS = "import time; time.sleep(60)"


def start(folder: Path, web: str, worker: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SCRIPT, web, worker, str(folder / "numbers")]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)


def numbers(folder: Path, count: int) -> list[int]:
    """The process numbers that workers noted, once there are so many."""
    file = folder / "numbers"
    for _ in range(1000):
        noted = file.read_text().splitlines() if file.exists() else []
        if len(noted) >= count:
            return [int(line) for line in noted]
        time.sleep(0.02)
    raise AssertionError(f"Fewer than {count} workers were started.")


def lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_worker_is_started_again(tmp_path: Path) -> None:
    with start(tmp_path, SLEEPS, NOTES_ITS_NUMBER) as supervisor:
        (first,) = numbers(tmp_path, 1)
        os.kill(first, signal.SIGKILL)
        second = numbers(tmp_path, 2)[-1]
        supervisor.terminate()
        assert supervisor.wait(20) == 0
    assert first != second
    assert not lives(second)


def test_it_ends_with_the_web_server_and_ends_the_worker(tmp_path: Path) -> None:
    numbered = str(tmp_path / "numbers")
    waits = f"import os, sys, time\nwhile not os.path.exists({numbered!r}): time.sleep(0.02)\nsys.exit(7)"
    with start(tmp_path, waits, NOTES_ITS_NUMBER) as supervisor:
        assert supervisor.wait(20) == 7
    assert not lives(numbers(tmp_path, 1)[0])


def test_the_delay_grows_while_a_worker_keeps_failing() -> None:
    worker = Worker([sys.executable, "-c", "raise SystemExit(3)"])
    delays = []
    for _ in range(8):
        worker.not_before = 0.0
        worker.keep()
        assert worker.process is not None
        worker.process.wait()
        worker._ended(worker.started)
        delays.append(worker.delay)
    assert delays == sorted(delays)
    assert delays[0] == 2
    assert delays[-1] == LONGEST_DELAY


@pytest.mark.parametrize(
    ("given", "named"), [(None, "http://localhost:8802"), ("https://a.example/", "https://a.example")]
)
def test_links_name_the_port_that_answers_unless_an_address_is_set(
    given: str | None, named: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv("YOUZHANG_PUBLIC_URL", given or "")
    if not given:
        monkeypatch.delenv("YOUZHANG_PUBLIC_URL")
    name_port(8802)
    assert named == settings.PUBLIC_URL
    assert os.environ["YOUZHANG_PUBLIC_URL"].startswith(named)  # what the server and the worker inherit


# Here is no installation: what a real one is asked for on starting is tried elsewhere.
UNCHECKED = (
    "import sys, types; "
    "sys.modules['youzhang.config.installation'] = types.SimpleNamespace(sound=lambda: None)"
)


def test_the_web_process_lets_postgresql_plan_once_and_the_worker_does_not() -> None:
    """The worker looks for due notices by an index for certain states, which a plan for any values cannot use."""
    asked = "from django.conf import settings; print('force_generic_plan' in settings.POSTGRES_OPTIONS['options'])"
    said = {}
    for module in ("youzhang.config.wsgi", "youzhang.config.apps"):
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "youzhang.config.settings"}
        environment.pop("YOUZHANG_PLANNED_ONCE", None)
        command = [sys.executable, "-c", f"{UNCHECKED}; import {module}; {asked}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        said[module] = done.stdout.strip()
    assert said == {"youzhang.config.wsgi": "True", "youzhang.config.apps": "False"}
