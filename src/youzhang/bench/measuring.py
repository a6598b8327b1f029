"""One run over one database that is filled: pages at one client and at many, limits, writing."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import granian
from django.db import connection
from pysqlite3 import dbapi2 as sqlite3

from youzhang import __version__
from youzhang.bench import cast, crises, guessing, limits, stalled
from youzhang.bench.applying import Forms
from youzhang.bench.beside import ROUNDS, Side, always, compare
from youzhang.bench.drive import drive
from youzhang.bench.pages import Page, pages
from youzhang.bench.peer import TITLES, Peer
from youzhang.bench.served import Served, memory, serving
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.vault.models import Subject

UNCOUNTED = 8  # applications sent first: the worker processes put their statements together
FORMS = (10, 50)  # applications sent by one client and by many, for each second that a page is asked for


@dataclass(frozen=True)
class How:
    """How it is measured: connections at once, seconds for each page, only pages with this in their name."""

    clients: int = 8
    seconds: float = 3.0
    only: str = ""
    peer: Peer | None = None
    stalled: int = 0


class Run:
    """One run over the database of the settings."""

    def __init__(self, how: How) -> None:
        self.how = how
        self.members = cast.specialists()
        self.services = cast.services()
        wanted = {"hello", *(TITLES if how.peer else ())}
        self.pages = {
            page.name: page for page in pages(self.members) if how.only in page.name or page.name in wanted
        }
        self.database = _database_server()

    def found(self) -> dict[str, Any]:
        """Everything, as one JSON object."""
        found: dict[str, Any] = {"rows": _rows(), "limits": _limits(self.members[0]), "pages": {}}
        queries = {page.name: page.queries() for page in self.pages.values()}
        numbers = _numbers(self.members[0])
        connection.close()
        with serving() as served:
            fresh = memory(served.workers)
            forms = self._forms(served)
            for name, page in self.pages.items():
                found["pages"][name] = {"queries": queries[name]} | self._page(page, served)
            if self.how.only in "apply":
                found["pages"]["apply"] = self._sending(served, forms)
            found["server"] = {"starts_in_s": served.started_in, "fresh_mib": fresh}
            found["server"]["after_mib"] = memory(served.workers)
            if self.how.only in "crises":
                found["crises"] = crises.opened_at_once(served)
            if self.how.stalled:
                found["stalled"] = self._stalled(served)
            if self.how.peer:
                found["peer"] = self._beside(self.how.peer, served, forms)
            if self.how.only in "query codes":
                found["query_codes"] = guessing.told_by_time(served, numbers, self.how.seconds)
        found["writing"] = limits.writing_one_fact(self.members[-1])
        _compare(found, self.how.clients)
        return found

    def _page(self, page: Page, served: Served) -> dict[str, Any]:
        calls = page.calls(served)
        return {
            str(n): drive(served, calls, n, self.how.seconds, self.database).numbers()
            for n in (1, self.how.clients)
        }

    def _forms(self, served: Served) -> Forms:
        """All that will be sent, filled in first: a form that comes back at once is taken for a robot's."""
        alone, many = self._counts(self.how.seconds)
        count = (alone + many + UNCOUNTED) * (self.how.only in "apply")
        if self.how.peer:
            alone, many = self._counts(self.how.seconds / ROUNDS)
            count += (alone + many) * ROUNDS
        return Forms(served, self.services, count, int(clock.now().timestamp()))

    def _counts(self, seconds: float) -> tuple[int, int]:
        alone, many = (max(2, int(count * seconds)) for count in FORMS)
        return alone, many

    def _sending(self, served: Served, forms: Forms) -> dict[str, Any]:
        drive(served, forms.take(UNCOUNTED), self.how.clients)
        each = zip((1, self.how.clients), self._counts(self.how.seconds), strict=True)
        return {
            str(n): drive(served, forms.take(count), n, database=self.database).numbers() for n, count in each
        }

    def _stalled(self, served: Served) -> dict[str, Any]:
        asked = {name: self.pages[name].calls(served) for name in stalled.PAGES if name in self.pages}
        return stalled.quiet_and_stalled(
            served, asked, stalled.How(self.how.stalled, self.how.clients, self.how.seconds)
        )

    def _beside(self, peer: Peer, served: Served, forms: Forms) -> dict[str, Any]:
        ours = {
            name: Side(served, always(self.pages[name].calls(served)))
            for name in TITLES
            if name in self.pages
        }
        alone, many = self._counts(self.how.seconds / ROUNDS)
        ours["apply"] = Side(served, lambda clients: forms.take(alone if clients == 1 else many), once=True)
        return compare(peer, ours, self.how.clients, self.how.seconds, self.database)


def _rows() -> dict[str, int]:
    counted = {"duties": Duty.unscoped.all(), "open": Duty.unscoped.filter(outcome="open")}
    counted |= {"facts": Fact.unscoped.all(), "people": Subject.objects.filter(person__isnull=False)}
    return {name: rows.count() for name, rows in counted.items()}


def _numbers(member: cast.Member) -> list[str]:
    found = Matter.unscoped.filter(pk__in=member.applications).exclude(number="")
    return list(found.values_list("number", flat=True))


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
        "cores": len(_lines("/proc/cpuinfo", "processor")),
        "processor": (_lines("/proc/cpuinfo", "model name") or [platform.machine()])[0],
        "memory_gib": round(int(_lines("/proc/meminfo", "MemTotal")[0].split()[0]) / 1024**2),
        "load_before": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "granian": granian.__version__,
        "sqlite": sqlite3.sqlite_version,
        "youzhang": __version__,
    }


def _lines(file: str, name: str) -> list[str]:
    lines = (line.partition(":") for line in Path(file).read_text().splitlines())
    return [value.strip() for key, _sign, value in lines if key.strip() == name]
