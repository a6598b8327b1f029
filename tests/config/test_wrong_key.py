"""A key file that is not this database's: nothing starts, nothing is written, and one sentence says what to do."""

from __future__ import annotations

import base64
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.test import Client

from tests.config.commands import faults, youzhang
from youzhang.kit import clock
from youzhang.vault import chain, keys, roots
from youzhang.vault.actions import create_key
from youzhang.vault.models import ChainHead, DataKey, RootKey, Seal

WRITE = [
    ["serve", "--port", "1"],
    ["worker", "--once"],
    ["rebuild"],
    ["migrate"],
    ["init"],
]


def key_line(version: int = 1) -> str:
    return f"v{version}:{base64.b64encode(os.urandom(32)).decode()}"


def rows(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that stands in the database."""
    with closing(sqlite3.connect(data / "youzhang.sqlite3")) as opened:
        named = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: opened.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in named}


@pytest.fixture
def copied(installed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(installed, tmp_path / "data"))


@pytest.fixture(scope="module")
def robbed(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installation with a root key that is whole and not its own."""
    data = Path(shutil.copytree(installed, tmp_path_factory.mktemp("robbed") / "data"))
    (data / "keys" / "root.key").write_text(f"{key_line()}\n")
    return data


@pytest.mark.parametrize("arguments", WRITE, ids=lambda one: one[0])
def test_no_command_writes_with_another_databases_key(robbed: Path, arguments: list[str]) -> None:
    before = rows(robbed)
    done = youzhang(robbed, *arguments)
    assert done.returncode == 3, done.stderr
    assert "not the one this database was written with" in done.stderr
    assert "YOUZHANG_KEY_FILE" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert rows(robbed) == before


def test_check_names_another_databases_key(robbed: Path) -> None:
    done = youzhang(robbed, "check", "--json")
    assert done.returncode == 1
    assert any("not the one this database was written with" in fault for fault in faults(done))


def test_what_reads_nothing_of_the_installation_needs_no_key(robbed: Path) -> None:
    assert youzhang(robbed, "serve", "--help").returncode == 0


@pytest.mark.parametrize("command", ["init", "demo"])
def test_no_new_key_is_made_over_a_database_that_has_one(copied: Path, command: str) -> None:
    key = copied / "keys" / "root.key"
    key.unlink()
    before = rows(copied)
    done = youzhang(copied, command, *(["--no-serve"] if command == "demo" else []))
    assert done.returncode == 3
    assert "restore it from the key backup" in done.stderr
    assert not key.exists()
    assert rows(copied) == before


@pytest.mark.parametrize(
    ("gone", "command"),
    [
        ("keys/root.key", ["serve", "--port", "1"]),
        ("keys/secret.key", ["worker", "--once"]),
        ("", ["migrate"]),
        ("", ["serve", "--port", "1"]),
    ],
)
def test_without_key_secret_or_folder_nothing_starts(copied: Path, gone: str, command: list[str]) -> None:
    place = copied / gone
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    done = youzhang(copied, *command)
    assert done.returncode == 3
    assert str(place) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not place.exists()


def test_a_lost_secret_is_made_anew_by_init_only(copied: Path) -> None:
    (copied / "keys" / "secret.key").unlink()
    done = youzhang(copied, "init", "--json")
    assert done.returncode == 0, done.stderr
    assert "secret.key" in done.stdout
    assert youzhang(copied, "worker", "--once").returncode == 0


def test_a_database_without_tables_is_not_served(copied: Path) -> None:
    (copied / "youzhang.sqlite3").unlink()
    done = youzhang(copied, "serve", "--port", "1")
    assert done.returncode == 3
    assert "youzhang migrate" in done.stderr


# Within the process: what a server that is running does when the file is exchanged under it.


@pytest.fixture
def key_file(tmp_path: Path, settings: Any, db: None) -> Iterator[Path]:
    """The database has known the run's own key; this file holds the same."""
    RootKey.objects.all().delete()
    file = tmp_path / "root.key"
    file.write_text(f"{key_line()}\n")
    settings.KEY_FILE = file
    roots.confirm()
    yield file
    keys.forget()


def other(file: Path, *lines: str) -> None:
    file.unlink()
    file.write_text("".join(f"{line}\n" for line in lines or [key_line()]))


def test_a_server_whose_key_is_exchanged_is_not_ready_and_says_why(key_file: Path, client: Client) -> None:
    assert client.get("/readyz").json()["key"] == "ok"
    other(key_file)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["key"] == "the root key is another database's"


def test_a_server_whose_key_is_exchanged_seals_and_links_nothing_more(key_file: Path) -> None:
    create_key()
    other(key_file)
    before = DataKey.objects.count(), ChainHead.objects.count()
    with pytest.raises(keys.NotThisDatabases):
        create_key()
    with transaction.atomic(), pytest.raises(keys.NotThisDatabases):
        chain.append("facts:test", {"n": 1})
    assert (DataKey.objects.count(), ChainHead.objects.count()) == before


def test_an_installation_of_an_older_version_is_known_by_what_its_key_opens(key_file: Path) -> None:
    right = key_file.read_text().strip()
    create_key()
    RootKey.objects.all().delete()
    other(key_file)
    with pytest.raises(keys.NotThisDatabases):
        roots.confirm()
    assert not RootKey.objects.exists()
    other(key_file, right)
    roots.confirm()
    assert [row.version for row in RootKey.objects.all()] == [1]


def test_where_all_keys_were_wrapped_anew_the_last_seal_tells_the_first_root(key_file: Path) -> None:
    right, second = key_file.read_text().strip(), key_line(2)
    with transaction.atomic():
        chain.append("facts:test", {"n": 1})
    head = ChainHead.objects.get(name="facts:test")
    at = clock.now()
    signed = chain.seals._signer().sign(chain.seals.message(head.name, 1, bytes(head.link), at))
    Seal.objects.create(chain=head.name, seq=1, link=head.link, at=at, signature=signed)
    RootKey.objects.all().delete()
    other(key_file, key_line(), second)
    with pytest.raises(keys.NotThisDatabases, match="v1"):
        roots.confirm()
    other(key_file, right, second)
    roots.confirm()
    assert sorted(row.version for row in RootKey.objects.all()) == [1, 2]


def test_a_second_root_is_known_from_its_first_use_and_no_other_passes_for_it(key_file: Path) -> None:
    right = key_file.read_text().strip()
    other(key_file, right, key_line(2))
    assert create_key().version == 2
    other(key_file, right, key_line(2))
    with pytest.raises(keys.NotThisDatabases, match="v2"):
        create_key()
    other(key_file, right)
    with pytest.raises(ImproperlyConfigured, match="rotate-keys"):
        create_key()
    assert DataKey.objects.count() == 1
