"""The real server on a free port, and what its processes cost."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from youzhang.bench.wire import Browser
from youzhang.config.supervise import compile_sources, web_command

HOST = "127.0.0.1"
WORKERS = 2
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0
QUIET = {"YOUZHANG_LOG": "ERROR"}  # a wrong code guessed on purpose is no news


@dataclass(frozen=True)
class Served:
    """A running server."""

    port: int
    process: int
    started_in: float = 0.0  # seconds from its start to its first answer
    patience: float = PATIENCE  # seconds in which an answer is waited for

    @property
    def workers(self) -> list[int]:
        """Its worker processes."""
        return children(self.process)

    def browser(self, source: str = HOST, cookies: dict[str, str] | None = None) -> Browser:
        """A connection to it."""
        return Browser(HOST, self.port, dict(cookies or {}), source, self.patience)


@contextmanager
def serving(
    command: Sequence[str] | None = None, port: int = 0, path: str = "/healthz", **options: str
) -> Iterator[Served]:
    """Serve until left; our own pages unless another command is given. `options`: environment."""
    compile_sources()
    port, began = port or free_port(), time.monotonic()
    process = subprocess.Popen(command or web_command(HOST, port, WORKERS), env=os.environ | QUIET | options)
    try:
        _wait(port, path, process)
        yield Served(port, process.pid, round(time.monotonic() - began, 2))
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()
        process.wait()


def _wait(port: int, path: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with closing(Browser(HOST, port)) as browser, suppress(OSError):
            if browser.get(path).status < 500:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def children(process: int) -> list[int]:
    """The processes that a process started."""
    found = (Path("/proc") / name / "stat" for name in os.listdir("/proc") if name.isdecimal())
    return [int(file.parent.name) for file in found if _stat(file)[1:2] == [str(process)]]


def cpu_seconds(processes: Sequence[int]) -> float:
    """What processes have used of the machine so far."""
    stats = (_stat(Path(f"/proc/{process}/stat")) for process in processes)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats if stat) / TICKS


def memory(processes: Sequence[int]) -> float:
    """The resident memory of the largest of these processes, in MiB."""
    sizes = [0.0]
    for process in processes:
        with suppress(OSError):
            lines = Path(f"/proc/{process}/status").read_text().splitlines()
            sizes += [int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")]
    return round(max(sizes), 1)


def _stat(file: Path) -> list[str]:
    """The fields of /proc/…/stat from the third (state) on; empty when the process is gone."""
    with suppress(OSError):
        return file.read_text().rpartition(")")[2].split()
    return []
