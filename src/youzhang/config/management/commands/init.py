"""`youzhang init`: a real installation from nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from youzhang.accounts import actions
from youzhang.config import installation
from youzhang.kit.refused import Refused


class Command(BaseCommand):
    help = "Make the data folder, the keys, the database and the first administrator's one-time link."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for path in installation.make_keys():
            self.stdout.write(f"Made {path}. Keep a copy away from the database and its backups.")
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("The database is up to date.")
        try:
            link = reverse("accounts:invitation", args=[actions.invite_first_administrator()])
        except Refused:
            self.stdout.write("Somebody can sign in already, so no link is made.")
        else:
            self.stdout.write(f"First administrator, once: {settings.PUBLIC_URL}{link}")
        self.stdout.write("Next: youzhang check, then youzhang serve.")
