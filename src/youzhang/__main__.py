"""`youzhang COMMAND …`: every command is a management command of the room it belongs to."""

from __future__ import annotations

import os
import sys
import traceback
from importlib import import_module

from youzhang.web import catalogues


def main() -> None:
    """Run one command; exit 0 done, 1 the check found something, 2 wrong usage or refused, 3 could not run."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youzhang.config.settings")
    try:
        catalogues.compile_stale()
        _run(sys.argv[1:])
    except Exception as fault:
        sys.exit(_could_not_run(fault))


def _run(arguments: list[str]) -> None:
    import django  # after the settings module is named
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    name = next((one for one in arguments if not one.startswith("-")), "help")
    if name not in {*get_commands(), "help", "version"}:
        sys.stderr.write(f"There is no command {name!r}. `youzhang help` lists them.\n")
        sys.exit(2)
    _prepare(arguments)
    utility = ManagementUtility(["youzhang", *arguments])
    utility.prog_name = "youzhang"
    utility.execute()


def _prepare(arguments: list[str]) -> None:
    """What any command makes is for its owner only, and what may write does not start on a half or wrong key."""
    installation = import_module("youzhang.config.installation")  # needs the settings
    os.umask(0o077)
    if not {"-h", "--help"} & {*arguments}:
        installation.before([one for one in arguments if not one.startswith("-")] or ["help"])


def _could_not_run(fault: Exception) -> int:
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import DatabaseError  # Django reads its settings first

    if isinstance(fault, DatabaseError):
        return _say(f"The database cannot be used: {fault}. Check DATABASE_URL and run `youzhang migrate`.")
    if isinstance(fault, ImproperlyConfigured):
        return _say(str(fault))
    traceback.print_exception(fault)
    return _say("This is a fault of the program, not of what you typed; nothing half done is kept.")


def _say(message: str) -> int:
    sys.stderr.write(f"{message}\n")
    return 3


if __name__ == "__main__":
    main()
