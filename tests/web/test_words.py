"""Dates and relative words in both languages; the catalogue tool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils.translation import override

from youzhang.kit import clock
from youzhang.web import catalogues, wording

NOW = datetime(2026, 11, 24, 1, 32, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    with clock.frozen_at(NOW):
        yield


def test_a_day_is_written_as_each_language_writes_it() -> None:
    with override("zh-hans"):
        assert wording.day(date(2026, 11, 24)) == "2026年11月24日（周二）"
        assert wording.short_day(NOW) == "11月24日（周二）"
        assert wording.moment(NOW) == "2026年11月24日（周二）09:32"
    with override("en"):
        assert wording.day(date(2026, 11, 24)) == "Tue 24 November 2026"
        assert wording.short_moment(NOW) == "Tue 24 November, 09:32"
        assert wording.short_moment(NOW - timedelta(days=365)) == "Mon 24 November 2025, 09:32"


def test_a_day_of_another_year_says_the_year() -> None:
    with override("zh-hans"):
        assert wording.short_day(date(2027, 1, 26)) == "2027年1月26日（周二）"
        assert wording.until(datetime(2026, 12, 31, 16, tzinfo=UTC)) == "12月31日（周四）24:00"


def test_a_term_that_is_over_is_called_overdue() -> None:
    over, ahead = datetime(2026, 11, 22, 16, tzinfo=UTC), datetime(2026, 12, 2, 16, tzinfo=UTC)
    with override("zh-hans"):
        assert wording.term(over) == "已逾期，应于11月22日（周日）24:00前办结"
        assert wording.term(ahead) == "12月2日（周三）24:00前，8 天后"
        assert wording.term(None) == "日期未定"


def test_a_late_evening_in_utc_is_the_next_day_in_china() -> None:
    with override("zh-hans"):
        assert wording.short_day(datetime(2026, 11, 24, 17, 0, tzinfo=UTC)) == "11月25日（周三）"


@pytest.mark.parametrize(
    ("gap", "english", "chinese"),
    [
        (timedelta(seconds=20), "just now", "刚刚"),
        (timedelta(minutes=5), "5 minutes ago", "5 分钟前"),
        (timedelta(hours=3), "3 hours ago", "3 小时前"),
        (timedelta(hours=12), "yesterday", "昨天"),
        (timedelta(days=9), "9 days ago", "9 天前"),
        (timedelta(hours=-3), "in 3 hours", "3 小时后"),
        (timedelta(days=-1), "tomorrow", "明天"),
        (timedelta(days=-9), "in 9 days", "9 天后"),
    ],
)
def test_how_long_ago_or_how_soon(gap: timedelta, english: str, chinese: str) -> None:
    with override("en"):
        assert wording.ago(NOW - gap) == english
    with override("zh-hans"):
        assert wording.ago(NOW - gap) == chinese


def room(folder: Path, code: str) -> Path:
    (folder / "room.py").write_text(f"from django.utils.translation import gettext as _\n{code}\n")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "page.html").write_text(
        "{% trans n=1 %}one duty{% pluralize %}{{ n }} duties{% endtrans %}"
    )
    return folder


def test_updating_keeps_what_is_translated_and_drops_what_is_gone(tmp_path: Path) -> None:
    catalogues.update(room(tmp_path, "_('kept'), _('gone')"))
    file = tmp_path / catalogues.CATALOGUE
    file.write_text(file.read_text().replace('msgid "kept"\nmsgstr ""', 'msgid "kept"\nmsgstr "留下"'))
    catalogues.update(room(tmp_path, "_('kept'), _('new')"))
    assert sorted(catalogues.faults(tmp_path)) == ["untranslated: 'new'", "untranslated: 'one duty'"]
    assert "留下" in file.read_text()
    before = file.read_text()
    catalogues.update(tmp_path)
    assert file.read_text() == before


def test_the_check_finds_what_the_code_no_longer_or_newly_says(tmp_path: Path) -> None:
    catalogues.update(room(tmp_path, "_('old')"))
    room(tmp_path, "_('new')")
    assert {"obsolete: 'old'", "missing: 'new'"} <= set(catalogues.faults(tmp_path))


def test_only_stale_catalogues_are_compiled(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    catalogues.update(room(folder, "_('word')"))
    catalogues.compile_stale(tmp_path)
    compiled = (folder / catalogues.CATALOGUE).with_suffix(".mo")
    first = compiled.stat().st_mtime_ns
    catalogues.compile_stale(tmp_path)
    assert compiled.stat().st_mtime_ns == first
