"""`init` makes an installation once; `check` finds what is wrong with one."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from tests.config.commands import faults, youzhang


def test_init_says_for_machines_what_it_made_and_where_the_first_signs_in(tmp_path: Path) -> None:
    first, again = (json.loads(youzhang(tmp_path / "data", "init", "--json").stdout) for _time in range(2))
    assert [Path(path).name for path in first["made"]] == ["root.key", "secret.key"]
    assert first["link"].startswith("http://localhost:8000/")
    assert again["made"] == []
    assert first["next"] == ["youzhang check", "youzhang serve"]


def test_only_the_owner_may_read_the_keys(installed: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (installed / "keys").iterdir()}
    assert modes == {"root.key": 0o600, "secret.key": 0o600}


def test_a_second_init_replaces_no_key(installed: Path) -> None:
    before = {path: path.read_bytes() for path in (installed / "keys").iterdir()}
    assert youzhang(installed, "init").returncode == 0
    assert {path: path.read_bytes() for path in (installed / "keys").iterdir()} == before


def test_a_fresh_installation_is_sound(installed: Path) -> None:
    done = youzhang(installed, "check", "--json")
    assert faults(done) == []
    assert done.returncode == 0


def test_nothing_there_is_said_plainly(tmp_path: Path) -> None:
    done = youzhang(tmp_path / "nowhere", "check", "--json")
    assert done.returncode == 1
    assert any("does not open" in fault for fault in faults(done))
    assert any("root key" in fault for fault in faults(done))


def test_a_key_that_others_may_read_is_an_error(installed: Path) -> None:
    key = installed / "keys" / "root.key"
    key.chmod(0o644)
    done = youzhang(installed, "check", "--json")
    key.chmod(0o600)
    assert done.returncode == 1
    assert faults(done) == [f"Others may read {key}."]


def test_a_moved_clock_is_an_error_outside_the_demo(installed: Path) -> None:
    done = youzhang(installed, "check", "--json", YOUZHANG_CLOCK="2027-01-01T09:00")
    assert done.returncode == 1
    assert "YOUZHANG_CLOCK" in faults(done)[0]


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "says"),
    [
        (["chek"], {}, 2, "youzhang help"),
        (["explain", "intake.asessed"], {}, 2, "intake.assessed"),
        (["verify", "--from", "2026-13-01"], {}, 2, "--from"),
        (["verify", "--anchors", "{data}/nowhere"], {}, 3, "cannot be read"),
        (["verify"], {"DATABASE_URL": "sqlite:///{data}/keys/root.key"}, 3, "cannot be read"),
        (["rebuild", "--check"], {"DATABASE_URL": "sqlite:///{data}/keys/root.key"}, 3, "DATABASE_URL"),
        (["rotate-keys"], {"YOUZHANG_KEY_FILE": "{data}/no.key"}, 3, "YOUZHANG_KEY_FILE"),
        (["rebuild", "--check"], {}, 0, ""),
        (["verify"], {}, 0, ""),
    ],
)
def test_a_command_ends_with_the_promised_code_and_says_what_to_do(
    installed: Path, arguments: list[str], environment: dict[str, str], code: int, says: str
) -> None:
    place = {name: value.replace("{data}", str(installed)) for name, value in environment.items()}
    done = youzhang(installed, *(one.replace("{data}", str(installed)) for one in arguments), **place)
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said_before_the_demo_makes_anything(tmp_path: Path) -> None:
    said_of_a_taken_port(tmp_path / "data", "demo")
    assert not list(tmp_path.rglob("*.sqlite3"))


def test_a_taken_port_is_said_before_anything_is_served(installed: Path) -> None:
    said_of_a_taken_port(installed, "serve")


def said_of_a_taken_port(data: Path, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = youzhang(data, command, "--port", str(port))
    assert done.returncode == 3
    assert str(port) in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
