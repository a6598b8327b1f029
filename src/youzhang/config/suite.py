"""The whole test suite: on SQLite, in a browser, and on PostgreSQL what a second database could do otherwise."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from youzhang.config import throwaway

HOME = Path(__file__).resolve().parents[3]
NOTHING_COLLECTED = 5
# The walks through crisis, person and case: a few steps in every run, so many when they are asked for.
LONG, STEPS, WALKS = "--long", 20_000, "tests/walk/test_walks.py"
# Every page as everybody; in every run each opens a third of what only acts.
CRAWL = ("tests/privacy/test_crawl.py", "--every-page")
# A world that a module builds is built once by each worker: neighbours stay together.
SIDE_BY_SIDE = ("-n", "2", "--dist", "worksteal")
# Some wait for a server or a clock: a third worker uses the time.
ONE_MORE = ("-n", "3", "--dist", "worksteal")
# What a second database could do otherwise: locks and commits, plans, the chains, sealed columns, searching, and every
# page and act once, by the crawl in tests/privacy and the half year that the demo lives.
TWICE = (
    "config/test_postgres_values.py",
    "documents/test_keep_file.py",
    "intake/test_assess.py",
    "jobs",
    "ledger",
    "life",
    "notices",
    "plans",
    "premises/test_rooms.py",
    "privacy/test_access_log.py",
    "privacy/test_bars.py",
    "privacy/test_crawl.py",
    "privacy/test_raw_dump.py",
    "services/test_notice.py",
    "staff/test_shifts.py",
    "vault",
    "walk",
    "web/test_submit.py",
    "workbench",
    "*/test_races.py",
    "*/test_search*.py",
)

# One part of the suite; each of its tests has a limit of its own (pyproject.toml), which a long walk has not.
LONGEST = 40 * 60
LONG_WALK = "faulthandler_timeout=0"
# Another database; and modules compiled anew by each of the many processes that tests start.
NOT_FOR_TESTS = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Outcome:
    """One run of pytest: its exit code and its closing line; or why it did not run."""

    name: str
    code: int
    closing: str
    left_out: bool = False


def run(arguments: Sequence[str]) -> list[Outcome]:
    """Every part in turn; a part whose program is not here is left out and says so."""
    if LONG in arguments:
        return [_long([one for one in arguments if one != LONG])]
    return [_sqlite(arguments), _browser(arguments), _postgres(arguments)]


def _long(arguments: Sequence[str]) -> Outcome:
    """Walks in an order that nobody has tried yet; from the seed that is printed they are the same again."""
    parser = argparse.ArgumentParser(prog=f"youzhang test {LONG}", allow_abbrev=False)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000))
    parser.add_argument("--steps", type=int, default=STEPS)
    given, others = parser.parse_known_args(arguments)
    walks = ["-o", LONG_WALK, WALKS, f"--walk-seed={given.seed}", f"--walk-steps={given.steps}", *others]
    return _pytest(f"{given.steps} steps from seed {given.seed}", [*SIDE_BY_SIDE, *CRAWL, *walks])


def _sqlite(arguments: Sequence[str]) -> Outcome:
    return _pytest("SQLite", [*ONE_MORE, "-m", "not browser", *arguments])


def _browser(arguments: Sequence[str]) -> Outcome:
    if not shutil.which("chromium"):
        return Outcome("Browser", 0, "left out: not here (apt install chromium)", left_out=True)
    return _pytest("Browser", [*SIDE_BY_SIDE, "-m", "browser", *arguments])


def _postgres(arguments: Sequence[str]) -> Outcome:
    programs = throwaway.binaries()
    if programs is None:
        return Outcome("PostgreSQL", 0, "left out: not here (apt install postgresql)", left_out=True)
    with throwaway.postgres(programs) as url:
        return _pytest(
            "PostgreSQL", [*SIDE_BY_SIDE, "-m", "not browser", *_twice(arguments), *arguments], url
        )


def _twice(arguments: Sequence[str]) -> list[str]:
    """The files and folders run a second time, unless some are named."""
    if any((HOME / argument.partition("::")[0]).exists() for argument in arguments):
        return []
    tests = HOME / "tests"
    return sorted(str(path) for pattern in TWICE for path in tests.glob(pattern))


def _pytest(name: str, arguments: Sequence[str], database: str = "") -> Outcome:
    """Run pytest in a process of its own, show what it says, keep its closing line."""
    environment = {key: value for key, value in os.environ.items() if key not in NOT_FOR_TESTS}
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
    """A child whose output we read; it ends with us and, with all it started, when it takes far too long."""
    with subprocess.Popen(
        command, cwd=HOME, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        late = Timer(LONGEST, os.killpg, [process.pid, signal.SIGKILL])
        late.daemon = True
        if LONG_WALK not in command:
            late.start()
        try:
            yield process
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
        finally:
            late.cancel()
