"""Sealed fields: readable on the instance, unreadable anywhere else."""

from __future__ import annotations

import base64
import copy

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.vault.notes import Box, Note
from youzhang.vault.actions import create_key, create_keys, create_subject, destroy, erase
from youzhang.vault.fields import Ciphertext, open_bytes, readable, seal_bytes
from youzhang.vault.keys import KeyDestroyed, SealBroken
from youzhang.vault.models import DataKey, Subject

SECRET = bytes(range(32))
CANARY = "canary王小明的秘密𠮷"


def raw(note: Note, column: str = "text") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {note._meta.db_table} WHERE id = %s", [db_id(note)])
        return bytes(cursor.fetchone()[0])


def write_raw(note: Note, column: str, value: bytes) -> None:
    with connection.cursor() as cursor:
        table = note._meta.db_table
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, db_id(note)])


def db_id(note: Note) -> object:
    return note.id.hex if connection.vendor == "sqlite" else note.id


# The format


def test_the_format_is_a_known_answer():
    """Version 1, algorithm 1, nonce, AES-256-GCM over length, value and zeros; read back by hand."""
    sealed = seal_bytes(SECRET, "高".encode(), b"place")
    assert sealed[:2] == b"\x01\x01"
    padded = AESGCM(SECRET).decrypt(sealed[2:14], sealed[14:], b"place")
    assert padded == b"\x00\x00\x00\x03" + "高".encode() + bytes(25)


def test_a_value_sealed_long_ago_still_opens():
    nonce = bytes(range(12))
    body = AESGCM(SECRET).encrypt(nonce, b"\x00\x00\x00\x02ok" + bytes(26), b"app.Model.field|1")
    assert body.hex() == KNOWN_BODY
    assert open_bytes(SECRET, b"\x01\x01" + nonce + body, b"app.Model.field|1") == b"ok"


@given(st.binary(max_size=700), st.binary(max_size=700))
def test_everything_opens_to_what_was_sealed_and_only_the_bucket_shows(one: bytes, other: bytes):
    sealed = seal_bytes(SECRET, one, b"p")
    assert open_bytes(SECRET, sealed, b"p") == one
    inner = len(sealed) - 2 - 12 - 16
    assert inner % (32 if inner <= 256 else 256) == 0
    if (len(one) + 3) // 32 == (len(other) + 3) // 32:
        assert len(seal_bytes(SECRET, other, b"p")) == len(sealed)


