"""`init` makes an installation once; `check` finds what is wrong with one."""

from __future__ import annotations

import json
import socket
import stat
from pathlib import Path

import pytest

from tests.config.commands import faults, youzhang


def test_init_says_for_machines_what_it_made_and_where_the_first_signs_in(made: Path) -> None:
    said = json.loads((made.parent / "init.json").read_text())
    assert [Path(path).name for path in said["made"]] == ["root.key", "secret.key"]
    assert said["link"].startswith("http://localhost:8000/")
    assert said["next"] == ["youzhang check", "youzhang serve"]


def test_only_the_owner_may_read_the_keys(installed: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (installed / "keys").iterdir()}
    assert modes == {"root.key": 0o600, "secret.key": 0o600}


def test_a_second_init_replaces_no_key(installed: Path) -> None:
    before = {path: path.read_bytes() for path in (installed / "keys").iterdir()}
    done = youzhang(installed, "init", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["made"] == []
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


def test_what_cannot_be_kept_is_an_error_each_named(installed: Path) -> None:
    """A moved clock is for the demo; limits of the entrance have bounds."""
    beyond = {"YOUZHANG_BODY_MB": "201", "YOUZHANG_LINE_SECONDS": "61", "YOUZHANG_CONNECTIONS": "0"}
    done = youzhang(installed, "check", "--json", YOUZHANG_CLOCK="2027-01-01T09:00", **beyond)
    assert done.returncode == 1
    found = faults(done)
    assert [name for name in beyond if f"{name} is {beyond[name]}." not in found] == []
    assert any("YOUZHANG_CLOCK" in fault for fault in found)
    assert len(found) == 1 + len(beyond)


def test_more_lines_than_the_system_gives_files_for_are_said(installed: Path) -> None:
    done = youzhang(installed, "check", "--json", YOUZHANG_CONNECTIONS="100000000")
    assert done.returncode == 0
    said = [row["what"] for row in json.loads(done.stdout)["messages"] if row["level"] == "warning"]
    assert any(line.startswith("100000000 lines need more than") for line in said)
