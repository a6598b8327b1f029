"""What can happen and be watched, without any rule: what whoever writes a story from the text alone may read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import translation

from youzhang.accounts.roles import ROLES
from youzhang.ledger.registry import vocabulary
from youzhang.rulebook.vocabulary import Data, FactKind, MatterKind


def declared() -> dict[str, Any]:
    """Roles, matter kinds and fact kinds with their data, in English."""
    found = vocabulary()
    with translation.override("en"):
        return {
            "roles": {code: str(title) for code, title in ROLES.items()},
            "matters": {name: _matter(kind) for name, kind in found.matters.items()},
            "facts": {name: _fact(kind) for name, kind in sorted(found.facts.items())},
        }


def _matter(kind: MatterKind) -> dict[str, Any]:
    return {"title": str(kind.title), "belongs_to": kind.parent, "called_off_by": list(kind.called_off)}


def _fact(kind: FactKind) -> dict[str, Any]:
    data = {name: _data(spec) for name, spec in kind.data.items()}
    return {"title": str(kind.title), "data": data, "fills": dict(kind.fills)}


def _data(spec: Data) -> dict[str, Any]:
    codes = {"codes": list(spec.codes)} if spec.codes else {}
    return {"type": spec.type, "optional": spec.optional} | codes


def declared_lines() -> Iterator[str]:
    """The same to read."""
    found = declared()
    yield from ("# Roles", "")
    yield from (f"- {code}: {title}" for code, title in found["roles"].items())
    yield from ("", "# Matter kinds", "")
    yield from (f"- {name}: {'; '.join(_about_matter(kind))}" for name, kind in found["matters"].items())
    yield from ("", "# Fact kinds: data fields (optional ones in brackets)", "")
    yield from (f"- `{name}` {'; '.join(_about_fact(kind))}" for name, kind in found["facts"].items())


def _about_matter(kind: dict[str, Any]) -> Iterator[str]:
    yield kind["title"]
    if kind["belongs_to"]:
        yield f"belongs to a {kind['belongs_to']}"
    if kind["called_off_by"]:
        yield f"called off by {', '.join(kind['called_off_by'])}"


def _about_fact(kind: dict[str, Any]) -> Iterator[str]:
    fields = [_field(name, spec) for name, spec in kind["data"].items()]
    yield f"{kind['title']}: {fields[0]}" if fields else kind["title"]
    yield from fields[1:]
    yield from (f"fills the slot @{slot} with {field}" for slot, field in kind["fills"].items())


def _field(name: str, spec: dict[str, Any]) -> str:
    words = f"{name}: {spec['type']}{' ' + '|'.join(spec['codes']) if 'codes' in spec else ''}"
    return f"[{words}]" if spec["optional"] else words