def test_every_flipped_bit_is_an_error():
    sealed = seal_bytes(SECRET, b"high", b"p")
    for bit in range(len(sealed) * 8):
        broken = bytearray(sealed)
        broken[bit // 8] ^= 1 << bit % 8
        with pytest.raises(SealBroken):
            open_bytes(SECRET, bytes(broken), b"p")


@given(st.binary(max_size=80))
def test_rubbish_is_an_error(rubbish: bytes):
    with pytest.raises(SealBroken):
        open_bytes(SECRET, rubbish, b"p")


def test_nonces_do_not_repeat():
    assert len({seal_bytes(SECRET, b"", b"p")[2:14] for _ in range(20_000)}) == 20_000


# The model


@pytest.fixture
def note(subject: Subject) -> Note:
    return Note.objects.create(
        subject=subject, text=CANARY, phone="13800000042", answers={"q1": ["高", 3]}, scan=b"\x00png"
    )


def test_what_is_written_is_read_again(note: Note):
    found = Note.objects.get(pk=note.pk)
    assert found.text == CANARY
    assert found.phone == "13800000042"
    assert found.answers == {"q1": ["高", 3]}
    assert found.scan == b"\x00png"
    assert found.word == ""


def test_none_is_null_and_empty_is_sealed(subject: Subject):
    note = Note.objects.create(subject=subject, text="", phone=None)
    assert Note.objects.filter(phone__isnull=True, text__isnull=False).count() == 1
    assert len(raw(note)) == 2 + 12 + 32 + 16
    assert Note.objects.get().text == ""
    assert Note.objects.get().phone is None


def test_values_gives_the_sealed_bytes(note: Note):
    value = Note.objects.values_list("text", flat=True).get()
    assert bytes(value) == raw(note)
    assert "sealed" in repr(value)


def test_an_unread_value_is_saved_as_it_stood(note: Note):
    before = raw(note)
    found = Note.objects.get(pk=note.pk)
    found.phone = "13900000000"
    found.save()
    assert raw(note) == before
    assert Note.objects.get().phone == "13900000000"


def test_a_list_changed_in_place_is_saved(note: Note):
    found = Note.objects.get(pk=note.pk)
    found.answers["q2"] = "new"
    found.save()
    assert Note.objects.get().answers == {"q1": ["高", 3], "q2": "new"}


def test_refresh_defer_only_and_select_related(note: Note, django_assert_num_queries):
    note.text = "other"
    note.refresh_from_db()
    assert note.text == CANARY
    assert Note.objects.defer("text").get().text == CANARY
    assert Note.objects.only("text", "subject").get().phone == "13800000042"
    with django_assert_num_queries(1):
        assert [n.text for n in Note.objects.select_related("subject__key")] == [CANARY]


def test_bulk_create_get_or_create_and_update_or_create(subject: Subject):
    Note.objects.bulk_create(Note(subject=subject, text=f"n{i}") for i in range(3))
    assert sorted(n.text for n in Note.objects.all()) == ["n0", "n1", "n2"]
    one, _ = Note.objects.update_or_create(id=Note.objects.all()[0].id, defaults={"text": "new"})
    assert Note.objects.get(pk=one.pk).text == "new"
    again, made = Note.objects.get_or_create(id=one.id, defaults={"text": "never", "subject": subject})
    assert (again.text, made) == ("new", False)


def test_save_with_update_fields_seals(note: Note):
    note.text = "short"
    note.save(update_fields=["text"])
    assert Note.objects.get().text == "short"


def test_a_copy_writes_without_touching_the_first(note: Note, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apps, "get_model", lambda *_: Note)  # copying asks the registry
    found = Note.objects.get(pk=note.pk)
    twin = copy.copy(found)
    twin.text = "twin"
    assert found.text == CANARY
    assert copy.deepcopy(found).text == copy.copy(found).text == CANARY
    assert copy.deepcopy(twin).text == "twin"


def test_a_row_saved_under_a_new_id_is_sealed_for_its_new_place(note: Note, subject: Subject):
    found = Note.objects.get(pk=note.pk)
    assert [found.text, found.phone, found.answers, found.scan, found.word]
    found.id, found._state.adding = Subject().id, True
    found.save()
    assert sorted(n.text for n in Note.objects.all()) == [CANARY, CANARY]


def test_an_unread_copy_is_refused_rather_than_lost(note: Note):
    found = Note.objects.get(pk=note.pk)
    found.id, found._state.adding = Subject().id, True
    with pytest.raises(SealBroken, match="before saving a copy"):
        found.save()


def test_an_owner_may_be_the_row_itself_or_far_away(db: None):
    outer = Box.objects.create(key=create_key(), text="outer")
    inner = Box.objects.create(key=create_key(), inside=outer, text="inner", label="under the outer key")
    destroy(inner.key)
    found = Box.objects.get(pk=inner.pk)
    assert found.label == "under the outer key"
    with pytest.raises(KeyDestroyed):
        _ = found.text


def test_plain_text_never_reaches_the_database_by_query(note: Note):
    for attempt in (
        lambda: Note.objects.filter(text=CANARY).exists(),
        lambda: Note.objects.filter(scan=b"\x00png").exists(),
        lambda: Note.objects.update(text="x"),
        lambda: Note.objects.update(scan=b"x"),
        lambda: Note.objects.bulk_update([note], ["text"]),
    ):
        with pytest.raises(TypeError, match="is sealed"):
            attempt()


@pytest.mark.parametrize(
    ("field", "wrong"), [("text", 5), ("text", b"x"), ("scan", "x"), ("answers", {1, 2})]
)
def test_a_wrong_type_is_refused(subject: Subject, field: str, wrong: object):
    with pytest.raises(TypeError):
        Note.objects.create(**{"subject": subject, "text": "", field: wrong})


# Attacks on the table


def test_a_value_moved_to_another_row_is_broken_not_text(note: Note, subject: Subject):
    other = Note.objects.create(subject=subject, text="mine")
    write_raw(other, "text", raw(note))
    with pytest.raises(SealBroken):
        _ = Note.objects.get(pk=other.pk).text


def test_a_value_moved_to_another_column_is_broken(note: Note):
    write_raw(note, "word", raw(note, "text"))
    with pytest.raises(SealBroken, match="word"):
        _ = Note.objects.get().word


def test_a_row_moved_to_another_person_is_broken(note: Note):
    Note.objects.update(subject=create_subject())
    with pytest.raises(SealBroken):
        _ = Note.objects.get().text


def test_an_altered_value_is_broken(note: Note):
    value = bytearray(raw(note))
    value[-1] ^= 1
    write_raw(note, "text", bytes(value))
    with pytest.raises(SealBroken) as caught:
        _ = Note.objects.get().text
    assert CANARY not in str(caught.value)


def test_two_swapped_data_keys_open_nothing(note: Note):
    other = create_key()
    DataKey.objects.filter(pk=note.subject.key_id).update(wrapped=other.wrapped)
    with pytest.raises(SealBroken):
        _ = Note.objects.get().text


def test_nothing_shows_what_is_sealed(note: Note):
    found = Note.objects.get()
    assert found.text == CANARY
    for shown in (
        repr(found),
        str(found),
        repr(found.__dict__),
        repr(note.__dict__),
        f"{note.__dict__['text']}",
    ):
        assert CANARY not in shown
        assert "13800000042" not in shown


@pytest.mark.django_db(transaction=True)
def test_a_stolen_database_holds_no_plain_text():
    subject = create_subject()
    note = Note.objects.create(
        subject=subject, text=CANARY, phone=CANARY, answers={"q": CANARY}, scan=CANARY.encode()
    )
    tables = [Note, Subject, DataKey]
    dump = b"".join(
        bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
        for model in tables
        for row in _all_rows(model._meta.db_table)
        for cell in row
    )
    assert note.id.hex.encode() in dump.replace(b"-", b"")
    utf8 = CANARY.encode()
    for spelling in (utf8, CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"), b"canary"):
        assert spelling not in dump
        assert base64.b64encode(spelling)[:16] not in dump
        assert spelling.hex().encode() not in dump
    assert subject.key.secret() not in dump
    Note.objects.all().delete()


def _all_rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return cursor.fetchall()


# Destruction


def test_a_destroyed_key_ends_reading_but_not_the_row(note: Note):
    erase(note.subject)
    found = Note.objects.select_related("subject__key").get()
    with pytest.raises(KeyDestroyed):
        _ = found.text
    assert readable(found, "text", "(erased)") == "(erased)"
    assert readable(found, "text") == ""
    assert found.subject.key.destroyed_at is not None
    assert str(found)
    found.save()
    found.text = "anew"
    with pytest.raises(KeyDestroyed):
        found.save()


def test_a_key_is_destroyed_once(subject: Subject):
    destroy(subject.key)
    first = DataKey.objects.get(pk=subject.key_id).destroyed_at
    destroy(DataKey.objects.get(pk=subject.key_id))
    assert DataKey.objects.get(pk=subject.key_id).destroyed_at == first


def test_keys_differ(db: None):
    assert len({key.secret() for key in create_keys(20)}) == 20


def test_ciphertext_is_bytes():
    assert Ciphertext(b"abc") == b"abc"


KNOWN_BODY = (
    "4702d619aa8ec21b8d41978bb1e9786d83d68734f07b5f7c3867e5851d6900b261c83fc9a435b6e09e44f39bcdaef53b"
)
