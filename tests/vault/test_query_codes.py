"""Query codes are kept as keyed hashes."""

from __future__ import annotations

from youzhang.vault.codes import code_matches, hash_code


def test_a_code_matches_however_it_is_typed_and_only_with_its_number():
    hashed = hash_code("ACD34EFG79", "2026-0001")
    for typed in ("ACD34EFG79", "acd34efg79", " acd34 efg79 ", "ACD34-EFG79", "ＡＣＤ３４ＥＦＧ７９"):
        assert code_matches(typed, "2026-0001", hashed)
    assert not code_matches("ACD34EFG78", "2026-0001", hashed)
    assert not code_matches("ACD34EFG79", "2026-0002", hashed)
    assert not code_matches("", "2026-0001", hashed)
    assert not code_matches("\ud800", "2026-0001", hashed)


def test_number_and_code_cannot_be_shifted_into_each_other():
    assert hash_code("3A", "12") != hash_code("A", "123")


def test_the_hash_holds_neither_code_nor_length():
    assert len(hash_code("A", "1")) == len(hash_code("A" * 50, "1")) == 32
