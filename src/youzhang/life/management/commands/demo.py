"""`youzhang demo`: from nothing to a running centre with months of life."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from environ import Env

from youzhang.accounts.models import Centre
from youzhang.config.installation import make_keys
from youzhang.config.supervise import name_port, refuse_taken
from youzhang.kit import clock
from youzhang.life.cast import accounts
from youzhang.life.living import live

HOST = "127.0.0.1"


class Command(BaseCommand):
    """A second start finds what the first one made. The accounts exist in a demo only."""

    help = "Make a demo centre with months of life, then serve it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--months", type=int, default=6)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--at", type=date.fromisoformat, help="let the demo's clock stand on this day")
        parser.add_argument("--no-serve", action="store_true", help="make the data and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["no_serve"]:
            refuse_taken(HOST, options["port"])
            name_port(options["port"])
        if options["at"]:
            os.environ["YOUZHANG_CLOCK"] = f"{options['at']}T09:00:00"
        make_keys()
        _mail_into_files()
        password = _password(settings.DATA / "keys" / "demo-password")
        call_command("migrate", verbosity=0)
        if not Centre.objects.exists():
            self.stdout.write("Living the demo: ", ending="")
            live(options["months"], options["seed"], clock.today(), password, tell=self._tell)
            self.stdout.write("")
        self._announce(options["port"], password)
        if not options["no_serve"]:
            call_command("serve", host=HOST, port=options["port"])

    def _tell(self, month: str) -> None:
        self.stdout.write(month, ending=" ")
        self.stdout.flush()

    def _announce(self, port: int, password: str) -> None:
        self.stdout.write(f"http://localhost:{port}/  residents    http://localhost:{port}/work/  staff")
        self.stdout.write(f"Password of every demo account: {password}")
        for username, name, roles in accounts():
            self.stdout.write(f"  {username:<14}{name}  {', '.join(roles)}")
        self.stdout.flush()


def _mail_into_files() -> None:
    """Without a mail server, a demo's letters lie as files in `mail/`; the server and the worker inherit it."""
    if settings.MAIL_URL:
        return
    settings.MAIL_URL = os.environ["YOUZHANG_MAIL_URL"] = f"filemail:///{settings.DATA.resolve() / 'mail'}"
    for name, value in Env.email_url_config(settings.MAIL_URL).items():
        setattr(settings, name, value)


def _password(file: Path) -> str:
    """One password for all demo accounts, made once."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"demo-{secrets.token_hex(5)}\n", "utf-8")
        file.chmod(0o600)
    return file.read_text("utf-8").strip()
