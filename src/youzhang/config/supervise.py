"""Keep the web server and the worker running: one ends the service, the other is started again."""

from __future__ import annotations

import compileall
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds between looks at the children
LONGEST_DELAY = 60.0
STEADY = 60.0  # a worker that lived this long starts again without delay
PATIENCE = 20.0  # seconds to end by itself before it is killed


@dataclass
class Worker:
    """The worker process, started again after a crash with a growing delay."""

    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    not_before: float = 0.0
    delay: float = 1.0

    def keep(self) -> None:
        """Start it when it is not running and its delay is over."""
        if self.process is not None and self.process.poll() is None:
            return
        now = time.monotonic()
        if self.process is not None:
            self._ended(now)
        if now >= self.not_before:
            self.process, self.started = subprocess.Popen(self.command), now

    def _ended(self, now: float) -> None:
        assert self.process is not None
        steady = now - self.started >= STEADY
        self.delay = 1.0 if steady else min(self.delay * 2, LONGEST_DELAY)
        log.error("The worker ended with code %s; again in %.0f s.", self.process.returncode, self.delay)
        self.process, self.not_before = None, now + self.delay


def compile_sources() -> None:
    """Leave bytecode beside our sources where that is allowed: or each process that starts would compile them."""
    compileall.compile_dir(Path(__file__).parents[1], quiet=2)


def refuse_taken(host: str, port: int) -> None:
    """Stop before anything starts when somebody listens there: the web server would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as fault:
        why = str(fault.strerror).partition(" (")[0]
        raise CommandError(
            f"{host}:{port} cannot be used ({why}): another Youzhang or another program may be running "
            f"there. Stop it, or choose another port: --port {port + 1}.",
            returncode=3,
        ) from None


def name_port(port: int) -> None:
    """Links and QR codes name the port that answers, where no address of the installation is set."""
    here = f"http://localhost:{port}"
    settings.PUBLIC_URL = os.environ.setdefault("YOUZHANG_PUBLIC_URL", here).rstrip("/")


def run(web: Sequence[str], worker: Sequence[str] | None) -> int:
    """Run until told to stop or until the web server ends; returns the web server's exit code."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    server = subprocess.Popen(web)
    helper = Worker(worker) if worker else None
    while not stop.wait(LOOK_EVERY) and server.poll() is None:
        if helper:
            helper.keep()
    children = [server, *([helper.process] if helper and helper.process else [])]
    for child in children:
        child.terminate()
    for child in children:
        _end(child)
    return 0 if stop.is_set() else server.returncode or 3


def web_command(host: str, port: int, workers: int) -> list[str]:
    """granian, with one thread of pages in each process (`config.front`): persistent connections pay, threads do not.

    HTTP/1 only: where the version is still open, a line that says nothing is never ended.
    """
    options = {
        "--interface": "asginl",
        "--http": "1",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--backpressure": str(settings.CONNECTIONS),
        "--http1-header-read-timeout": str(settings.LINE_SECONDS * 1000),
        "--workers-kill-timeout": "15",
        "--log-level": "warning",
    }
    arguments = [part for pair in options.items() for part in pair]
    return [sys.executable, "-m", "granian", *arguments, "--no-ws", "youzhang.config.asgi:application"]


def worker_command() -> list[str]:
    """The worker as a process of its own."""
    return [sys.executable, "-m", "youzhang", "worker"]


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
        return
    child.kill()
    child.wait()
