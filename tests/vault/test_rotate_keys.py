"""Rotation: keys are wrapped anew, content is not touched, and it may stop anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from tests.vault.key_lines import root_line
from tests.vault.notes import Note
from youzhang.vault import actions, keys
from youzhang.vault.models import DataKey

KeyFile = Callable[..., Path]
pytestmark = pytest.mark.usefixtures("no_root_known")


def rotate() -> dict[str, int]:
    out = StringIO()
    call_command("rotate-keys", "--json", stdout=out)
    answer: dict[str, int] = json.loads(out.getvalue())
    return answer


def people(count: int) -> list[Note]:
    return [Note.objects.create(subject=actions.create_subject(), text=f"n{i}") for i in range(count)]


def all_texts() -> list[str]:
    keys.forget()
    return sorted(note.text for note in Note.objects.select_related("subject__key"))


def test_every_key_moves_to_the_newest_root_and_no_content_is_rewritten(key_file: KeyFile):
    first, second = root_line(1), root_line(2)
    key_file(first)
    people(5)
    sealed = list(Note.objects.order_by("id").values_list("text", flat=True))
    key_file(second, first)
    assert rotate() == {"rewrapped": 5, "version": 2}
    assert set(DataKey.objects.values_list("version", flat=True)) == {2}
    assert list(Note.objects.order_by("id").values_list("text", flat=True)) == sealed
    assert all_texts() == [f"n{i}" for i in range(5)]
    assert rotate() == {"rewrapped": 0, "version": 2}
    assert {key.version for key in [actions.create_key()]} == {2}


def test_it_says_in_words_what_it_did(key_file: KeyFile):
    key_file(root_line(1))
    out = StringIO()
    call_command("rotate-keys", stdout=out)
    assert out.getvalue() == "0 keys wrapped anew under root key v1.\n"


@pytest.mark.parametrize("survived", range(8))
def test_killed_after_any_number_of_keys_all_stay_readable(
    key_file: KeyFile, monkeypatch: pytest.MonkeyPatch, survived: int
):
    first, second = root_line(1), root_line(2)
    key_file(first)
    people(7)
    key_file(second, first)
    last = None
    wrap, done = keys.wrap, 0

    def killed(secret: bytes, version: int, key_id: object) -> bytes:
        nonlocal done
        if done == survived:
            raise KeyboardInterrupt
        done += 1
        return wrap(secret, version, key_id)  # type: ignore[arg-type]

    monkeypatch.setattr(keys, "wrap", killed)
    try:
        moved = 1
        while moved:
            moved, last = actions.rewrap_batch(after=last, size=2)
    except KeyboardInterrupt:
        assert survived < 7
    assert DataKey.objects.filter(version=2).count() == (survived if survived == 7 else survived // 2 * 2)
    assert all_texts() == [f"n{i}" for i in range(7)]
    monkeypatch.setattr(keys, "wrap", wrap)
    rotate()
    assert not DataKey.objects.filter(version=1).exists()
    assert all_texts() == [f"n{i}" for i in range(7)]


def test_destroyed_keys_stay_destroyed(key_file: KeyFile):
    first = root_line(1)
    key_file(first)
    subject = actions.create_subject()
    actions.erase(subject)
    key_file(root_line(2), first)
    assert rotate()["rewrapped"] == 0
    assert DataKey.objects.get().wrapped is None


def test_an_old_root_taken_away_too_early_is_named(key_file: KeyFile):
    first, second = root_line(1), root_line(2)
    key_file(second, first)
    people(1)
    key_file(first)
    keys.forget()
    with pytest.raises(ImproperlyConfigured, match="v2"):
        all_texts()
