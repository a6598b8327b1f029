"""Where the product and its tests name an article or a fact kind, file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from youzhang.ledger.coverage import PACKAGE, TESTS
from youzhang.ledger.registry import vocabulary

# The rulebook says what follows, the demo and the bench live by it: neither is a page.
APART = {"rulebook", "life", "bench", "locale", "migrations"}


def sources(name: str) -> list[str]:
    """Pages, forms and acts of the product."""
    files = (file for pattern in ("*.html", "*.py") for file in PACKAGE.rglob(pattern))
    return _naming(
        name, (file for file in files if APART.isdisjoint(file.relative_to(PACKAGE).parts)), PACKAGE
    )


@cache
def recorded() -> frozenset[str]:
    """The kinds of facts that some act of the product records."""
    files = [
        file
        for file in PACKAGE.rglob("*.py")
        if file.name != "facts.py" and APART.isdisjoint(file.relative_to(PACKAGE).parts)
    ]
    written = "\n".join(map(_text, files))
    return frozenset(name for name in vocabulary().facts if f'"{name}"' in written)


def tests(name: str) -> list[str]:
    """Tests; none in an installed package, which has none beside it."""
    return _naming(name, TESTS.rglob("test_*.py"), TESTS.parent) if TESTS.is_dir() else []


def _naming(name: str, files: Iterator[Path], root: Path) -> list[str]:
    whole = re.compile(rf"(?<![\w.:]){re.escape(name)}(?![\w]|\.\w)")
    return sorted(str(file.relative_to(root)) for file in files if whole.search(_text(file)))


@cache
def _text(file: Path) -> str:
    return file.read_text("utf-8")
