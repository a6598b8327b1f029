"""`youzhang …` as a process of its own, on a data folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

# Set for this test run, not by an installation.
FOREIGN = {"DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE"}


def youzhang(data: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return subprocess.run(
        [sys.executable, "-m", "youzhang", *arguments],
        env=clean | {"YOUZHANG_DATA": str(data)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def faults(done: subprocess.CompletedProcess[str]) -> list[str]:
    assert done.stdout, done.stderr
    return [row["what"] for row in json.loads(done.stdout)["messages"] if row["level"] == "ERROR"]
