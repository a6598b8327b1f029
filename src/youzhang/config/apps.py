"""The room that knows all registers its checks when Django starts."""

from __future__ import annotations

from django.apps import AppConfig

from youzhang.config import checks


class ConfigConfig(AppConfig):
    name = "youzhang.config"
    checks = checks
