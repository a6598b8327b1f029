"""One run over one database that is filled: pages at one client and at many, limits, writing."""

from __future__ import annotations

import platform
import sqlite3
from pathlib import Path
from typing import Any

import django
from django.db import connection

from youzhang import __version__
from youzhang.bench import applying, cast, limits
from youzhang.bench.drive import drive
from youzhang.bench.pages import Page, pages
from youzhang.bench.served import Served, serving
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Fact
from youzhang.vault.models import Subject

FORMS = (10, 50)  # applications sent by one client and by many, for each second that a page is asked for


def measure(clients: int, seconds: float, only: str = "") -> dict[str, Any]:
    """Everything about the database of the settings, as one JSON object."""
    members = cast.specialists()
    chosen = [page for page in pages(members) if only in page.name or page.name == "hello"]
    services = cast.services()
    found: dict[str, Any] = {"rows": _rows(), "limits": _limits(members[0]), "pages": {}}
    queries = {page.name: page.queries() for page in chosen}
    database = _database_server()
    connection.close()
    with serving() as served:
        for page in chosen:
            found["pages"][page.name] = {"queries": queries[page.name]} | _page(
                page, served, clients, seconds, database
            )
        if only in "apply":
            found["pages"]["apply"] = _sending(services, served, clients, seconds, database)
    found["writing"] = limits.writing_one_fact(members[-1])
    _compare(found, clients)
    return found


def _page(page: Page, served: Served, clients: int, seconds: float, database: int) -> dict[str, Any]:
    calls = page.calls(served)
    return {str(n): drive(served, calls, n, seconds, database).numbers() for n in (1, clients)}


def _sending(
    services: list[Any], served: Served, clients: int, seconds: float, database: int
) -> dict[str, Any]:
    found = {}
    for number, (n, count) in enumerate(zip((1, clients), FORMS, strict=True)):
        calls = applying.filled_in(
            served, services, max(2, int(count * seconds)), int(clock.now().timestamp()) + number
        )
        found[str(n)] = drive(served, calls, n, database=database).numbers()
    return found


def _rows() -> dict[str, int]:
    counted = {"duties": Duty.unscoped.all(), "open": Duty.unscoped.filter(outcome="open")}
    counted |= {"facts": Fact.unscoped.all(), "people": Subject.objects.filter(person__isnull=False)}
    return {name: rows.count() for name, rows in counted.items()}


def _limits(member: cast.Member) -> dict[str, float]:
    return {"rows_by_cursor_ms": limits.rows_by_cursor(member), "rows_by_orm_ms": limits.rows_by_orm(member)}


def _compare(found: dict[str, Any], clients: int) -> None:
    """How many times slower than the hello page of the same run."""
    hello = found["pages"]["hello"][str(clients)]["per_second"]
    for page in found["pages"].values():
        page["of_hello"] = round(page[str(clients)]["per_second"] / max(hello, 1e-9), 4)


def _database_server() -> int:
    """The server process of a PostgreSQL on this machine, 0 for any other."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        file = Path(cursor.fetchone()[0]) / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.is_file() else 0


def machine() -> dict[str, Any]:
    """Where this was measured, and with what."""
    return {
        "date": clock.today().isoformat(),
        "cores": len(_cores()),
        "processor": platform.machine(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
        "youzhang": __version__,
    }


def _cores() -> list[str]:
    return [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("processor")]
