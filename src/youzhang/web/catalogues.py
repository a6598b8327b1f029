"""Translations without a gettext binary: `python -m youzhang.web.catalogues update|compile|check [room …]`.

Every room keeps its own complete Chinese catalogue; the English text in the code is the source.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
CATALOGUE = Path("locale") / LOCALE / "LC_MESSAGES" / "django.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("templates/**.txt", "jinja2")]
OPTIONS = {
    pattern: {"trimmed": "true", "newstyle_gettext": "true"} for pattern, kind in METHODS if kind == "jinja2"
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Dates and names in the header would make every update a change.
NOISE = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Language-Team',
    b'"Report-Msgid-Bugs',
    b'"Generated-By',
)


def extract(room: Path) -> Catalog:
    """Every translatable string of a room, without places."""
    found = _blank()
    for _file, _line, message, comments, context in extract_from_dir(
        str(room), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def read(room: Path) -> Catalog:
    """The room's catalogue as it is kept, empty when there is none."""
    file = room / CATALOGUE
    if not file.is_file():
        return _blank()
    with file.open("rb") as stream:
        return read_po(stream, locale=LOCALE)


def update(room: Path) -> None:
    """Bring the catalogue in line with the code; what is translated stays, what is gone goes."""
    found, kept = extract(room), read(room)
    if not _messages(found):
        return
    kept.update(found, no_fuzzy_matching=True)
    kept.header_comment = found.header_comment
    kept.obsolete.clear()
    stream = BytesIO()
    write_po(stream, kept, no_location=True, sort_output=True, width=0, ignore_obsolete=True)
    lines = [line for line in stream.getvalue().splitlines() if not line.startswith(NOISE)]
    (room / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    (room / CATALOGUE).write_bytes(b"\n".join(lines).rstrip() + b"\n")


def compile_room(room: Path) -> None:
    """Write the `.mo` beside the `.po`, in one step, so that a running process never reads half a file."""
    stream = BytesIO()
    write_mo(stream, read(room))
    target = (room / CATALOGUE).with_suffix(".mo")
    fresh = target.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_bytes(stream.getvalue())
    fresh.replace(target)


def compile_stale(root: Path = PACKAGE) -> None:
    """Compile what is missing or older than its source; called at start, before Django reads catalogues."""
    for source in root.glob(f"*/{CATALOGUE}"):
        target = source.with_suffix(".mo")
        fresh = target.is_file() and target.stat().st_mtime >= source.stat().st_mtime
        if not fresh and os.access(source.parent, os.W_OK):
            compile_room(source.parents[3])


def faults(room: Path) -> list[str]:
    """What keeps a catalogue from being complete."""
    kept, found = read(room), extract(room)
    return [
        *(f"untranslated: {_text(m)}" for m in _messages(kept) if not _filled(m)),
        *(f"fuzzy: {_text(m)}" for m in _messages(kept) if m.fuzzy),
        *(f"obsolete: {_text(m)}" for m in _messages(kept) if not found.get(m.id, m.context)),
        *(f"missing: {_text(m)}" for m in _messages(found) if not kept.get(m.id, m.context)),
        *(f"{fault}: {_text(message)}" for message, errors in kept.check() for fault in errors),
    ]


def rooms(names: Iterable[str]) -> Iterator[Path]:
    """The folders named, or every room."""
    yield from (
        PACKAGE / name for name in names or sorted(p.parent.name for p in PACKAGE.glob("*/__init__.py"))
    )


def main(arguments: list[str]) -> int:
    """Exit 0 done, 1 the check found something, 2 wrong usage."""
    verb, *names = arguments or [""]
    if verb not in {"update", "compile", "check"}:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    found = 0
    for room in rooms(names):
        if verb == "update":
            update(room)
        elif verb == "compile" and (room / CATALOGUE).is_file():
            compile_room(room)
        elif verb == "check":
            for fault in faults(room):
                found = 1
                sys.stdout.write(f"{room.name}: {fault}\n")
    return found


def _blank() -> Catalog:
    header = "# Simplified Chinese of this room; see `python -m youzhang.web.catalogues`."
    return Catalog(locale=LOCALE, project="Youzhang", version="1", header_comment=header, fuzzy=False)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _text(message: Message) -> str:
    return repr(message.id[0] if isinstance(message.id, tuple) else message.id)


def _filled(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
