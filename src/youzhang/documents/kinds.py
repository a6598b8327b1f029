"""What a file really is, by its first bytes; a name and a browser's word count for nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _

from youzhang.kit.refused import Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PNG, JPEG, WEBP = "application/pdf", "image/png", "image/jpeg", "image/webp"
HEIC = "image/heic"  # what an iPhone takes; kept as JPEG
IMAGES = frozenset({PNG, JPEG, WEBP})
PAPERS = IMAGES | {PDF, DOCX}

ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    DOCX: (".docx",),
}

MEGABYTE = 1024 * 1024
LARGEST_UNPACKED = 100 * MEGABYTE
MOST_PARTS = 2000

# What runs when a paper is opened. Streams are left out: three letters in compressed data prove nothing.
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch)(?![A-Za-z0-9])")
_PROTECTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")
_CUT_OFF = re.compile(rb"(?<!end)stream\r?\n")  # begun, and never ended
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


@dataclass(frozen=True)
class Kind:
    """How one media type is recognised."""

    media_type: str
    fits: Callable[[bytes], bool]


def media_type_of(content: bytes) -> str:
    """The media type that the bytes show, or an empty string."""
    return next((kind.media_type for kind in KINDS if kind.fits(content)), "")


def checked_type(content: bytes, name: str, allowed: frozenset[str]) -> str:
    """The media type of an allowed file that is what its name says, or `Refused`."""
    found = media_type_of(content)
    if found not in allowed:
        endings = ", ".join(sorted(ending[1:] for kind in allowed for ending in ENDINGS[kind]))
        raise Refused(
            "rule:file_kind",
            _("“%(name)s” is not a file of a kind that can be kept here.") % {"name": name[:80]},
            _("Choose one of: %(kinds)s.") % {"kinds": endings},
            field="file",
        )
    said = next((kind for kind, ends in ENDINGS.items() if name.lower().endswith(ends)), found)
    # Phones save JPEG as .png; pictures are made anew anyway.
    if said != found and not {said, found} <= IMAGES:
        raise Refused(
            "rule:file_kind",
            _("“%(name)s” is not what its name says.") % {"name": name[:80]},
            _("Open it in the program that made it, save it again, and choose the new file."),
            field="file",
        )
    return found


def check_pdf(content: bytes) -> None:
    """A paper that runs something when opened is refused, and one of which nobody can tell."""
    open_parts = _STREAM.sub(b"", content)
    bare = _ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), open_parts)
    if not _ACTIVE.search(bare):
        return
    why = _("This PDF holds a script or starts a program.")
    way_on = _("Print it to a new PDF, or scan it, and choose that file.")
    if _PROTECTED.search(bare):
        why = _("This PDF is protected, so nobody can tell whether it runs something.")
        way_on = _("Save it without the protection, or print and scan it, and choose that file.")
    elif _CUT_OFF.search(open_parts) or b"%%EOF" not in content[-1024:]:
        why = _("This PDF is damaged or cut off, so nobody can tell whether it runs something.")
        way_on = _("Open it in the program that made it, save it again, and choose the new file.")
    raise Refused("rule:file_active", why, way_on, field="file")


def pages_of(content: bytes, media_type: str) -> int | None:
    """How many pages, where it can be told without a reader."""
    if media_type == PDF:
        return len(_PAGE.findall(content)) or None
    return 1 if media_type in IMAGES else None


def is_docx(content: bytes) -> bool:
    """A zip that says it is a Word document, and does not unpack to a flood."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            entries = parts.infolist()
            if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
                return False
            names = {entry.filename for entry in entries}
            if not {"[Content_Types].xml", "word/document.xml"} <= names:
                return False
            return b"wordprocessingml.document.main+xml" in parts.read("[Content_Types].xml")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False


_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}

KINDS = (
    Kind(PDF, lambda content: content.startswith(b"%PDF-")),
    Kind(PNG, lambda content: content.startswith(b"\x89PNG\r\n\x1a\n")),
    Kind(JPEG, lambda content: content.startswith(b"\xff\xd8\xff")),
    Kind(WEBP, lambda content: content.startswith(b"RIFF") and content[8:12] == b"WEBP"),
    Kind(HEIC, lambda content: content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS),
    Kind(DOCX, lambda content: content.startswith(b"PK\x03\x04") and is_docx(content)),
)
