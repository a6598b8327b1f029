"""An institution's own text, however roughly it was extracted. The sample is invented; a real one may be pointed at."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from youzhang.rulebook.text import ArticleText, ChapterText, articles_of, read_regulation

ROUGH = """下载文档
园艺社管理办法
目 录
第一章 总则 ........ 1
第一条 目的
第二章 浇水 ........ 2
第一章 总则
第一条 为了让社员照料好花园, 特制订本办法, 并由全体社员共同遵守, 任何人不得例外, 请各位支
持。
第二条 社员每周浇水 3 次, 每次不少于 2- 3 桶 ,使用《浇水登记 表》 、 《工具登记表》登记, 由值日社员
1
负责检查。
2
第二章 浇 水
第一节 工具
第三条 工具分类
(一) 水壶: 用于小苗, 依照
第二条 的规定登记。
(二)水管:用于 GARDEN HOSE 接口; 每次用完须收好,并按照园艺社每年发布的工具保养规定于
15 天内检修。
工具损坏的, 由当日使用的社员在当天晚上之前告知工具管理员并如实填写登记表, 不得拖到第
3
1
日。
- 4 -
第四条 本办法由园艺社解释。
附 录
附录一: 浇水登记表
附录二:工具登记表
5
展开阅读全文
"""
NORM = """花园规范.docx
VIP文档, 请付费下载

第一章总则

第二章工具

第三章附则

第一章总则

本规范适用于所有花园。

花园应当整洁。

第二章工具

2.1工具的保管

工具应当放回原处。

2.2工具的检查

每月检查一次。结果应当公布。

2

文档评论(0)

相关文档"""


def articles(text: str) -> dict[str, ArticleText]:
    return {article.no: article for article in articles_of(read_regulation(text))}


def test_articles_chapters_and_sections_are_found_once_and_in_order() -> None:
    headings = [block for block in read_regulation(ROUGH) if isinstance(block, ChapterText)]
    assert [(one.no, one.title, one.section) for one in headings] == [
        ("第一章", "总则", False),
        ("第二章", "浇水", False),
        ("第一节", "工具", True),
    ]
    assert list(articles(ROUGH)) == ["第一条", "第二条", "第三条", "第四条", "附录一", "附录二"]
    third = articles(ROUGH)["第三条"]
    assert (third.number, third.chapter, third.section) == ("3", "第二章", "第一节")


def test_broken_sentences_are_whole_again_and_stray_blanks_are_gone() -> None:
    found = articles(ROUGH)
    assert (
        found["第一条"].text
        == "为了让社员照料好花园,特制订本办法,并由全体社员共同遵守,任何人不得例外,请各位支持。"
    )
    assert found["第二条"].text == (
        "社员每周浇水 3 次,每次不少于 2-3 桶,使用《浇水登记表》、《工具登记表》登记,由值日社员负责检查。"
    )


def test_page_numbers_go_and_numbers_of_the_text_stay() -> None:
    text = articles(ROUGH)["第三条"].text
    assert text.split("\n")[0] == "工具分类"
    assert "(一)水壶:用于小苗,依照第二条的规定登记。" in text
    assert "于15 天内检修。" in text
    assert "不得拖到第1日。" in text
    assert "- 4 -" not in text


def test_what_a_web_page_put_around_it_falls_away() -> None:
    found = articles(ROUGH)
    assert found["附录二"].text == "工具登记表"
    assert "下载" not in "".join(one.text for one in found.values())


def test_a_norm_without_articles_is_read_by_paragraph_and_section() -> None:
    found = articles(NORM)
    assert list(found) == ["总则第一段", "总则第二段", "第二章2.1", "第二章2.2"]
    assert (found["第二章2.1"].title, found["第二章2.1"].text) == ("工具的保管", "工具应当放回原处。")
    assert found["第二章2.2"].text == "每月检查一次。结果应当公布。"
    headings = [one.no for one in read_regulation(NORM) if isinstance(one, ChapterText)]
    assert headings == ["第一章", "第二章", "第三章"]


def test_a_text_belongs_to_every_rulebook_article_under_its_number() -> None:
    third = articles(ROUGH)["第三条"]
    assert third.is_text_of("第三条")
    assert third.is_text_of("第三条(二)")
    assert not third.is_text_of("第三十条")


@pytest.mark.parametrize("text", ["", "\n\n", "没有条文的一页。", "1\n2\n3"])
def test_a_text_without_articles_gives_none(text: str) -> None:
    assert read_regulation(text) == []


REAL = os.environ.get("YOUZHANG_TEST_REGULATION", "")


@pytest.mark.skipif(not REAL, reason="YOUZHANG_TEST_REGULATION does not point to a regulation")
def test_a_real_regulation_is_complete() -> None:
    """Articles without a gap, no page number left alone, no blank between Chinese characters."""
    place = Path(REAL)
    for file in sorted(place.glob("*.txt")) if place.is_dir() else [place]:
        found = list(articles_of(read_regulation(file.read_text(encoding="utf-8"))))
        numbers = [int(one.number) for one in found if one.no.endswith("条")]
        assert found
        assert numbers == list(range(1, len(numbers) + 1))
        for one in found:
            assert not re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", one.text), one.no
            assert not re.search(r"(?m)^\d+$", one.text), one.no
