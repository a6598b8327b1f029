"""`youzhang explain FACT_KIND|ARTICLE_ID`: what it opens, closes and gates; `--facts`: what can happen, no rules."""

from __future__ import annotations

import difflib
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from youzhang.ledger.declared import declared, declared_lines
from youzhang.ledger.explaining import articles_page, explain
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.library import BOOKS, builtin


class Command(BaseCommand):
    """Reads the built-in rulebooks; needs no database."""

    help = "Say what follows from a fact kind, or what an article asks."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "name", nargs="?", help="a fact kind (intake.assessed) or an article (psych:34.1d)"
        )
        parser.add_argument("--all", type=Path, metavar="FILE", help="write docs/articles.md")
        parser.add_argument(
            "--facts", action="store_true", help="kinds of matters and facts, their data, roles; no rules"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            options["all"].write_text(articles_page(), "utf-8")
            return
        if options["facts"]:
            said = (
                json.dumps(declared(), ensure_ascii=False) if options["json"] else "\n".join(declared_lines())
            )
            self.stdout.write(said)
            return
        name = options["name"] or ""
        lines = explain(name)
        if lines is None:
            known = [
                *vocabulary().facts,
                *(article.id for book in BOOKS for article in builtin(book).articles),
            ]
            near = ", ".join(difflib.get_close_matches(name, known, 3, 0.5)) or "run `youzhang coverage`"
            raise CommandError(
                f"Neither a fact kind nor an article: {name!r}. Near it: {near}.", returncode=2
            )
        said = json.dumps({"name": name, "lines": [line.strip() for line in lines]}, ensure_ascii=False)
        self.stdout.write(said if options["json"] else "\n".join(lines))
