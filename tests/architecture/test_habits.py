"""What no file of ours does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import HOME, PACKAGE, dotted, modules, pyproject, short, templates

CLOCK = PACKAGE / "kit" / "clock.py"
WALL_CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|timezone\.(now|localdate|localtime)|time\.(time|time_ns|localtime|gmtime))$"
)
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "handler", "info", "process"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def places(predicate: object, *, besides: tuple[Path, ...] = ()) -> list[str]:
    assert callable(predicate)
    found = [
        f"{short(path)}:{node.lineno}"
        for path, tree in modules().items()
        if path not in besides
        for node in ast.walk(tree)
        if predicate(node)
    ]
    return sorted(found)


def test_only_the_clock_reads_time() -> None:
    def reads(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and bool(WALL_CLOCKS.search(dotted(node)))

    assert places(reads, besides=(CLOCK,)) == []


def test_no_column_stamps_itself() -> None:
    stamps = {"auto_now", "auto_now_add"}
    assert places(lambda node: isinstance(node, ast.keyword) and node.arg in stamps) == []


def test_nothing_subscribes_to_a_signal() -> None:
    def subscribes(node: ast.AST) -> bool:
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
            return True
        receiver = isinstance(node, ast.Name) and node.id == "receiver"
        connects = isinstance(node, ast.Call) and re.search(
            r"(signal\w*|_save|_delete|_init)\.connect$", dotted(node.func)
        )
        return receiver or bool(connects)

    assert places(subscribes) == []


def test_imports_of_ours_stand_at_the_top() -> None:
    inner = [
        f"{short(path)}:{node.lineno}"
        for path, tree in modules().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("youzhang"))
        or (isinstance(node, ast.Import) and any(name.name.startswith("youzhang") for name in node.names))
    ]
    assert inner == []


def test_names_say_what_is_in_a_file() -> None:
    named = [
        short(path)
        for path in PACKAGE.rglob("*")
        if path.stem in FORBIDDEN_NAMES and path.suffix in {"", ".py"}
    ]
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir()}
    assert named == []
    assert not rooms & {"tests", "events"}


def test_every_room_stands_in_the_stack() -> None:
    contracts = pyproject()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    stack = {name.strip() for line in contracts[0]["layers"] for name in re.split(r"[|:]", line)}
    rooms = {f"youzhang.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == stack


def test_nothing_is_left_unfinished() -> None:
    kept = {".py", ".html", ".txt", ".toml", ".js", ".css", ".po"}
    files = [path for path in PACKAGE.rglob("*") if path.suffix in kept and "vendor" not in path.parts]
    assert [short(path) for path in files if UNFINISHED.search(path.read_text("utf-8"))] == []


def test_templates_are_written_in_english() -> None:
    spoken = {path: re.sub(r"\{#.*?#\}", "", text, flags=re.S) for path, text in templates().items()}
    assert [short(path) for path, text in spoken.items() if CHINESE.search(text)] == []


def test_nothing_names_another_machine_s_folders() -> None:
    files = [
        *PACKAGE.rglob("*.py"),
        *(HOME / "docs").rglob("*.md"),
        HOME / "README.md",
        HOME / "CHANGELOG.md",
    ]
    assert [short(path) for path in files if re.search(r"/(home|root)/\w", path.read_text("utf-8"))] == []


def test_numbers_are_typed_into_a_field_of_ours() -> None:
    """Django's takes `1_000` for 1000."""
    besides = (PACKAGE / "web" / "fields.py",)
    assert places(lambda node: dotted(node) == "forms.IntegerField", besides=besides) == []
