"""The whole test suite: on SQLite, in a browser, and again on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from youzhang.config import throwaway

HOME = Path(__file__).resolve().parents[3]
NOTHING_COLLECTED = 5
# A world that a module builds is built once by each worker: neighbours stay together.
SIDE_BY_SIDE = ("-n", "2", "--dist", "worksteal")
# What reads only the source, is pure, or brings a database of its own needs no second run; nor do single pages, for
# the crawl in tests/privacy opens every one of them, nor what the table of acts decides before a row is written.
ONCE_IS_ENOUGH = (
    "architecture/*",
    "config/*",
    "rulebook/*",
    "bench/*",
    "kit/*",
    "*/test_pages.py",
    "*/test_*_pages.py",
    "portal/*",
    "privacy/test_denials.py",
    "web/test_templates.py",
)


@dataclass(frozen=True)
class Outcome:
    """One run of pytest: its exit code and its closing line; or why it did not run."""

    name: str
    code: int
    closing: str
    left_out: bool = False


def run(arguments: Sequence[str]) -> list[Outcome]:
    """Every part in turn; a part whose program is not here is left out and says so."""
    return [_sqlite(arguments), _browser(arguments), _postgres(arguments)]


def _sqlite(arguments: Sequence[str]) -> Outcome:
    return _pytest("SQLite", [*SIDE_BY_SIDE, "-m", "not browser", *arguments])


def _browser(arguments: Sequence[str]) -> Outcome:
    if not shutil.which("chromium"):
        return Outcome("Browser", 0, "left out: not here (apt install chromium)", left_out=True)
    return _pytest("Browser", [*SIDE_BY_SIDE, "-m", "browser", *arguments])


def _postgres(arguments: Sequence[str]) -> Outcome:
    programs = throwaway.binaries()
    if programs is None:
        return Outcome("PostgreSQL", 0, "left out: not here (apt install postgresql)", left_out=True)
    with throwaway.postgres(programs) as url:
        elsewhere = [f"--ignore-glob=tests/{path}" for path in ONCE_IS_ENOUGH]
        return _pytest("PostgreSQL", [*SIDE_BY_SIDE, "-m", "not browser", *elsewhere, *arguments], url)


def _pytest(name: str, arguments: Sequence[str], database: str = "") -> Outcome:
    """Run pytest in a process of its own, show what it says, keep its closing line."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if database:
        environment["DATABASE_URL"] = database
    closing = ""
    sys.stdout.write(f"\n== {name} ==\n")
    command = [sys.executable, "-m", "pytest", *arguments]
    with _process(command, environment) as process:
        for line in process.stdout or ():
            sys.stdout.write(line)
            sys.stdout.flush()
            closing = line.strip(" =\n") or closing
    code = 0 if process.returncode == NOTHING_COLLECTED else process.returncode
    return Outcome(name, code, closing)


@contextmanager
def _process(command: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A child whose output we read; it ends with us."""
    with subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        except BaseException:
            process.terminate()
            raise
