"""Read the paragraphs of a text or Word file; draw a QR code."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from youzhang.documents.kinds import MEGABYTE, is_docx
from youzhang.documents.numbering import Numbers
from youzhang.kit.refused import Refused
from youzhang.kit.text import clean_text

if TYPE_CHECKING:  # read when a Word file comes: it weighs more than a page of the product
    from docx.document import Document
    from docx.table import Table
    from docx.text.paragraph import Paragraph

LARGEST_TEXT = 20 * MEGABYTE
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_DAMAGE = (
    SyntaxError, KeyError, ValueError, IndexError, AttributeError, OSError, zipfile.BadZipFile, RuntimeError,
)  # fmt: skip


def read_paragraphs(path: Path) -> list[str]:
    """The lines of a .txt (UTF-8, UTF-16, GB 18030) or the paragraphs of a .docx, empty ones left out.

    A table row is one paragraph, its cells parted by tabs. Numbers that Word counts stand
    before their paragraphs.
    """
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise _refuse(path, _("cannot be opened (%(why)s)") % {"why": fault.strerror}) from None
    if len(content) > LARGEST_TEXT:
        raise _refuse(path, _("is larger than 20 MB"))
    _check_readable(path, content)
    lines = _docx_lines(path, content) if path.suffix.lower() == ".docx" else _text_lines(path, content)
    cleaned = [text for line in lines if (text := clean_text(line))]
    if not cleaned:
        raise _refuse(path, _("holds no text"))
    return cleaned


def _check_readable(path: Path, content: bytes) -> None:
    """A PDF has no paragraphs to read; a Word file with a password, and an old one, is no package of parts."""
    if content.startswith(b"%PDF-"):
        raise _refuse(path, _("is a PDF; only text and Word files can be read"))
    if content.startswith(_COMPOUND):
        way_on = _("Open it in Word, take the password away, save it as .docx, and give that file.")
        raise _refuse(path, _("is protected by a password, or an old Word document (.doc)"), way_on)


def qr_svg(text: str) -> SafeString:
    """A QR code as inline SVG, black on white in any theme, without styles of its own."""
    code = segno.make(text, error="m", micro=False)
    svg = code.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass="qr", lineclass=None)
    return mark_safe(svg)


def _text_lines(path: Path, content: bytes) -> list[str]:
    known = next((encoding for bom, encoding in _BOMS if content.startswith(bom)), "")
    for encoding in [known] if known else ["utf-8", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text.splitlines()
    raise _refuse(path, _("is no text in UTF-8 or GB 18030"))


def _docx_lines(path: Path, content: bytes) -> list[str]:
    if not is_docx(content):
        raise _refuse(path, _("is no Word document (.docx), or a damaged one"))
    from docx import Document

    try:
        document = Document(BytesIO(content))
        numbers = _numbers(document)
        return [line for block in document.iter_inner_content() for line in _block_lines(block, numbers)]
    except _DAMAGE:
        raise _refuse(path, _("is a damaged Word document")) from None


def _numbers(document: Document) -> Numbers:
    """Without making the part that holds the lists, where there is none."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    parts = (one for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.NUMBERING)
    part = next(parts, None)
    return Numbers(part.target_part.element if part else None)


def _block_lines(block: Paragraph | Table, numbers: Numbers) -> Iterator[str]:
    from docx.text.paragraph import Paragraph

    if isinstance(block, Paragraph):
        yield from _numbered(block, numbers).splitlines()
        return
    for row in block.rows:
        cells = list(dict.fromkeys(cell._tc for cell in row.cells))  # a merged cell is listed once per column
        yield "\t".join(
            " ".join(_numbered(one, numbers) for one in _paragraphs(cell, block)) for cell in cells
        )


def _numbered(paragraph: Paragraph, numbers: Numbers) -> str:
    return f"{numbers.before(paragraph)} {paragraph.text}".strip()


def _paragraphs(cell: object, table: Table) -> list[Paragraph]:
    from docx.text.paragraph import Paragraph

    return [Paragraph(p, table) for p in cell.p_lst]  # type: ignore[attr-defined]


def _refuse(path: Path, what: str, way_on: str = "") -> Refused:
    return Refused(
        "rule:file_kind",
        _("“%(name)s” %(what)s.") % {"name": path.name, "what": what},
        way_on or _("Save it again as .docx or as plain text (UTF-8), and give that file."),
        field="file",
    )
