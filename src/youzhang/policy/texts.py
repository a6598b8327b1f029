"""What each kind of text must say, the article that asks for it, and what stands there until a centre has its own."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from youzhang.kit.words import Words

# psych:38, 39, 44, 75 are owed from the start; the others are published as their articles come in.
OWED = ("about", "procedures", "needs_assessment", "house_rules")
ARTICLES = {
    "about": "psych:38",
    "procedures": "psych:39",
    "needs_assessment": "psych:44",
    "confidentiality": "psych:50",
    "anti_abuse": "psych:53.2",
    "complaints": "psych:56",
    "house_rules": "psych:75",
}
ITEMS: dict[str, dict[str, Any]] = {
    "about": {
        "qualification": _("Qualification of the project and the institution"),
        "history": _("History of the project and the institution"),
        "legal_representative": _("Legal representative"),
        "departments": _("Relation to functional departments"),
        "chart": _("Organisation chart"),
    },
    "procedures": {
        "services": _("What we offer"),
        "applying": _("How to apply"),
        "leaving": _("How to leave"),
    },
    "needs_assessment": {
        "assessing": _("How needs are assessed"),
        "meeting": _("How needs are met"),
    },
    "confidentiality": {
        "kept": _("What is kept confidential"),
        "exceptions": _("When it is not"),
    },
    "anti_abuse": {
        "rules": _("How abuse is prevented"),
        "reporting": _("How to report it"),
    },
    "complaints": {
        "how": _("How to complain"),
        "terms": _("When you hear from us"),
    },
    "house_rules": {
        "safety": _("Safety of the service"),
        "archives": _("Papers and archives"),
        "publicity": _("Publicity"),
        "duty": _("Being on duty, and visits"),
    },
}


@dataclass(frozen=True)
class Line:
    """One sentence of a built-in text, with the article it tells of."""

    article: str
    words: Words


@cache
def built_in(kind: str) -> dict[str, list[Line]]:
    """Item code → sentences, for a centre that has not published its own; empty where there is none."""
    book = tomllib.loads((Path(__file__).parent / "built_in.toml").read_text("utf-8"))
    return {
        code: [Line(line["article"], Words(line["en"], line["zh"])) for line in lines]
        for code, lines in book.get(kind, {}).items()
    }
