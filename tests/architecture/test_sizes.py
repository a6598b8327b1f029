"""Files, functions and templates stay small enough to be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture.source import modules, short, templates

LINES_OF_A_FILE = 300
LINES_OF_A_FUNCTION = 40
LINES_OF_A_TEMPLATE = 150
NESTING = 3
NESTS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.Match)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[str, Function]]:
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield f"{short(path)}:{node.lineno} {node.name}", node


def depth(node: ast.AST) -> int:
    """How deep blocks stand in each other; `elif` and an inner function start no deeper level."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.Lambda | ast.ClassDef):
            continue
        chained = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        deepest = max(deepest, depth(child) + (isinstance(child, NESTS) and not chained))
    return deepest


def test_no_file_is_too_long() -> None:
    counts = {short(path): path.read_text("utf-8").count("\n") for path in modules()}
    assert {name: lines for name, lines in counts.items() if lines > LINES_OF_A_FILE} == {}


def test_no_function_is_too_long() -> None:
    counts = {name: (node.end_lineno or 0) - node.lineno + 1 for name, node in functions()}
    assert {name: lines for name, lines in counts.items() if lines > LINES_OF_A_FUNCTION} == {}


def test_no_function_nests_too_deep() -> None:
    depths = {name: depth(node) for name, node in functions()}
    assert {name: found for name, found in depths.items() if found > NESTING} == {}


def test_no_template_is_too_long() -> None:
    counts = {short(path): text.count("\n") for path, text in templates().items()}
    assert {name: lines for name, lines in counts.items() if lines > LINES_OF_A_TEMPLATE} == {}


def test_nesting_is_counted() -> None:
    tree = ast.parse("def f():\n if a:\n  for b in c:\n   while d: pass\n elif e: pass\n else:\n  if g: pass")
    assert depth(tree.body[0]) == 3
