"""`/healthz`: the process lives. `/readyz`: it can serve: database, disk, key, worker."""

from __future__ import annotations

import shutil
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from youzhang.accounts.access import public
from youzhang.accounts.models import User
from youzhang.jobs.queries import worker_seen_at
from youzhang.kit import clock
from youzhang.vault import keys, roots

LEAST_FREE = 200 * 1024 * 1024
WORKER_SILENCE = timedelta(minutes=2)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 with every part "ok", or 503 with what is wrong."""
    parts = {"database": _database(), "disk": _disk(), "key": _key()}
    parts["worker"] = _worker() if parts["database"] == "ok" else "unknown"
    ready = set(parts.values()) == {"ok"}
    response = JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "10"
    return response


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {User._meta.db_table} LIMIT 1")
    except DatabaseError:
        return "cannot be read"
    return "ok"


def _disk() -> str:
    return "ok" if shutil.disk_usage(settings.DATA).free >= LEAST_FREE else "less than 200 MB free"


def _key() -> str:
    try:
        roots.check()
    except keys.NotThisDatabases:
        return "the root key is another database's"
    except ImproperlyConfigured:
        return "root key missing or wrong"
    except DatabaseError:
        return "unknown"
    return "ok"


def _worker() -> str:
    seen = worker_seen_at()
    return "ok" if seen and clock.now() - seen < WORKER_SILENCE else "no worker in the last two minutes"
