"""`youzhang init`: a real installation from nothing."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from youzhang.config import installation


class Command(BaseCommand):
    help = "Make the data folder, the keys, the database and the first administrator's one-time link."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in installation.make_keys():
            self.stdout.write(f"Made {path}. Keep a copy away from the database and its backups.")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("The database is up to date. Next: youzhang check, then youzhang serve.")
