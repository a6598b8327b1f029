"""The root key file: made once, read strictly, and every fault says what to do."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.vault.key_lines import root_line
from youzhang.vault import keys

KeyFile = Callable[..., Path]


def test_a_new_root_key_is_for_its_owner_only_and_never_overwrites(tmp_path: Path, settings):
    file = tmp_path / "keys" / "root.key"
    keys.make_root_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    settings.KEY_FILE = file
    assert len(keys.root_keys()[1]) == 32
    with pytest.raises(FileExistsError):
        keys.make_root_key(file)


def test_a_bare_line_is_version_one(key_file: KeyFile):
    line = root_line()
    key_file(line)
    assert keys.root_keys() == {1: base64.b64decode(line)}


def test_several_versions_and_the_newest_wraps(key_file: KeyFile):
    key_file(root_line(12), root_line(2), root_line(1))
    assert set(keys.root_keys()) == {1, 2, 12}
    assert keys.newest_version() == 12


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "is empty"),
        (["not base64 at all!"], "not base64"),
        ([root_line(size=31)], "holds 31 bytes"),
        ([root_line(1), root_line(1)], "twice"),
        ([root_line(2)], "no v1"),
        ([root_line(2), root_line()], "version is wrong"),
        (["x1:abc"], "version is wrong"),
        (["v0:abc"], "version is wrong"),
    ],
)
def test_a_wrong_key_file_is_refused_with_its_reason(key_file: KeyFile, lines, says):
    key_file(*lines)
    with pytest.raises(ImproperlyConfigured, match=says):
        keys.root_keys()


def test_a_missing_key_file_says_where_to_get_it(tmp_path: Path, settings):
    settings.KEY_FILE = tmp_path / "nowhere.key"
    with pytest.raises(ImproperlyConfigured, match=r"nowhere\.key.*key backup.*YOUZHANG_KEY_FILE"):
        keys.root_keys()


def test_a_changed_file_is_seen_without_a_restart(key_file: KeyFile):
    first = root_line(1)
    key_file(first)
    assert keys.newest_version() == 1
    key_file(root_line(2), first)
    assert keys.newest_version() == 2


def test_purposes_are_known_answers_and_outlive_rotation(key_file: KeyFile):
    """Calculated by hand with RFC 5869 from 32 zero bytes; a change here orphans every installation."""
    zeros = f"v1:{base64.b64encode(bytes(32)).decode()}"
    key_file(zeros)
    known = {purpose: keys.purpose_key(purpose).hex() for purpose in KNOWN}
    assert known == KNOWN
    key_file(root_line(2), zeros)
    assert {purpose: keys.purpose_key(purpose).hex() for purpose in KNOWN} == KNOWN


def test_a_wrapped_key_opens_only_for_its_row_and_root(key_file: KeyFile):
    first = root_line(1)
    key_file(root_line(2), first)
    mine, other, secret = UUID(int=1), UUID(int=2), bytes(range(32))
    wrapped = keys.wrap(secret, 2, mine)
    assert keys.unwrap(wrapped, 2, mine) == secret
    with pytest.raises(keys.SealBroken):
        keys.unwrap(wrapped, 2, other)
    with pytest.raises(keys.SealBroken):
        keys.unwrap(wrapped, 1, mine)
    key_file(first)
    with pytest.raises(ImproperlyConfigured, match=r"v2.*rotate-keys"):
        keys.unwrap(wrapped, 2, mine)


def test_the_key_file_of_another_installation_opens_nothing(key_file: KeyFile):
    key_file(root_line(1))
    wrapped = keys.wrap(bytes(32), 1, UUID(int=1))
    key_file(root_line(1))
    with pytest.raises(keys.SealBroken, match="another database's"):
        keys.unwrap(wrapped, 1, UUID(int=1))


KNOWN = {
    "blind-index": "1371a1b00c0ea1cde560f024e085bf1f7e61a1389ff2c903a0bf92422c7db667",
    "chain-mac": "d20522a4f997f3b240194e9717c742eae84e4e6a8c146cc0be18762754119f88",
    "seal-signing": "898b4b11b40d23cf21981dd4dfa0e817da266f9eaa5c924178ec42bf0a56bbed",
    "codes-pepper": "377507772cb0741ba09abd2ac66f64726ffa660fa6e77e56b673ad7eb148ca63",
    "kek:v1": "0704a78cb595c88b2bcbc3581cd80e615b20375524215c57fbb5912d4a27c405",
}
