"""Going live: persons and running cases from a sheet, all or nothing (welfare:2.2b)."""

from __future__ import annotations

import json
import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override
from openpyxl import Workbook

from tests.builders import viewing
from youzhang.casework.actions.importing import import_rows
from youzhang.casework.models import Case
from youzhang.clients.models import Person
from youzhang.kit.refused import Refused
from youzhang.ledger.models import Duty, Fact

HEADS = (
    "姓名",
    "出生日期",
    "性别",
    "电话",
    "身份证号",
    "直接跟进人",
    "后备人员",
    "建立日期",
    "求助问题",
    "监护人姓名",
)


def a_row(world, name="顾小川", **changes) -> list[object]:
    """A running case of a child, as a row."""
    values = dict(zip(HEADS, (name, date(2012, 5, 6), "男", 13900000001, "", world.worker.username,
                              world.backup.username, "20251103", "厌学。", "顾长风"), strict=True))  # fmt: skip
    return list((values | changes).values())


def take_in(world, *rows, **options):
    acting = {"by": viewing(world.lead)}
    return import_rows("cases", [HEADS, *rows], world.here, **acting | options)


def test_a_running_case_comes_in_and_nothing_of_it_is_late(world):
    found = take_in(world, a_row(world), [None] * len(HEADS))
    case = Case.unscoped.get(caseworker=world.worker)
    assert (found.rows, found.faults) == (1, [])
    assert (case.person.name, case.opened_at.date(), case.file.problem) == (
        "顾小川",
        date(2025, 11, 3),
        "厌学。",
    )
    assert case.file.guardian.name == "顾长风"
    facts = Fact.unscoped.filter(matter=case.matter)
    assert set(facts.values_list("late_reason", flat=True)) == {"before_system"}
    assert not Duty.unscoped.filter(matter=case.matter, due__lt=facts[0].recorded_at).exists()


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"身份证号": "330106201205060013"}, "身份证号"),
        ({"出生日期": "20121340"}, "出生日期"),
        ({"直接跟进人": "nobody"}, "直接跟进人"),
        ({"后备人员": "duty"}, "后备人员"),
        ({"建立日期": "20990101"}, "建立日期"),
        ({"姓名": ""}, "姓名"),
    ],
)
def test_a_fault_in_row_214_names_row_and_column_and_nothing_comes_in(world, changes, column):
    changes = {name: world.duty.username if value == "duty" else value for name, value in changes.items()}
    before = Person.unscoped.count()
    good = [a_row(world, f"人{n}", 电话=13900000100 + n) for n in range(3)]
    empty = [[None] * len(HEADS) for _n in range(209)]
    found = take_in(world, *good, *empty, a_row(world, **changes))
    assert [(fault.row, fault.column) for fault in found.faults] == [(214, column)]
    assert found.rows == 0
    assert Person.unscoped.count() == before
    assert not Case.unscoped.exists()


def test_a_dry_run_changes_nothing(world):
    before = Person.unscoped.count()
    assert take_in(world, a_row(world), dry_run=True).rows == 1
    assert Person.unscoped.count() == before


def test_the_same_person_twice_and_a_missing_column_are_faults(world):
    found = take_in(world, a_row(world), a_row(world))
    assert [fault.row for fault in found.faults] == [3]
    acting = {"by": viewing(world.lead)}
    found = import_rows("cases", [HEADS[:5]], world.here, **acting)
    assert {fault.column for fault in found.faults} == {"直接跟进人", "后备人员", "建立日期"}


def test_who_may_not_import_is_refused(world):
    with pytest.raises(Refused):
        take_in(world, a_row(world), by=viewing(world.worker))
    assert not Case.unscoped.exists()


def test_the_command_reads_a_workbook_and_says_what_is_wrong(world, tmp_path):
    book = Workbook()
    for row in (HEADS, a_row(world), a_row(world, "顾小海", 身份证号="330106201205060013", 电话=13900000002)):
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import", "cases", str(tmp_path / "cases.xlsx"), "--centre", world.here.code, "--by", world.lead.username,
            "--json", stdout=said,
        )  # fmt: skip
    assert ended.value.code == 1
    report = json.loads(said.getvalue())
    assert [(one["row"], one["column"]) for one in report["faults"]] == [(3, "身份证号")]
    assert not Case.unscoped.exists()


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("zh-hans", ["第 3 行，身份证号：", "导入 0 行。"]),
        ("en", ["Row 3, ID number: ", "0 rows came in."]),
    ],
)
def test_each_line_of_the_command_is_in_one_language(world, tmp_path, language, lines):
    book = Workbook()
    for row in (HEADS, a_row(world), a_row(world, "顾小海", 身份证号="330106201205060013", 电话=13900000002)):
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    said = StringIO()
    with override(language), pytest.raises(SystemExit):
        call_command(
            "import", "cases", str(tmp_path / "cases.xlsx"), "--centre", world.here.code, "--by", world.lead.username,
            stdout=said,
        )  # fmt: skip
    first, last = said.getvalue().splitlines()
    assert first.startswith(lines[0])
    assert last == lines[1]
    letters = re.findall(r"[a-zA-Z]{2,}" if language != "en" else r"[\u4e00-\u9fff]", f"{first}{last}")
    assert not letters


def test_what_cannot_be_read_is_said_in_the_language_too(world, tmp_path):
    (tmp_path / "no.xlsx").write_text("x")
    for language, words in (("zh-hans", "不是可读取的"), ("en", "cannot be read")):
        with override(language), pytest.raises(CommandError, match=words):
            call_command(
                "import",
                "cases",
                str(tmp_path / "no.xlsx"),
                "--centre",
                world.here.code,
                "--by",
                world.lead.username,
            )
