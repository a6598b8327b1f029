"""Ids of rows: made together they lie together, and nobody guesses one."""

from __future__ import annotations

from datetime import UTC, datetime

from youzhang.kit import clock
from youzhang.kit.ids import id_at, new_id, ordered_id


def test_ids_are_of_version_7_and_begin_with_the_moment_of_their_making() -> None:
    moment = datetime(2026, 3, 2, 9, 30, 0, 125_000, tzinfo=UTC)
    with clock.frozen_at(moment):
        made = new_id()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(moment.timestamp() * 1000)


def test_what_stands_behind_the_moment_is_random() -> None:
    tails = {new_id().int & (1 << 62) - 1 for _ in range(1000)}
    heads = {new_id().int >> 64 & 0xFFF for _ in range(1000)}
    assert len(tails) == 1000
    assert len(heads) > 500


def test_every_bit_given_is_kept() -> None:
    most = id_at((1 << 48) - 1, (1 << 74) - 1)
    assert most == (1 << 128) - 1 & ~(0xF << 76 | 0x3 << 62) | 7 << 76 | 2 << 62


def test_ordered_ids_keep_the_order_of_their_making() -> None:
    made = [ordered_id() for _ in range(100)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
