"""The WSGI entry that the web server loads."""

from __future__ import annotations

import gc
import os
from importlib import import_module
from typing import Any


def _loaded() -> Any:
    """The application with all its addresses. What is loaded stays: the collector need not walk through it, neither
    while it grows nor later; nor look after every few hundred objects."""
    gc.disable()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youzhang.config.settings")
    os.environ.setdefault("YOUZHANG_PLANNED_ONCE", "true")
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    found = get_wsgi_application()
    os.umask(0o077)
    import_module("youzhang.config.installation").sound()  # needs what was just set up
    get_resolver().url_patterns  # noqa: B018
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    return found


application = _loaded()
