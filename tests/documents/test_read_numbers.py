"""What Word counts by itself is read as Word shows it: a regulation's articles are often numbered so."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.documents.numbered import ANEW, ANOTHER, LIST, numbered, place_in
from youzhang.documents.numbering import written
from youzhang.documents.papers import read_paragraphs
from youzhang.rulebook.citation import in_chinese, number_of


def test_chapters_articles_and_items_carry_their_numbers(tmp_path: Path) -> None:
    file = numbered(
        tmp_path, ("总则", 0), ("为了规范。", 1), ("本中心适用。", 1), ("一是。", 2), ("二是。", 2), ("旁白。", None),
        ("申请", 0), ("来电登记。", 1), ("三是。", 2),
    )  # fmt: skip
    assert read_paragraphs(file) == [
        "第一章 总则", "第一条 为了规范。", "第二条 本中心适用。", "（一） 一是。", "（二） 二是。", "旁白。",
        "第二章 申请", "第三条 来电登记。", "（一） 三是。",
    ]  # fmt: skip


def test_two_lists_count_apart_and_one_may_begin_anew(tmp_path: Path) -> None:
    ways = (
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>',
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/>',
    )
    file = numbered(
        tmp_path, ("a", 0), ("b", 1), ("c", 1), ("d", 0), ("e", 1), ("f", 0, ANOTHER), ("g", 0, ANEW), ("h", 0, ANEW),
        levels=ways,
    )  # fmt: skip
    assert read_paragraphs(file) == ["1. a", "1.1 b", "1.2 c", "2. d", "2.1 e", "1. f", "1. g", "2. h"]


def test_a_style_may_number_its_paragraphs_and_a_paragraph_may_step_out(tmp_path: Path) -> None:
    file = numbered(tmp_path)
    document = Document(str(file))
    style = document.styles.add_style("条文", 1)
    place_in(style.element, 1)
    for text in ("甲。", "乙。", "丙。"):
        document.add_paragraph(text, style=style)
    place_in(document.paragraphs[1]._p, 0, 0)
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).merge(table.cell(1, 0)).paragraphs[0].style = style
    document.save(str(file))
    assert read_paragraphs(file)[:4] == ["第一条 甲。", "乙。", "第二条 丙。", "第三条"]


def test_bullets_add_nothing(tmp_path: Path) -> None:
    file = numbered(tmp_path, ("水壶", 0), levels=('<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/>',))
    assert read_paragraphs(file) == ["水壶"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (7, "chineseCounting", "七"),
        (10, "chineseCounting", "十"),
        (77, "chineseCountingThousand", "七十七"),
        (105, "chineseCountingThousand", "一百零五"),
        (110, "chineseCountingThousand", "一百一十"),
        (2008, "chineseCountingThousand", "二千零八"),
        (12, "ideographDigital", "一二"),
        (20, "ideographDigital", "二〇"),
        (3, "decimalZero", "03"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (5, "somethingNew", "5"),
    ],
)
def test_a_number_is_written_as_its_format_says(number: int, form: str, shown: str) -> None:
    assert written(number, form) == shown


def test_every_numeral_that_is_written_can_be_read() -> None:
    assert [number_of(in_chinese(number)) for number in range(1, 10_000)] == list(range(1, 10_000))


@pytest.mark.parametrize("value", ["-1", "4294967296", "99999999999999999999", "一", "1.5", ""])
def test_a_start_that_word_cannot_mean_counts_for_nothing(tmp_path: Path, value: str) -> None:
    ways = ('<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1."/>',)
    file = numbered(tmp_path, ("甲", 0), ("乙", 0), levels=ways)
    document = Document(str(file))
    root = document.part.numbering_part.element
    for one in root.iter(qn("w:start"), qn("w:startOverride")):
        one.set(qn("w:val"), value)
    document.save(str(file))
    assert [line[-1] for line in read_paragraphs(file)] == ["甲", "乙"]


@pytest.mark.parametrize("value", ["-3", "x", "70000", ""])
def test_a_level_or_a_restart_that_is_none_counts_for_nothing(tmp_path: Path, value: str) -> None:
    file = numbered(tmp_path, ("总则", 0), ("为了规范。", 1), ("本中心适用。", 1))
    document = Document(str(file))
    root = document.part.numbering_part.element
    for one in root.iter(qn("w:lvl"), qn("w:lvlOverride")):
        if one.get(qn("w:ilvl")) == "2":
            one.set(qn("w:ilvl"), value)
        one.append(parse_xml(f'<w:lvlRestart {nsdecls("w")} w:val="{value}"/>'))
    document.paragraphs[-1]._p.pPr.numPr.find(qn("w:ilvl")).set(qn("w:val"), value)
    document.save(str(file))
    assert [line.rpartition(" ")[2] for line in read_paragraphs(file)] == [
        "总则",
        "为了规范。",
        "本中心适用。",
    ]


def test_two_lists_of_one_pattern_may_have_different_levels(tmp_path: Path) -> None:
    file = numbered(tmp_path, ("甲", 0), ("乙", 5), ("丙", 0, ANEW))
    document = Document(str(file))
    for one in document.part.numbering_part.element.findall(qn("w:num")):
        if one.get(qn("w:numId")) == str(LIST):
            one.append(
                parse_xml(
                    f'<w:lvlOverride {nsdecls("w")} w:ilvl="5"><w:lvl w:ilvl="5"><w:start w:val="1"/>'
                    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%6)"/></w:lvl></w:lvlOverride>'
                )
            )
    document.save(str(file))
    assert [line[-1] for line in read_paragraphs(file)] == ["甲", "乙", "丙"]
