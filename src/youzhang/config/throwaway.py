"""A PostgreSQL that lives as long as a test run: temporary folder, unix socket, nothing kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql")
# Durability costs time and a throwaway cluster has nothing to lose. Nor does it clean up behind the tests: what each
# rolls back would make the planner believe that tables are empty, and join them row by row.
DURABLE = ("listen_addresses=",)
SERVER = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", *DURABLE)


def binaries() -> Path | None:
    """The folder of the newest server programs that Debian's package put there."""
    found = sorted(BINARIES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def postgres(programs: Path, durable: bool = False) -> Iterator[str]:
    """A running cluster; yields its DATABASE_URL. `durable`: commits wait for the disk, as in a real installation."""
    folder = Path(tempfile.mkdtemp(prefix="youzhang-pg-"))
    options = " ".join(
        ["-k", str(folder), *(f"-c {setting}" for setting in (DURABLE if durable else SERVER))]
    )
    control: list[Path | str] = [programs / "pg_ctl", "-D", folder / "data", "-w", "-l", folder / "log"]
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run(
            folder,
            programs / "initdb",
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-N",
            "-E",
            "UTF8",
        )
        _run(folder, *control, "-o", options, "start")
        yield f"postgres://postgres@/{folder}/postgres"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            _run(folder, *control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: Path | str) -> None:
    """One server program, as user postgres where we are root (PostgreSQL refuses to run as root)."""
    user = "postgres" if os.geteuid() == 0 else None
    subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        user=user,
        group=user,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
        check=True,
    )
