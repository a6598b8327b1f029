"""`youzhang bench`: generate, serve, drive, compare (docs/performance.md)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from youzhang.accounts.models import Centre
from youzhang.bench import growing, measuring, peer, report
from youzhang.bench.generate import Size, generate
from youzhang.config import background, throwaway
from youzhang.config.installation import make_keys


class Command(BaseCommand):
    """Each size runs in a process of its own, for a process has one database. `--here` is that process."""

    help = "Measure the pages over a database that is filled in bulk, beside the limits of the same run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--clients", type=int, default=8, help="connections at once (8), after one alone")
        parser.add_argument("--duties", "--sizes", default="10k", help="how many duties, e.g. 10k,1M (10k)")
        parser.add_argument("--engine", choices=["sqlite", "postgres", "both"], default="sqlite")
        parser.add_argument(
            "--database",
            help="URL of an empty database of your own, or one that bench filled; one for each size",
        )
        parser.add_argument(
            "--keep", type=Path, help="folder for the SQLite databases; filled ones are used again"
        )
        parser.add_argument("--seconds", type=float, default=3.0, help="how long each page is asked for (3)")
        parser.add_argument("--page", default="", help="only pages with this in their name")
        parser.add_argument("--stalled", type=int, default=0, help="also beside so many lines that stall")
        parser.add_argument("--peer", choices=["helpdesk"], help="measure django-helpdesk in turn")
        parser.add_argument("--peer-python", type=Path, help="Python of a venv that has the peer")
        parser.add_argument("--out", type=Path, help="also write the JSON to this file")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object on stdout")
        parser.add_argument(
            "--here", action="store_true", help="the database of the settings, one JSON object"
        )
        parser.add_argument(
            "--in-turn",
            action="store_true",
            help="with --here: the pages named on stdin, one after the other",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        sizes = [_number(text) for text in options["duties"].split(",")]
        if options["here"]:
            self._answer(sizes[0], options)
            return
        with ExitStack() as stack:
            if options["peer"] and not options["peer_python"]:
                folder = options["keep"] or stack.enter_context(_temporary())
                options["peer_python"] = _installed(folder.resolve())
            result: dict[str, Any] = {
                "machine": measuring.machine(),
                "generated": True,
                "runs": [],
                "growth": {},
            }
            for engine in _engines(options):
                runs, growth = _measured(engine, sizes, options)
                result["runs"] += runs
                result["growth"] |= {engine: growth} if growth else {}
        text = json.dumps(result, indent=1, ensure_ascii=False)
        if options["out"]:
            options["out"].write_text(f"{text}\n", "utf-8")
        self.stdout.write(text if options["as_json"] else "\n".join(report.lines(result)))

    def _answer(self, duties: int, options: dict[str, Any]) -> None:
        found = _filled(duties)
        how = measuring.How(
            options["clients"],
            options["seconds"],
            options["page"],
            _peer(duties, options),
            options["stalled"],
        )
        if options["in_turn"]:
            for line in growing.told(measuring.Run(how), sys.stdin):
                self.stdout.write(line)
                self.stdout.flush()
        else:
            self.stdout.write(json.dumps(found | measuring.Run(how).found()))


def _number(text: str) -> int:
    factors = {"k": 1_000, "m": 1_000_000}
    number, factor = (text[:-1], factors[text[-1].lower()]) if text[-1:].lower() in factors else (text, 1)
    if not number.isdecimal():
        raise CommandError(f"{text!r} is no number of duties; write 10000, 10k or 1M.")
    return int(number) * factor


def _filled(duties: int) -> dict[str, Any]:
    """Fill the database of the settings where it is empty."""
    make_keys()
    call_command("migrate", verbosity=0)
    found: dict[str, Any] = {"duties": duties}
    if not Centre.objects.exists():
        began = time.monotonic()
        generate(Size(duties))
        found["generated_s"] = round(time.monotonic() - began, 1)
    background.weigh()
    return found


def _peer(duties: int, options: dict[str, Any]) -> peer.Peer | None:
    python = options["peer_python"]
    return peer.prepared(python, settings.DATA, duties) if python else None


def _engines(options: dict[str, Any]) -> list[str]:
    if options["database"]:
        return ["given"]
    return ["sqlite", "postgres"] if options["engine"] == "both" else [options["engine"]]


def _measured(
    engine: str, sizes: list[int], options: dict[str, Any]
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """A run of each size; of several sizes also how much slower pages are at the last than at the first."""
    urls = options["database"].split(",") if options["database"] else [""] * len(sizes)
    if len(urls) != len(sizes):
        raise CommandError("Give as many databases as sizes.")
    runs, places = [], []
    with ExitStack() as stack:
        for duties, given in zip(sizes, urls, strict=True):
            folder = _folder(options["keep"], engine, duties, stack)
            place = os.environ | {
                "YOUZHANG_DATA": str(folder),
                "DATABASE_URL": given or _url(engine, folder, stack),
            }
            sys.stderr.write(f"{engine}, {duties:,} duties …\n")
            runs.append({"engine": engine} | _child(duties, place, options))
            places.append((duties, place))
        if len(places) < 2:
            return runs, {}
        sys.stderr.write(f"{engine}, {sizes[0]:,} and {sizes[-1]:,} duties in turn …\n")
        sides = [
            stack.enter_context(growing.side([*_command(duties, options), "--in-turn"], place))
            for duties, place in (places[0], places[-1])
        ]
        return runs, growing.growth(*sides)


@contextmanager
def _temporary() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="youzhang-bench-") as name:
        yield Path(name)


def _installed(folder: Path) -> Path:
    """The peer in a venv of its own; without it there is no comparison, and that is said."""
    sys.stderr.write(f"Installing django-helpdesk under {folder} …\n")
    try:
        return peer.install(folder)
    except peer.PeerMissing as fault:
        raise CommandError(str(fault), returncode=3) from fault


def _folder(keep: Path | None, engine: str, duties: int, stack: ExitStack) -> Path:
    if keep is None:
        return stack.enter_context(_temporary())
    folder = keep.resolve() / f"{engine}-{duties}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _url(engine: str, folder: Path, stack: ExitStack) -> str:
    if engine == "sqlite":
        return f"sqlite:///{folder / 'youzhang.sqlite3'}"
    programs = throwaway.binaries()
    if programs is None:
        raise CommandError("PostgreSQL is not here (apt install postgresql).")
    return stack.enter_context(throwaway.postgres(programs, durable=True))


def _command(duties: int, options: dict[str, Any]) -> list[str]:
    command = [sys.executable, "-m", "youzhang", "bench", "--here", "--duties", str(duties)]
    return [
        *command,
        *("--clients", str(options["clients"])),
        *("--seconds", str(options["seconds"])),
        *("--page", options["page"]),
        *("--stalled", str(options["stalled"])),
    ]


def _child(duties: int, place: Mapping[str, str], options: dict[str, Any]) -> dict[str, Any]:
    command = _command(duties, options)
    if options["peer_python"]:
        command += ["--peer-python", str(options["peer_python"])]
    done = subprocess.run(command, env=place, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CommandError(f"The run with {duties} duties failed.", returncode=3)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
