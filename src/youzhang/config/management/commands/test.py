"""`youzhang test [pytest arguments]`: the whole suite as CI runs it; `--long`: walks by chance through a crisis."""

from __future__ import annotations

import sys

from django.core.management.base import BaseCommand

from youzhang.config import suite


class Command(BaseCommand):
    """Takes pytest's arguments as they are, so it reads the command line itself."""

    help = (
        "Run the whole test suite: SQLite, browser, PostgreSQL; --long: many walks. Arguments go to pytest."
    )
    requires_system_checks = []

    def run_from_argv(self, argv: list[str]) -> None:
        if not (suite.HOME / "tests").is_dir():
            self.stderr.write("The tests are part of the source tree; run this from a checkout.")
            sys.exit(3)
        outcomes = suite.run(argv[2:])
        self.stdout.write("\n== Closing lines ==")
        for outcome in outcomes:
            self.stdout.write(f"{outcome.name:<11} {outcome.closing}")
        left_out = sum(outcome.left_out for outcome in outcomes)
        self.stdout.write(f"{left_out} of {len(outcomes)} parts left out.")
        sys.exit(int(any(outcome.code for outcome in outcomes)))
