"""The WSGI entry that the web server loads."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youzhang.config.settings")
application = get_wsgi_application()
# What is loaded by now stays: the collector need not walk through it again, nor look after every few hundred objects.
gc.freeze()
gc.set_threshold(10_000, 20, 20)
