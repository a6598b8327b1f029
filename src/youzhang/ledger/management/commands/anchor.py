"""`youzhang anchor`: sign now where every chain stands."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from youzhang.ledger.background import seal_chains


class Command(BaseCommand):
    """Writes a seal for each chain that moved since its last one, to `YOUZHANG_ANCHORS`."""

    help = "Sign where every chain stands and write it to the anchors."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{seal_chains()} chains sealed.")
