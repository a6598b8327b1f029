"""`youzhang serve`: the web server and its worker, supervised."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from youzhang.config import supervise


class Command(BaseCommand):
    help = "Serve the pages, and keep one worker running behind them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes (2)")
        parser.add_argument("--no-worker", action="store_true", help="no worker: another machine runs it")

    def handle(self, *, host: str, port: int, workers: int, no_worker: bool, **options: Any) -> None:
        supervise.refuse_taken(host, port)
        supervise.name_port(port)
        self.stdout.write(f"Youzhang answers on http://{host}:{port}/ (Ctrl+C ends it).")
        supervise.compile_sources()
        web = supervise.web_command(host, port, workers)
        sys.exit(supervise.run(web, None if no_worker else supervise.worker_command()))
