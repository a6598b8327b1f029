"""django-helpdesk beside us: installed into a venv of its own, as many tickets, the same machine, in turn."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg
from django.db import connection

from youzhang.bench import people
from youzhang.bench.applying import fields
from youzhang.bench.drive import Call
from youzhang.bench.served import HOST, WORKERS, Served, free_port, serving
from youzhang.kit import clock

SITE = Path(__file__).with_name("helpdesk")
WANTED = ("django-helpdesk>=2.6,<3", "django>=5.2,<5.3", "granian>=2.8", "psycopg[binary]>=3.2")
OPEN, RUNNING = 1, 2
TITLES = {
    "My duties": "worklist",
    "application": "ticket",
    "search: two characters": "search",
    "apply": "create",
}


class PeerMissing(Exception):
    """The other product cannot be had here."""


@dataclass(frozen=True)
class Peer:
    """The other product, filled; what its loading told."""

    python: Path
    environment: Mapping[str, str]
    version: str
    loaded: Mapping[str, Any]

    def serving(self) -> AbstractContextManager[Served]:
        """Its pages under the same server with the same number of processes as ours."""
        port = free_port()
        options = ["--interface", "wsgi", "--host", HOST, "--port", str(port), "--workers", str(WORKERS)]
        options += ["--blocking-threads", "1", "--log-level", "critical", "pages:application"]
        command = [str(self.python.with_name("granian")), *options]
        return serving(command, port, "/tickets/submit/", **self.environment)

    def calls(self, served: Served) -> dict[str, list[Call]]:
        """Its pages under the names of ours that they are set beside."""
        draw, loaded = Random(1), self.loaded
        staff: Sequence[Mapping[str, Any]] = loaded["staff"]
        tables = [(_table({"assigned_to__id__in": [one["id"]]}), one) for one in staff]
        tickets = [(f"/tickets/{pk}/", draw.choice(staff)) for pk in loaded["tickets"]]
        found = [(_table({}, word), draw.choice(staff)) for word in loaded["words"]]
        asked = {"My duties": tables, "application": tickets, "search: two characters": found}
        calls = {name: [self._call(served, *visit) for visit in visits] for name, visits in asked.items()}
        return calls | {"apply": _created(served, loaded["queue"], draw)}

    def _call(self, served: Served, path: str, member: Mapping[str, Any]) -> Call:
        browser = served.browser(cookies={self.loaded["cookie"]: member["session"]})
        return Call(browser.request("GET", path))


def install(folder: Path) -> Path:
    """The Python of a venv with the other product in it; an earlier one is used again."""
    venv = folder / "helpdesk-venv"
    python = venv / "bin" / "python"
    if not _version(python):
        _run([sys.executable, "-m", "venv", str(venv)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *WANTED])
    return python


def prepared(python: Path, folder: Path, tickets: int) -> Peer:
    """Its database beside ours, filled; a filled one is used again."""
    environment = {
        "PYTHONPATH": str(SITE),
        "DJANGO_SETTINGS_MODULE": "settings",
        "PEER_DATA": str(folder),
        "PEER_DATABASE": json.dumps(_database(folder)),
        "PEER_NOW": clock.now().isoformat(),
        "PEER_NAMES": json.dumps(people.characters()),
    }
    told = _run([str(python), str(SITE / "load.py"), str(tickets)], os.environ | environment)
    return Peer(python, environment, _version(python), json.loads(told.splitlines()[-1]))


def _version(python: Path) -> str:
    asked = "import importlib.metadata as m, granian; print(m.version('django-helpdesk'))"
    if not python.exists():
        return ""
    done = subprocess.run([str(python), "-c", asked], capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _run(command: list[str], environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no word of why").splitlines()[-1]
        raise PeerMissing(f"django-helpdesk cannot be set up here: {last}")
    return done.stdout


def _database(folder: Path) -> dict[str, Any]:
    """A database of the same engine and with the same care for the disk as ours."""
    lasting: dict[str, Any] = {"CONN_MAX_AGE": None}
    if connection.vendor == "sqlite":
        careful = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-64000"
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": careful}
        name = str(folder / "helpdesk.sqlite3")
        return lasting | {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
    ours = connection.settings_dict
    _create_database()
    same = {name: ours[name] for name in ("HOST", "PORT", "USER", "PASSWORD")}
    return lasting | same | {"ENGINE": "django.db.backends.postgresql", "NAME": "helpdesk"}


def _create_database() -> None:
    ours = connection.get_connection_params()
    wanted = {name: ours[name] for name in ("host", "port", "user", "password", "dbname") if ours.get(name)}
    with psycopg.connect(**wanted, autocommit=True) as database:
        if not database.execute("SELECT 1 FROM pg_database WHERE datname = 'helpdesk'").fetchone():
            database.execute("CREATE DATABASE helpdesk")


def _table(filtering: Mapping[str, Any], word: str = "") -> str:
    """The rows of its list as its page asks for them: open tickets, soonest due first, 25 of them."""
    asked: dict[str, Any] = {"filtering": {**filtering}, "filtering_null": {}, "search_string": word}
    if not word:
        asked["filtering"]["status__in"] = [OPEN, RUNNING]
    asked |= {"sorting": "due_date" if not word else "created", "sortreverse": False}
    query = base64.b64encode(json.dumps(asked).encode()).decode()
    order = "order%5B0%5D%5Bcolumn%5D=6&order%5B0%5D%5Bdir%5D=asc"
    return f"/datatables_ticket_list/{query}?draw=1&start=0&length=25&{order}&search%5Bvalue%5D="


def _created(served: Served, queue: int, draw: Random, count: int = 20) -> list[Call]:
    """Filled-in public forms; each may be sent any number of times."""
    calls = []
    for _turn in range(count):
        browser = served.browser()
        content = fields(browser.get("/tickets/submit/"))
        content |= {
            "queue": queue,
            "title": people.name_of(draw),
            "body": "A calm talk about school.",
            "submitter_email": f"p{draw.randrange(10**9)}@example.org",
            "priority": 3,
        }
        calls.append(Call(browser.form("/tickets/submit/", content), 302))
        browser.close()
    return calls
