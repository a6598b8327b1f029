"""Who may be told, by which way, is asked of one place; no other room looks for an address by itself (psych:4)."""

from __future__ import annotations

import ast
import re
from fnmatch import fnmatch

from tests.architecture.source import modules, short, templates

# What only the people's room may use: everybody else asks `clients.told`.
INNER = {
    "youzhang.clients.kept_out": {"kept_out", "Outside", "KeptOut"},
    "youzhang.clients.models": {"KeptOut", "EmergencyContact"},
    "youzhang.clients.emergency": {"own_contact"},
}
OF_A_GUARDIAN = re.compile(r"\bguardian\.(phone|mail|address|channel)\b")
# Where an address is not turned to but compared, or shown to those whose own it is.
MAY_COMPARE = {
    "intake/actions/doubles.py": "whether two applications are of one person",
    "intake/actions/guardian.py": "whether the guardian is somebody else than the applicant; the number typed now",
    "intake/actions/apply.py": "the number as it was typed on the form",
    "intake/portal_track.py": "the last digits, to whoever has signed in for the application",
    "intake/portal_forms.py": "what was typed on the form just now",
    "bench/*": "measuring",
    "life/*": "the demo, which plays everybody",
}


def _above() -> dict[str, ast.Module]:
    found = {short(path).removeprefix("src/youzhang/"): tree for path, tree in modules().items()}
    return {file: tree for file, tree in found.items() if not file.startswith("clients/")}


def test_only_the_peoples_room_reads_who_is_kept_out_and_whom_to_call() -> None:
    found = {
        (file, name.name)
        for file, tree in _above().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name in INNER.get(node.module or "", ())
    }
    assert found == set()


def test_no_other_room_reads_the_address_of_a_guardian() -> None:
    files = {short(path).removeprefix("src/youzhang/"): path.read_text("utf-8") for path in modules()}
    found = {
        file for file, text in files.items() if OF_A_GUARDIAN.search(text) and not file.startswith("clients/")
    }
    assert {file for file in found if not any(fnmatch(file, allowed) for allowed in MAY_COMPARE)} == set()


def test_no_template_shows_the_address_of_a_guardian() -> None:
    assert {page.name for page, text in templates().items() if OF_A_GUARDIAN.search(text)} == set()
