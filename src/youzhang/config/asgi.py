"""The entry that the web server loads: the pages, and what stands before them."""

from __future__ import annotations

from functools import partial

from django.conf import settings

from youzhang.config import lines
from youzhang.config.front import Front, behind
from youzhang.config.wsgi import application as pages

lines.allow(settings.CONNECTIONS)
front = Front(pages, settings.LIMITS, partial(lines.cut_when_nobody_takes, settings.LINE_SECONDS))
application = behind(settings.PROXIES, front)
