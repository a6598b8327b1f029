"""Docs are tested: each command and each setting has its line, each link leads somewhere."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.source import HOME, PACKAGE, dotted, modules

DOCS = HOME / "docs"
OUTSIDE_THE_SETTINGS = {
    "DATABASE_URL",
    "YOUZHANG_DATA",
    "YOUZHANG_CLOCK",
}  # read before or beside django-environ


def documented(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def settings_read() -> set[str]:
    """Every environment variable that the code asks for."""
    return {
        node.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"YOUZHANG_[A-Z_]+", node.value) and not node.value.startswith("YOUZHANG_TEST_")
    }


def test_every_command_has_its_line() -> None:
    commands = {path.stem for path in PACKAGE.glob("*/management/commands/[a-z]*.py")}
    described = set(re.findall(r"^\| `youzhang ([a-z-]+)", documented("commands.md"), re.M))
    assert described == {name.replace("_", "-") for name in commands}


def test_every_setting_has_its_line() -> None:
    described = set(re.findall(r"^\| `([A-Z_]+)`", documented("settings.md"), re.M))
    assert described == settings_read() | OUTSIDE_THE_SETTINGS


def test_every_setting_is_read_somewhere_by_its_name() -> None:
    read = {
        node.args[0].value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.match(r"env\.|os\.environ\.get", dotted(node.func)) and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    assert settings_read() <= {str(name) for name in read}


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    return [link for link in found if "://" not in link and not link.startswith("mailto:")]


def test_every_link_leads_somewhere() -> None:
    pages = [*DOCS.rglob("*.md"), HOME / "README.md", HOME / "CHANGELOG.md"]
    dead = [
        f"{page.name}: {link}" for page in pages for link in links(page) if not (page.parent / link).exists()
    ]
    assert dead == []


def test_the_two_commands_stand_in_the_readme() -> None:
    readme = (HOME / "README.md").read_text("utf-8")
    assert "python3 run.py demo" in readme
    assert "python3 run.py test" in readme


def test_a_decision_fits_on_a_page() -> None:
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    assert [page.name for page in pages if len(page.read_text("utf-8").split()) > 450] == []
