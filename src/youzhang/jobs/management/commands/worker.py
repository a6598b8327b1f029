"""`youzhang worker`: due notices, digests, periodic duties, jobs."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from youzhang.jobs.worker import Worker, run_pending


class Command(BaseCommand):
    help = "Work behind the pages until stopped: due notices, periodic duties, jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *, once: bool = False, **options: Any) -> None:
        if once:
            run_pending()
            return
        worker = Worker()
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: worker.stop())
        worker.run()
