"""What runs in production: its licences, and that the lock holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import HOME, pyproject

COPYLEFT = re.compile(r"\b[AL]?GPL|GNU (Affero|Lesser|Library|General)", re.IGNORECASE)
# The LGPL asks nothing of a program that only imports the unchanged library; each is named with its licence.
ALLOWED = {
    "psycopg": "LGPL-3.0: imported unchanged, replaceable by the institution",
    "psycopg-binary": "LGPL-3.0: the same driver, compiled",
    "pi-heif": "BSD, with libheif and libde265 under LGPL-3.0: unchanged, replaceable by the institution",
    "python-stdnum": "LGPL-2.1: imported unchanged",
}
# Says so only in the file that comes with it.
STATED = {"pysqlite3": "Zlib"}


def requirements() -> list[Requirement]:
    return [Requirement(line) for line in pyproject()["project"]["dependencies"]]  # type: ignore[index]


def closure() -> dict[str, Distribution]:
    """Every distribution that comes with the run-time dependencies."""
    found: dict[str, Distribution] = {}
    waiting = requirements()
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        name = canonicalize_name(wanted.name)
        if (name, frozenset(wanted.extras)) in seen:
            continue
        seen.add((name, frozenset(wanted.extras)))
        found[name] = distribution(name)
        waiting += needed(found[name], wanted.extras)
    return found


def needed(dist: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for line in dist.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in {"", *extras}):
            try:
                distribution(requirement.name)
            except PackageNotFoundError:
                continue  # for another platform
            yield requirement


def licence(dist: Distribution) -> str:
    """What a distribution says of its licence, in the order of trust."""
    data = dist.metadata
    if data["Name"] in STATED:
        return STATED[data["Name"]]
    if data["License-Expression"]:
        return str(data["License-Expression"])
    classifiers = [line for line in data.get_all("Classifier") or () if line.startswith("License ::")]
    return " ".join(classifiers) or str(data["License"] or "").split("\n")[0]


def test_every_licence_lets_us_stay_apache() -> None:
    found = {name: licence(dist) for name, dist in closure().items()}
    assert {name: text for name, text in found.items() if not text} == {}
    assert {name for name, text in found.items() if COPYLEFT.search(text)} <= ALLOWED.keys()


def test_every_exception_is_still_needed() -> None:
    assert closure().keys() >= ALLOWED.keys()


def test_the_lock_holds_every_dependency() -> None:
    text = (HOME / "requirements.lock").read_text("utf-8")
    locked = {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)
    }
    development = pyproject()["project"]["optional-dependencies"]["dev"]  # type: ignore[index]
    wanted = [*requirements(), *map(Requirement, development)]
    outside = [
        str(requirement)
        for requirement in wanted
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert outside == []


def test_every_locked_file_has_a_hash() -> None:
    blocks = re.split(r"^(?=[\w.-]+==)", (HOME / "requirements.lock").read_text("utf-8"), flags=re.M)
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []
