"""Pages that say what they were asked, behind the real front with tight limits: what the tests of the front serve."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import django
from django.conf import settings

from youzhang.config import lines
from youzhang.config.arriving import MEGABYTE, Limits
from youzhang.config.front import Front, behind

made: list[str] = []


def pages(environ: dict[str, Any], begin: Callable[..., Any]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    made.append(path)
    if path == "/fault":
        raise SystemExit("as bad as it gets")
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    content = environ["wsgi.input"].read()
    told |= {"length": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    answer = json.dumps(told | {"thread": threading.get_ident(), "made": made}).encode()
    answer = b"x" * 64 * MEGABYTE if path == "/much" else answer
    begin("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


django.setup()
LIMITS = Limits(body_seconds=1.5, body_bytes=3 * MEGABYTE, all_bytes=8 * MEGABYTE, waiting=50)
front = Front(pages, LIMITS, partial(lines.cut_when_nobody_takes, settings.LINE_SECONDS))
application = behind(settings.PROXIES, front)
