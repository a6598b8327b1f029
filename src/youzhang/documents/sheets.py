"""A list as a sheet to take along: .xlsx or .csv. What people typed is text there and never a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from youzhang.kit import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
FORMATS = {"xlsx": XLSX, "csv": CSV}
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
Rows = Iterable[Sequence[object]]


def sheet_response(form: str, name: str, heads: Sequence[str], rows: Rows) -> HttpResponse:
    """A sheet as a download that nobody on the way keeps."""
    content = workbook(name, heads, rows) if form == "xlsx" else as_csv(heads, rows)
    response = HttpResponse(content, content_type=FORMATS[form])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def workbook(title: str, heads: Sequence[str], rows: Rows) -> bytes:
    """One sheet with a head that stays in sight."""
    from openpyxl import Workbook  # only now: it weighs as much as ten pages of the product
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_A_CELL.sub("", title).translate(_NOT_IN_A_TITLE)[:31])
    filled = [[_plain(value) for value in row] for row in rows]
    for number, texts in enumerate(zip(heads, *filled, strict=True), 1):
        width = max(_width(text) for text in texts)
        sheet.column_dimensions[_letter(number)].width = min(width + 2, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, head, Font(bold=True)) for head in heads])
    for row in filled:
        sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def as_csv(heads: Sequence[str], rows: Rows) -> bytes:
    """The same as CSV, with the mark by which Excel knows UTF-8."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_inert(_plain(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


_NOT_IN_A_TITLE = str.maketrans(dict.fromkeys(r"[]:*?/\\", " "))


def _plain(value: object) -> Any:
    """Numbers and dates as they are, instants in the centre's time, all else as text."""
    if isinstance(value, datetime):
        return value.astimezone(clock.CHINA).replace(tzinfo=None, microsecond=0)
    if value is None or isinstance(value, bool | int | float | date):
        return value
    return _NOT_IN_A_CELL.sub("", str(value))


def _cell(sheet: Any, value: Any, font: Any = None) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl would take a leading = for a formula
        cell.style = "Normal"
        cell.quotePrefix = True
    if font:
        cell.font = font
    return cell


def _inert(value: Any) -> Any:
    """An apostrophe before what a program would take for a formula: CSV has no types."""
    dangerous = isinstance(value, str) and value.lstrip(" ").startswith(_BEGINS_A_FORMULA)
    return f"'{value}" if dangerous else value


def _width(value: object) -> int:
    """Chinese characters are twice as wide."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in str("" if value is None else value))


def _letter(number: int) -> str:
    return chr(ord("A") + number - 1)
