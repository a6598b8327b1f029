from __future__ import annotations

import re

import pytest

from youzhang.rulebook.citation import number_of, short_number
from youzhang.rulebook.library import BOOKS, builtin, find


def test_both_regulations_are_there_article_by_article() -> None:
    assert {name: len(builtin(name).articles) for name in BOOKS} == {"psych": 157, "welfare": 31}
    assert builtin("psych") is builtin("psych")


@pytest.mark.parametrize("name", BOOKS)
def test_chinese_prose_has_full_width_marks(name: str) -> None:
    for article in builtin(name).articles:
        for text in (article.title.zh, article.summary.zh):
            assert not re.search(r"[\u4e00-\u9fff][,:;()?]|[,:;()?][\u4e00-\u9fff]", text), article.id


def test_an_article_is_found_by_its_id() -> None:
    article = find("psych:34.1d")
    assert article is not None
    assert (article.book, article.local, article.no) == ("psych", "34.1d", "第三十四条(一)")
    assert builtin("psych").article("34.1d") is article
    assert [find(name) for name in ("psych:999", "other:1", "34.1d", "")] == [None, None, None, None]


def test_an_unknown_book_is_refused() -> None:
    with pytest.raises(KeyError, match="psych, welfare"):
        builtin("other")


@pytest.mark.parametrize(
    ("no", "zh", "en"),
    [
        ("第三十四条(二)", "第34条(二)", "Art. 34(2)"),
        ("第六十条(二)2", "第60条(二)2", "Art. 60(2)2"),
        ("第七十七条", "第77条", "Art. 77"),
        ("第十条", "第10条", "Art. 10"),
        ("附录一", "附录1", "Appendix 1"),
        ("总则第三段", "总则第3段", "General, para. 3"),
        ("第二章2.1", "2.1", "Sec. 2.1"),
        ("第三章", "第3章", "Ch. 3"),
        ("Rule 7", "Rule 7", "Rule 7"),
    ],
)
def test_a_chip_cites_an_article_briefly(no: str, zh: str, en: str) -> None:
    assert (short_number(no, "zh-hans"), short_number(no, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("numeral", "number"), [("一", 1), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("34", 34)]
)
def test_chinese_numerals_are_read(numeral: str, number: int) -> None:
    assert number_of(numeral) == number


def test_every_article_has_a_heading_and_a_short_citation() -> None:
    for name in BOOKS:
        chapters = {chapter.id for chapter in builtin(name).chapters}
        for article in builtin(name).articles:
            assert article.chapter in chapters
            assert article.short("en").isascii(), article.id
