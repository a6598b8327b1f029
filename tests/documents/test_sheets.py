"""A sheet opens in Excel with what was on the page; nothing that somebody typed runs there."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from youzhang.documents.sheets import as_csv, sheet_response, workbook

NASTY = ["=1+1", "+86 138", "-2", "@SUM(A1)", "\t=cmd", " =1", '=HYPERLINK("http://x","y")']


@pytest.mark.parametrize("text", NASTY)
def test_what_begins_a_formula_stays_text(text: str) -> None:
    cell = load_workbook(BytesIO(workbook("List", ["Name"], [[text]])))["List"]["A2"]
    assert (cell.data_type, cell.value) == ("s", text)
    (_head, (kept,)) = csv.reader(StringIO(as_csv(["Name"], [[text]]).decode("utf-8-sig")))
    assert kept == f"'{text}"


def test_numbers_and_dates_stay_what_they_are() -> None:
    at = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    row = [3, 0.5, date(2026, 3, 2), at, None, "李雨\x00"]
    (_head, cells) = load_workbook(BytesIO(workbook("[a]:b" * 20, list("abcdef"), [row]))).active.iter_rows(
        values_only=True
    )
    assert [str(cell) for cell in cells[2:4]] == ["2026-03-02 00:00:00", "2026-03-02 09:00:00"]
    assert (*cells[:2], *cells[4:]) == (3, 0.5, None, "李雨")


def test_an_empty_list_has_its_heads() -> None:
    book = load_workbook(BytesIO(workbook("List", ["Name", "State"], [])))
    assert list(book["List"].iter_rows(values_only=True)) == [("Name", "State")]


def test_nobody_on_the_way_keeps_it() -> None:
    answer = sheet_response("csv", "申请 2026-03-02", ["a"], [["b"]])
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbf")
