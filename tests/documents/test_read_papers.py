"""Paragraphs of text and Word files, whoever saved them; QR codes that can be read."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from tests.documents import samples
from youzhang.documents.papers import qr_svg, read_paragraphs
from youzhang.kit.refused import Refused

LINES = ["第一章　总则", "第一条　为了规范服务，制定本制度。"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_text_file_is_read_in_any_chinese_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "制度.txt"
    file.write_bytes("\r\n\r\n".join(LINES).encode(encoding))
    assert read_paragraphs(file) == LINES


def test_a_word_file_is_read_in_its_order_tables_too(tmp_path: Path) -> None:
    file = tmp_path / "制度.docx"
    file.write_bytes(samples.word_document())
    assert read_paragraphs(file) == [
        "第一条　为了规范服务，制定本制度。",
        "项目\t期限",
        "回执\t电话\t3 天",
        "第二条　自发布之日起施行。",
    ]


def broken_word_document() -> bytes:
    return samples.zip_of(samples.parts_of(samples.word_document()) | {"word/document.xml": b"<w:document>"})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.docx", b"plain text", id="text as Word"),
        pytest.param("a.docx", samples.word_document()[:-300], id="torn Word"),
        pytest.param("a.docx", broken_word_document(), id="Word with broken XML"),
        pytest.param("a.txt", samples.word_document(), id="Word as text"),
        pytest.param("a.txt", b"\xff\xff\xff\xff", id="no encoding"),
        pytest.param("a.txt", b" \n\t\n", id="blank"),
    ],
)
def test_a_damaged_file_is_refused_by_name(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(Refused, match=name) as refusal:
        read_paragraphs(file)
    assert refusal.value.way_on


@pytest.mark.parametrize(
    ("name", "content", "why", "way_on"),
    [
        ("制度.pdf", b"%PDF-1.7 \xe5", "is a PDF", "as .docx or as plain text"),
        ("制度.txt", b"%PDF-1.7\ntext", "is a PDF", "as .docx or as plain text"),
        (
            "制度.docx",
            bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
            "protected by a password",
            "password away",
        ),
        (
            "制度.doc",
            bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
            "an old Word document",
            "save it as .docx",
        ),
    ],
)
def test_what_cannot_be_read_is_called_what_it_is(
    tmp_path: Path, name: str, content: bytes, why: str, way_on: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with override("en"), pytest.raises(Refused) as refusal:
        read_paragraphs(tmp_path / name)
    assert why in refusal.value.why
    assert way_on in refusal.value.way_on


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"none\.txt"):
        read_paragraphs(tmp_path / "none.txt")


def test_a_word_file_cannot_read_other_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("root key")
    parts = samples.parts_of(samples.word_document())
    body = parts["word/document.xml"].decode()
    head, _, rest = body.partition("?>")
    entity = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "file://{secret}">]>'
    parts["word/document.xml"] = f"{head}?>{entity}{rest.replace('施行', '&leak;')}".encode()
    file = tmp_path / "a.docx"
    file.write_bytes(samples.zip_of(parts))
    assert all("root key" not in line for line in read_paragraphs(file))


def test_a_qr_code_is_inline_svg_without_styles() -> None:
    drawn = qr_svg("http://localhost:8000/track?n=XL-2026-0001")
    svg = ElementTree.fromstring(str(drawn))
    assert svg.tag.endswith("svg")
    assert "style" not in drawn
    assert "<script" not in drawn
    assert qr_svg("one") != qr_svg("two")
