"""`youzhang COMMAND …`: every command is a management command of the room it belongs to."""

from __future__ import annotations

import os
import sys

from youzhang.web import catalogues


def main() -> None:
    """Run one command; exit 0 done, 1 the check found something, 2 wrong usage or refused, 3 could not run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youzhang.config.settings")
    catalogues.compile_stale()
    from django.core.management import ManagementUtility  # after the settings module is named

    utility = ManagementUtility(["youzhang", *sys.argv[1:]])
    utility.prog_name = "youzhang"
    try:
        utility.execute()
    except _unreachable() as fault:
        sys.exit(
            _say(f"The database cannot be used: {fault}. Check DATABASE_URL and run `youzhang migrate`.")
        )


def _unreachable() -> tuple[type[Exception], ...]:
    from django.db.utils import OperationalError, ProgrammingError  # Django reads its settings first

    return OperationalError, ProgrammingError


def _say(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 3


if __name__ == "__main__":
    main()
