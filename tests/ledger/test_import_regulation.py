"""The institution's own text comes in by one command and stands beside our summaries. The sample is invented."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from docx import Document

from tests.builders import signed_in, staff
from tests.documents.numbered import numbered
from youzhang.ledger.models import ArticleText

pytestmark = pytest.mark.django_db
LINES = [
    "某中心办法", "第一章 总则", "第一条 为了 规范服务,制定本办法, 请各位一并遵守, 任何人都不得例外, 也不得拖",
    "1", "延。", "第二章 申请", "第一节 报名",
    "第二条 报名后, 值班的工作人员应当面说明办理情况, 并在 2 ", "日内答复。", "附录一: 报名表", "2",
]  # fmt: skip
WHOLE = "报名后,值班的工作人员应当面说明办理情况,并在 2日内答复。"


def written(place: Path, kind: str, lines: Sequence[str] = LINES) -> Path:
    file = place / f"办法.{kind}"
    if kind == "txt":
        file.write_text("\n".join(lines), encoding="utf-8")
        return file
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(file))
    return file


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_every_article_is_there_with_chapter_and_section(kind, tmp_path, world):
    out = StringIO()
    call_command("regulation", str(written(tmp_path, kind)), "--rulebook", "psych", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert [answer[name] for name in ("articles", "appendices", "chapters", "sections")] == [2, 1, 2, 1]
    assert "psych:1" not in answer["without_text"]
    assert "psych:34.1a" in answer["without_text"]
    second = ArticleText.objects.get(no="第二条")
    assert (second.chapter, second.section, second.text) == ("第二章 申请", "第一节 报名", WHOLE)
    page = (
        signed_in(Client(), staff(world.centre, "project_lead")).get("/work/rules/psych/2").content.decode()
    )
    assert WHOLE in page
    assert "第二章 申请 › 第一节 报名" in page


def test_a_new_text_takes_the_place_of_the_old(tmp_path, world):
    for lines in (LINES, LINES[:5]):
        call_command(
            "regulation", str(written(tmp_path, "txt", lines)), "--rulebook", "psych", stdout=StringIO()
        )
    assert list(ArticleText.objects.values_list("no", flat=True)) == ["第一条"]


def test_a_text_without_articles_changes_nothing_and_says_what_to_check(tmp_path, world):
    call_command("regulation", str(written(tmp_path, "txt")), "--rulebook", "psych", stdout=StringIO())
    with pytest.raises(CommandError, match="第一条") as refused:
        call_command("regulation", str(written(tmp_path, "docx", ["别的文字。"])), "--rulebook", "psych")
    assert refused.value.returncode == 2
    assert ArticleText.objects.count() == 3


def test_articles_that_word_numbers_by_itself_keep_their_numbers(tmp_path, world):
    ways = (("总则", 0), ("为了规范服务。", 1), ("本中心适用。", 1), ("申请", 0), ("报名后答复。", 1))
    file = numbered(tmp_path, *ways)
    call_command("regulation", str(file), "--rulebook", "psych", stdout=StringIO())
    found = ArticleText.objects.order_by("position").values_list("no", "chapter", "text")
    assert list(found) == [
        ("第一条", "第一章 总则", "为了规范服务。"),
        ("第二条", "第一章 总则", "本中心适用。"),
        ("第三条", "第二章 申请", "报名后答复。"),
    ]
