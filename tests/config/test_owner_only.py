"""The data folder and all in it are for whoever runs the program."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from tests.config.commands import faults, youzhang


def modes(data: Path) -> dict[str, int]:
    found = [data, *data.rglob("*")]
    return {str(path.relative_to(data)): stat.S_IMODE(path.lstat().st_mode) for path in found}


def opened(data: Path) -> Path:
    """As an earlier version left it, with a stored file, a backup and a file of the write-ahead log."""
    for name in ("files/ab/one", "backups/monday.tar", "youzhang.sqlite3-wal"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).touch()
    for path in [data, *data.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return data


@pytest.fixture
def copied(installed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(installed, tmp_path / "data"))


def test_a_new_installation_is_closed_to_others_whatever_the_umask(made: Path, copied: Path) -> None:
    before = os.umask(0)
    try:
        assert youzhang(copied, "worker", "--once").returncode == 0
    finally:
        os.umask(before)
    found = modes(made) | modes(copied)
    assert {"keys/root.key", "youzhang.sqlite3"} <= found.keys()
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}


@pytest.mark.parametrize(
    "command", [["worker", "--once"], ["migrate", "-v0"], ["init"]], ids=lambda one: one[0]
)
def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(
    copied: Path, command: list[str]
) -> None:
    done = youzhang(opened(copied), *command)
    assert done.returncode == 0, done.stderr
    found = modes(copied)
    assert found["."] == found["files"] == 0o700
    assert found["files/ab/one"] == found["backups/monday.tar"] == found["youzhang.sqlite3"] == 0o600
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}
    assert "were open to others" in done.stderr


def test_check_names_what_is_open_and_changes_nothing(copied: Path) -> None:
    before = modes(opened(copied))
    said = faults(youzhang(copied, "check", "--json"))
    assert f"Others may read {copied}." in said
    assert f"Others may read {copied / 'files' / 'ab' / 'one'}." in said
    after = modes(copied)
    assert {
        name: mode for name, mode in before.items() if name in after
    } == after  # SQLite takes its log away


def test_a_link_out_of_the_folder_is_not_followed(copied: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.touch(0o644)
    outside.chmod(0o644)
    (copied / "elsewhere").symlink_to(outside)
    assert youzhang(copied, "worker", "--once").returncode == 0
    assert stat.S_IMODE(outside.stat().st_mode) == 0o644
