"""What a sound installation has, as Django deployment checks; `youzhang check` runs them all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from ipaddress import ip_network
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection

from youzhang.config import environment, lines, owner_only, sqlite
from youzhang.config.arriving import MEGABYTE
from youzhang.kit import clock
from youzhang.vault import keys

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
}
LEAST_FREE = 1 << 30
LISTED = 20  # files that others may read
BUILT = datetime(2026, 11, 1, tzinfo=UTC)  # no clock that is right shows an earlier day


@register(Tags.database, deploy=True)
def database(databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """SQLite as it really runs: its version and the pragmas in force on an open connection."""
    if not databases or connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
        if not sqlite.is_safe(tuple(int(part) for part in version.split("."))):
            yield Error(f"SQLite {version} can corrupt a database.", hint="Install pysqlite3 0.6.1 or later.")
        for name, wanted in PRAGMAS.items():
            cursor.execute(f"PRAGMA {name}")
            found = cursor.fetchone()[0]
            if found != wanted:
                yield Error(f"SQLite's {name} is {found}, not {wanted}.", hint="Run youzhang migrate.")


@register(deploy=True)
def key_files(**kwargs: Any) -> Iterator[CheckMessage]:
    """Both key files are there, whole, and only their owner may read them."""
    try:
        keys.root_keys()
    except ImproperlyConfigured as fault:
        yield Error(str(fault), hint="A new installation: youzhang init.")
    if len(environment.secret(settings.SECRET_FILE)) < 50:
        yield Error(f"{settings.SECRET_FILE} is missing or too short.", hint="youzhang init makes a new one.")
    own = {path for path in (settings.KEY_FILE, settings.SECRET_FILE) if owner_only.is_open(path)}
    for path in sorted({*own, *islice(owner_only.left_open(), LISTED)}):
        yield Error(f"Others may read {path}.", hint=f"chmod go= {path}")


@register(Tags.database, deploy=True)
def root_key(databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """The root key is the one that this database was written with."""
    if not databases:
        return
    try:
        import_module("youzhang.vault.roots").check()
    except keys.NotThisDatabases as fault:
        yield Error(str(fault), hint="Nothing starts until then.")
    except (DatabaseError, ImproperlyConfigured):  # not migrated, no key file: another check says so
        return


@register(deploy=True)
def disk(**kwargs: Any) -> Iterator[CheckMessage]:
    """There is a data folder, it can be written, and it has room."""
    folder: Path = settings.DATA
    if not os.access(folder, os.W_OK):
        yield Error(f"{folder} cannot be written.", hint="Make it, or set YOUZHANG_DATA.")
    elif (free := shutil.disk_usage(folder).free) < LEAST_FREE:
        yield Error(f"Only {free >> 20} MB are free under {folder}.", hint="Free at least 1 GB.")


@register(deploy=True)
def time_of_day(**kwargs: Any) -> Iterator[CheckMessage]:
    """The clock is not obviously wrong: terms are counted with it."""
    if os.environ.get("YOUZHANG_CLOCK"):
        yield Error("YOUZHANG_CLOCK moves the clock of a real installation.", hint="Unset it.")
    elif clock.now() < BUILT:
        yield Error(f"The clock says {clock.now():%Y-%m-%d}.", hint="Set the clock; use NTP.")


@register(deploy=True)
def entrance(**kwargs: Any) -> Iterator[CheckMessage]:
    """What a web process lets in fits together, and the system gives it the files for that."""
    within = {
        "YOUZHANG_LINE_SECONDS": (settings.LINE_SECONDS, 60),
        "YOUZHANG_BODY_SECONDS": (settings.LIMITS.body_seconds, 600),
        "YOUZHANG_BODY_MB": (settings.LIMITS.body_bytes // MEGABYTE, settings.LIMITS.all_bytes // MEGABYTE),
        "YOUZHANG_BODIES_MB": (settings.LIMITS.all_bytes // MEGABYTE, None),
        "YOUZHANG_CONNECTIONS": (settings.CONNECTIONS, None),
        "YOUZHANG_WAITING": (settings.LIMITS.waiting, None),
    }
    for name, (value, most) in within.items():
        if value < 1 or (most is not None and value > most):
            yield Error(f"{name} is {value}.", hint=f"From 1 to {most}." if most else "1 or more.")
    if 0 < (files := lines.most_files()) < lines.files_for(settings.CONNECTIONS):
        hint = (
            f"Allow {lines.files_for(settings.CONNECTIONS)} (ulimit -Hn), or set YOUZHANG_CONNECTIONS lower."
        )
        yield Warning(
            f"{settings.CONNECTIONS} lines need more than the {files} open files allowed.", hint=hint
        )


@register(deploy=True)
def transport(**kwargs: Any) -> Iterator[CheckMessage]:
    """Pages travel encrypted."""
    if not settings.HTTPS:
        hint = (
            "Put a proxy that ends TLS in front, set YOUZHANG_PUBLIC_URL=https://… (or YOUZHANG_HTTPS=true)."
        )
        yield Warning("Pages are served without HTTPS.", hint=hint)
    elif not settings.PROXIES:
        yield Warning(
            "Behind a proxy all visitors seem to come from one address.",
            hint="Name the proxy in YOUZHANG_PROXIES, and let it set X-Forwarded-For.",
        )
    for proxy in settings.PROXIES:
        try:
            ip_network(proxy, strict=False)
        except ValueError:
            yield Error(f"{proxy} in YOUZHANG_PROXIES is no address.", hint="Name addresses or networks.")


@register(Tags.database, deploy=True)
def duties(databases: Any = None, **kwargs: Any) -> Iterator[CheckMessage]:
    """Every open duty has somebody who can do it."""
    if not databases:
        return
    try:  # found by name: checks are registered before the models are there
        found = import_module("youzhang.ledger.background").unheld()
    except DatabaseError:  # not migrated yet: the check of the tables says so
        return
    for name, count in found.items():
        hint = "The project lead names somebody: the board lists them under “Held by nobody”."
        yield Warning(f"{count} open duties at {name} are held by nobody.", hint=hint)


@register(deploy=True)
def mail(**kwargs: Any) -> Iterator[CheckMessage]:
    """Mail is configured, or it is said to be off: nobody waits for a letter that is never sent."""
    if not settings.MAIL_URL:
        yield Warning(
            "No mail is sent.", hint="Set YOUZHANG_MAIL_URL, e.g. smtp+tls://user:password@host:587"
        )
    else:
        yield Info(f"Mail goes {_whereto()}.")


def _whereto() -> str:
    server = getattr(settings, "EMAIL_HOST", None)
    return f"through {server}:{settings.EMAIL_PORT}" if server else f"by {settings.EMAIL_BACKEND}"
