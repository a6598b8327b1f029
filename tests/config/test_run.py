"""`run.py` starts on a bare Python."""

from __future__ import annotations

import ast
import subprocess
import sys

from youzhang.config.suite import HOME

RUN = HOME / "run.py"


def test_it_needs_nothing_but_the_standard_library() -> None:
    nodes = list(ast.walk(ast.parse(RUN.read_text("utf-8"))))
    imported = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_without_an_argument_it_says_what_it_can_do() -> None:
    done = subprocess.run([sys.executable, "-I", RUN], capture_output=True, text=True, check=True)
    assert "python3 run.py demo" in done.stdout
    assert "python3 run.py test" in done.stdout
