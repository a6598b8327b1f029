"""A Word document whose paragraphs are numbered by Word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

LIST, ANOTHER, ANEW = 901, 902, 903
CHAPTER = '<w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1章"/>'
ARTICLE = '<w:numFmt w:val="chineseCountingThousand"/><w:lvlRestart w:val="0"/><w:lvlText w:val="第%2条"/>'
ITEM = '<w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/>'


def numbered(
    place: Path, *lines: tuple[str, int | None] | tuple[str, int, int], levels: tuple[str, ...] = ()
) -> Path:
    """A document with lines of a list: (text, level, which list), without a level what is in none."""
    document = Document()
    root = document.part.numbering_part.element
    ways = levels or (CHAPTER, ARTICLE, ITEM)
    kept = "".join(f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/>{way}</w:lvl>' for n, way in enumerate(ways))
    patterns = [
        parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{n}">{kept}</w:abstractNum>')
        for n in (900, 910)
    ]
    for one in reversed(patterns):
        root.insert(0, one)
    over = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, pattern, more in ((LIST, 900, ""), (ANOTHER, 910, ""), (ANEW, 900, over)):
        root.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{pattern}"/>{more}</w:num>'
            )
        )
    for text, level, *which in lines:
        paragraph = document.add_paragraph(text)
        if level is not None:
            place_in(paragraph._p, level, *which)
    file = place / "制度.docx"
    document.save(str(file))
    return file


def place_in(element: Any, level: int, which: int = LIST) -> None:
    given = element.get_or_add_pPr().get_or_add_numPr()
    given.get_or_add_ilvl().val, given.get_or_add_numId().val = level, which
