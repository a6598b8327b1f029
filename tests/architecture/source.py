"""The source tree as the architecture tests read it."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
PACKAGE = HOME / "src" / "youzhang"


@cache
def modules() -> dict[Path, ast.Module]:
    """Every module of ours, parsed; generated migrations aside."""
    files = (path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)
    return {path: ast.parse(path.read_text("utf-8"), str(path)) for path in files}


@cache
def templates() -> dict[Path, str]:
    """Every template of ours."""
    found = (path for path in sorted(PACKAGE.glob("*/templates/**/*")) if path.is_file())
    return {path: path.read_text("utf-8") for path in found}


@cache
def pyproject() -> dict[str, object]:
    return tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))


def short(path: Path) -> str:
    """A path as it is written in a message."""
    return str(path.relative_to(HOME))


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an attribute chain; calls in between are left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""
