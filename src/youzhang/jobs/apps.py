"""Reads every room's `background.py` at start."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "youzhang.jobs"

    def ready(self) -> None:
        """A room's jobs, periodic functions and what follows a sent notice stand in its `background.py`."""
        autodiscover_modules("background")
