"""`youzhang regulation FILE --rulebook psych`: import the institution's own text, article by article."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from youzhang.accounts.models import Organisation
from youzhang.kit.refused import Refused
from youzhang.ledger.regulation import import_text
from youzhang.rulebook.library import BOOKS


class Command(BaseCommand):
    """Takes .txt (UTF-8, GB 18030) or .docx; what was imported before is replaced."""

    help = "Import the institution's own text of a regulation, beside our summaries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--rulebook", choices=BOOKS, required=True)
        parser.add_argument("--organisation", help="its name, where there are several")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Organisation.objects.order_by("name")
        if options["organisation"]:
            found = found.filter(name=options["organisation"])
        if len(found) != 1:
            names = (
                ", ".join(found.values_list("name", flat=True))
                or "none; run `youzhang init` or `youzhang demo` first"
            )
            raise CommandError(
                f"Which organisation? Name one with --organisation. There are: {names}.", returncode=2
            )
        try:
            imported = import_text(found[0], options["rulebook"], options["file"])
        except Refused as refused:
            raise CommandError(str(refused), returncode=2) from None
        if options["json"]:
            self.stdout.write(json.dumps(vars(imported)))
            return
        self.stdout.write(
            f"{imported.articles} articles in {imported.chapters} chapters and {imported.sections} sections, "
            f"{imported.appendices} appendices. "
            f"Without a text: {', '.join(imported.without_text) or 'none'}."
        )
