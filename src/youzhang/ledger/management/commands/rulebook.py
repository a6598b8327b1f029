"""`youzhang rulebook show|set|adopt|check|mutate`: what is in force at a centre, what it sets, a new edition of the
text; whether the rules say what their stories say, and which change of a rule no story would notice."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from youzhang.accounts.models import Centre, Organisation, User
from youzhang.accounts.viewer import viewer_of
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Matter
from youzhang.ledger.own_values import NewValue, moves, set_value
from youzhang.ledger.rebuilding import rebuild
from youzhang.ledger.rulebooks import adopt, editions_of
from youzhang.ledger.trials import books_in, mutated, trial_of
from youzhang.rulebook.book import Rulebook
from youzhang.rulebook.faults import RulebookRefused
from youzhang.rulebook.library import BOOKS, find
from youzhang.rulebook.settable import value_at, values
from youzhang.rulebook.structure import allowed


class Command(BaseCommand):
    """Setting obeys the same rules as the page: within what the text allows, never for a day that has passed."""

    help = "Show what is in force at a centre, set a value that the text leaves it, or adopt an edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        show = acts.add_parser("show", help="the edition in force and every value that a centre may set")
        show.add_argument(
            "--day", type=date.fromisoformat, help="on which day, such as 2026-12-01; today unless told"
        )
        change = acts.add_parser("set", help="set a value that the text leaves open")
        change.add_argument("path", help="as `show` names it: psych:34.3a.receipt.due")
        change.add_argument("value", help='such as "2 working days" or 3')
        change.add_argument("--from", dest="holds_from", type=date.fromisoformat, required=True)
        change.add_argument("--reason", default="", help="whoever inspects the centre reads it")
        change.add_argument("--by", required=True, help="the sign-in name of whoever answers for it")
        change.add_argument("--dry-run", action="store_true", help="say what would move, change nothing")
        whole = acts.add_parser("adopt", help="adopt an edition from a folder of TOML files")
        whole.add_argument("folder", type=Path)
        whole.add_argument("--organisation", required=True, help="the name of the organisation")
        trial = acts.add_parser("check", help="run the stories of the rules; exit 1 where they differ")
        trial.add_argument(
            "source", nargs="?", type=Path, help="an edition's folder or file, or a file of stories"
        )
        trial.add_argument(
            "--built-in", action="store_true", help="the built-in rulebooks, as without a file"
        )
        trial.add_argument(
            "--rulebook", choices=BOOKS, default="psych", help="whose stories a file of stories tells"
        )
        trial.add_argument("--all", action="store_true", help="every difference, not just the first")
        mutate = acts.add_parser(
            "mutate", help="change each built-in rule by one step; say what no story noticed"
        )
        mutate.add_argument("--article", default="", help="just this one, such as psych:15.3b")
        for one in (show, change):
            one.add_argument("--centre", required=True, help="the code of the centre")
        for one in (show, change, whole, trial, mutate):
            one.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        said, lines = getattr(self, f"_{options['act']}")(options)
        self.stdout.write(
            json.dumps(said, ensure_ascii=False, default=str) if options["json"] else "\n".join(lines)
        )
        if said.get("faults") or said.get("unnoticed"):
            sys.exit(1)

    def _show(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        centre, day = _centre(options["centre"]), options["day"] or clock.today()
        books = [book for one in editions_of(centre) if (book := one.in_force(day))]
        lines = [line for book in books for line in _lines(book)]
        return {"day": day, "rulebooks": [_said(book) for book in books]}, lines

    def _set(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        centre, user = _centre(options["centre"]), User.objects.filter(username=options["by"]).first()
        if user is None:
            raise CommandError(f"There is nobody with the sign-in name {options['by']!r}.", returncode=2)
        book, _colon, path = options["path"].partition(":")
        value = _typed(centre, book, path, options["value"])
        given = NewValue(book, path, value, options["holds_from"], options["reason"])
        viewer = viewer_of(user, clock.today())
        try:
            found = moves(centre, given, viewer=viewer)
            if not options["dry_run"]:
                set_value(centre, given, by=viewer)
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from None
        moved = [{"duty": move.duty, "before": move.before, "after": move.after} for move in found]
        word = "would move" if options["dry_run"] else "move; the worker reckons them"
        said = {"path": options["path"], "value": value, "from": given.holds_from, "moved": moved}
        return said, [f"{options['path']} = {value} from {given.holds_from}; {len(moved)} open terms {word}."]

    def _check(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        try:
            trial = trial_of(
                books_in(None if options["built_in"] else options["source"], options["rulebook"])
            )
        except RulebookRefused as refused:
            raise CommandError(str(refused), returncode=2) from None
        counts = {"stories": len(trial.verdicts), "held": trial.held, "left_to_checks": trial.left}
        words = f"{trial.held} of {len(trial.verdicts)} stories hold; {len(trial.known)} differ as they say; "
        known = [f"known: {words} ({why})" for words, why in trial.known]
        noticed = [f"noticed: {finding}" for finding in trial.noticed]
        shown = [*noticed, *known, *trial.faults] if options["all"] else trial.faults[:1]
        lines = [
            *shown,
            f"{words}{trial.left} times a room's own check decides.",
            f"The doctor notices {len(noticed)} things in chapters that are not done; --all lists them.",
        ]
        return counts | {"known": trial.known, "faults": trial.faults, "noticed": trial.noticed}, lines

    def _mutate(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        if options["article"] and find(options["article"]) is None:
            raise CommandError(f"There is no article {options['article']!r}.", returncode=2)
        tried = mutated(options["article"])
        passed = [one for article in tried for one in article.unnoticed]
        changes = sum(one.changes for one in tried)
        lines = [f"{one.article} {one.of}: {one.what}" for one in passed]
        said = {"changes": changes, "unnoticed": [asdict(one) for one in passed]}
        return said, [*lines, f"{changes} changes by one step; {len(passed)} that no story noticed."]

    def _adopt(self, options: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        body = Organisation.objects.filter(name=options["organisation"]).first()
        if body is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.", returncode=2)
        try:
            edition = adopt(body, options["folder"])
        except RulebookRefused as refused:
            raise CommandError(str(refused), returncode=2) from None
        ids = list(
            Matter.unscoped.filter(centre__organisation=body).order_by("pk").values_list("pk", flat=True)
        )
        changes = [change for _rows, some in rebuild(ids) for change in some]
        moved = [change for change in changes if change.before != change.after]
        said = {"edition": str(edition), "encoding": edition.encoding, "in_force_from": edition.in_force_from}
        words = f"{edition} in encoding {edition.encoding}, in force from {edition.in_force_from}"
        return said | {"changed": len(moved)}, [f"{words}; {len(moved)} duties changed."]


def _centre(code: str) -> Centre:
    found: Centre | None = Centre.objects.select_related("organisation").filter(code=code).first()
    if found is None:
        known = ", ".join(Centre.objects.order_by("code").values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no centre {code!r}. There are: {known}.", returncode=2)
    return found


def _typed(centre: Centre, rulebook: str, path: str, typed: str) -> str | int:
    """A number where the value is one, else what was typed."""
    book = next((one.legal[0] for one in editions_of(centre) if one.books[0].id == rulebook), None)
    found = value_at(book, path) if book else None
    return int(typed) if found and found.kind == "number" and typed.isascii() and typed.isdigit() else typed


def _said(book: Rulebook) -> dict[str, Any]:
    base = {one.path: one.value for one in values(book.legal)}
    rows = [
        {
            "path": f"{book.id}:{one.path}",
            "value": one.value,
            "built_in": base[one.path],
            "allowed": allowed(one.bounds),
        }
        for one in values(book)
    ]
    legal = book.legal
    return {"id": book.id, "edition": legal.edition, "in_force_from": legal.in_force_from, "settings": rows}


def _lines(book: Rulebook) -> list[str]:
    said = _said(book)
    head = f"{book.id}@{said['edition']}, in force from {said['in_force_from']}"
    return [head, *(_line(row) for row in said["settings"])]


def _line(row: dict[str, Any]) -> str:
    own = "" if row["value"] == row["built_in"] else f" (built in: {row['built_in']})"
    return f"  {row['path']} = {row['value']}{own}; {row['allowed']}"
