"""`youzhang migrate`: the tables, the cache's table, once for all SQLite's write-ahead log and the entries of rows that
stood before rows were entered, the root key, the calendar."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connections

from youzhang.kit import clock
from youzhang.ledger import calendars, stock
from youzhang.vault import roots


class Command(migrate.Command):
    help = "Bring the database up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        with uncollected():
            super().handle(*args, **options)
        if options["plan"] or options["check_unapplied"]:
            return
        database = options["database"]
        call_command("createcachetable", database=database, verbosity=options["verbosity"])
        connection = connections[database]
        if connection.vendor == "sqlite":
            # Not in every connection: the switch waits for no lock, two processes at start collide.
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=WAL")
        if not options["app_label"]:
            roots.confirm()
            stock.take_stock()
            calendars.seed(clock.now())


@contextmanager
def uncollected() -> Iterator[None]:
    """Rarely collect garbage meanwhile: Django draws up every model anew for each step, and to look through them all
    each time costs a quarter of the whole."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
