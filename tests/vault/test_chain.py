"""The chain: every way of changing the past is found, at the first bad place."""

from __future__ import annotations

import hmac
import json
from collections.abc import Container
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError
from hypothesis import given
from hypothesis import strategies as st

from youzhang.vault import keys
from youzhang.vault.chain import (
    UNREAD,
    Finding,
    Linked,
    append,
    append_many,
    canonical,
    examine,
    genesis,
    leaf_of,
    link_of,
    seal,
    verify,
)
from youzhang.vault.models import ChainHead, Seal
from youzhang.vault.seals import anchor_file, is_genuine, public_key

CHAIN = "facts:7b0e"
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
Stored = dict[str, Any]


def stored(payload: dict[str, Any], placed: Linked) -> Stored:
    return {"payload": payload, **placed.__dict__}


def rows(table: list[Stored]) -> list[tuple[Any, ...]]:
    names = ("seq", "payload", "salt", "leaf", "link", "mac")
    return [tuple(row[name] for name in names) for row in sorted(table, key=lambda row: row["seq"])]


def extend(table: list[Stored], count: int, word: str = "n") -> None:
    payloads = [{"kind": "voice.reply_sent", word: number} for number in range(count)]
    table += map(stored, payloads, append_many(CHAIN, payloads))


def found(table: list[Stored], *anchors: Path, recorded: Container[int] = ()) -> tuple[str, int, int] | None:
    finding = verify(CHAIN, rows(table), anchors=[str(anchor) for anchor in anchors], recorded=recorded)
    return finding and (finding.kind, finding.seq, finding.exit_code)


@pytest.fixture
def table(db: None) -> list[Stored]:
    written: list[Stored] = []
    extend(written, 10)
    return written


# The format


def test_links_are_a_known_answer():
    """By hand, so that an authority can write its own checker."""
    text = '{"a":[1,null,true],"z":"𠮷"}'.encode()
    assert canonical({"z": "𠮷", "a": [1, None, True]}) == text
    salt, previous = bytes(range(16)), sha256(b"facts:7b0e").digest()
    assert genesis(CHAIN) == previous
    leaf = sha256(salt + text).digest()
    assert leaf_of(salt, {"a": [1, None, True], "z": "𠮷"}) == leaf
    assert (
        link_of(previous, 1, leaf) == sha256(previous + b"\x00\x00\x00\x00\x00\x00\x00\x01" + leaf).digest()
    )


@given(st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5)))
def test_the_order_of_keys_does_not_matter(payload: dict[str, Any]):
    turned = dict(reversed(payload.items()))
    assert canonical(payload) == canonical(turned)
    assert json.loads(canonical(payload)) == payload


@pytest.mark.parametrize("value", [1.5, {1: "a"}, AT, b"x", {"a": {"b": [0.1]}}, {"a": {1, 2}}])
def test_what_has_no_single_spelling_is_refused(value: object):
    with pytest.raises(TypeError, match="chained payload"):
        canonical({"value": value})


def test_appending_gives_gapless_places(table: list[Stored]):
    assert [row["seq"] for row in table] == list(range(1, 11))
    assert len({row["salt"] for row in table}) == 10
    head = ChainHead.objects.get(name=CHAIN)
    assert (head.name, head.seq, bytes(head.link)) == (CHAIN, 10, table[-1]["link"])
    mac = hmac.digest(keys.purpose_key(keys.CHAIN_MAC), table[0]["link"], "sha256")
    assert table[0]["mac"] == mac
    assert append("other", {}).seq == 1


def test_nothing_to_append_makes_no_head(db: None):
    assert append_many(CHAIN, []) == []
    assert not ChainHead.objects.filter(name=CHAIN).exists()


@pytest.mark.django_db(transaction=True)
def test_appending_belongs_to_a_transaction():
    with pytest.raises(TransactionManagementError):
        append(CHAIN, {})
    with transaction.atomic():
        append(CHAIN, {"half": 1})
        transaction.set_rollback(True)
    assert not ChainHead.objects.filter(name=CHAIN).exists()


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_line_without_gaps():
    def write(number: int) -> Stored:
        try:
            with transaction.atomic():
                return stored({"n": number}, append(CHAIN, {"n": number}))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        table = list(pool.map(write, range(24)))
    assert sorted(row["seq"] for row in table) == list(range(1, 25))
    assert found(table) is None


# An honest chain


def test_an_honest_chain_is_intact(table: list[Stored]):
    assert found(table) is None
    assert found([]) == ("truncated", 1, 1)
    assert verify("never used", []) is None


def test_destruction_that_is_recorded_keeps_the_chain_and_is_counted(table: list[Stored]):
    for row in table[2:5]:
        row["payload"] = row["salt"] = None
    examined = examine(CHAIN, rows(table), recorded={3, 4, 5})
    assert (examined.rows, examined.destroyed, examined.finding) == (10, 3, None)


def test_what_was_emptied_without_a_record_is_named(table: list[Stored]):
    for row in table[2:5]:
        row["payload"] = row["salt"] = None
    assert found(table) == ("emptied", 3, 1)
    assert found(table, recorded={3, 5}) == ("emptied", 4, 1)


@pytest.mark.parametrize("left", ["payload", "salt", "both"])
def test_what_is_recorded_as_destroyed_holds_nothing_any_more(table: list[Stored], left: str):
    for name in {"payload", "salt"} - {left} if left != "both" else ():
        table[3][name] = None
    assert found(table, recorded={4}) == ("edited", 4, 1)


def test_a_payload_that_is_not_to_be_hashed_again_is_not(table: list[Stored]):
    table[3]["payload"] = UNREAD
    assert found(table) is None
    table[3]["leaf"] = bytes(32)
    assert found(table) == ("link", 4, 1)


def test_a_row_before_the_first(table: list[Stored]):
    table.append({**table[0], "seq": 0})
    assert found(table) == ("gap", 0, 1)


def test_an_honest_chain_agrees_with_its_anchors(table: list[Stored], tmp_path: Path):
    near, far = tmp_path / "near", tmp_path / "far"
    seal(CHAIN, at=AT, anchors=[str(near), str(far)])
    extend(table, 5)
    seal(CHAIN, at=AT, anchors=[str(near), str(far)])
    extend(table, 1)
    assert found(table, near, far, tmp_path / "not there") is None
    assert [json.loads(line)["seq"] for line in anchor_file(str(near), CHAIN).read_text().splitlines()] == [
        10,
        15,
    ]
    assert anchor_file(str(near), CHAIN).read_bytes() == anchor_file(str(far), CHAIN).read_bytes()


# Attacks on the table


def relink(table: list[Stored], mac_key: bytes) -> None:
    """What somebody who can write everything in the database does to cover it up."""
    link = genesis(CHAIN)
    for seq, row in enumerate(sorted(table, key=lambda row: row["seq"]), 1):
        leaf = leaf_of(row["salt"], row["payload"])
        link = link_of(link, seq, leaf)
        row |= {"seq": seq, "leaf": leaf, "link": link, "mac": hmac.digest(mac_key, link, "sha256")}
    ChainHead.objects.filter(name=CHAIN).update(seq=len(table), link=link)


@pytest.mark.parametrize("seq", [1, 5, 10])
def test_an_edited_payload(table: list[Stored], seq: int):
    table[seq - 1]["payload"] = {"kind": "voice.reply_sent", "n": 99}
    assert found(table) == ("edited", seq, 1)


@pytest.mark.parametrize("name", ["payload", "salt"])
def test_half_a_destruction_is_no_destruction(table: list[Stored], name: str):
    table[3][name] = None
    assert found(table) == ("edited", 4, 1)


def test_a_payload_of_another_kind_of_value(table: list[Stored]):
    table[3]["payload"] = {"n": 1.0}
    assert found(table) == ("edited", 4, 1)


def test_an_edit_with_its_leaf(table: list[Stored]):
    table[3]["payload"] = {"n": 99}
    table[3]["leaf"] = leaf_of(table[3]["salt"], {"n": 99})
    assert found(table) == ("link", 4, 1)


def test_a_row_deleted_in_the_middle(table: list[Stored]):
    del table[4]
    assert found(table) == ("gap", 5, 1)


def test_the_first_row_deleted(table: list[Stored]):
    del table[0]
    assert found(table) == ("gap", 1, 1)


def test_a_row_deleted_and_the_rest_moved_up(table: list[Stored]):
    del table[4]
    for row in table[4:]:
        row["seq"] -= 1
    assert found(table) == ("link", 5, 1)


def test_a_row_inserted(table: list[Stored]):
    table.insert(5, {**table[4], "payload": {"n": 99}})
    assert found(table) == ("gap", 5, 1)


def test_two_rows_swapped(table: list[Stored]):
    table[2]["seq"], table[6]["seq"] = 7, 3
    assert found(table) == ("link", 3, 1)


def test_two_payloads_swapped(table: list[Stored]):
    table[2]["payload"], table[6]["payload"] = table[6]["payload"], table[2]["payload"]
    assert found(table) == ("edited", 3, 1)


def test_the_end_cut_off(table: list[Stored]):
    assert found(table[:7]) == ("truncated", 8, 1)


def test_a_row_beyond_the_head(table: list[Stored]):
    ChainHead.objects.update(seq=9, link=table[8]["link"])
    assert found(table) == ("head", 10, 1)


def test_a_whole_chain_rewritten_without_the_key_outside(table: list[Stored]):
    table[3]["payload"] = {"n": 99}
    relink(table, mac_key=bytes(32))
    assert found(table) == ("mac", 1, 1)


def test_rows_of_another_chain_do_not_fit(table: list[Stored]):
    assert verify("facts:other", rows(table)) == Finding(
        "facts:other", "link", 1, "the row does not follow the one before"
    )


# Attacks that only anchors show


@pytest.fixture
def anchor(table: list[Stored], tmp_path: Path) -> Path:
    seal(CHAIN, at=AT, anchors=[str(tmp_path)])
    return tmp_path


def test_the_end_cut_off_with_the_head_mended(table: list[Stored], anchor: Path):
    Seal.objects.all().delete()
    ChainHead.objects.update(seq=7, link=table[6]["link"])
    assert found(table[:7]) is None
    assert found(table[:7], anchor) == ("truncated", 8, 4)


def test_the_seal_inside_the_database_shows_a_mended_head_too(table: list[Stored]):
    seal(CHAIN, at=AT, anchors=[])
    ChainHead.objects.update(seq=7, link=table[6]["link"])
    assert found(table[:7]) == ("truncated", 8, 1)


def test_an_old_database_restored_and_written_on(table: list[Stored], anchor: Path):
    Seal.objects.all().delete()
    ChainHead.objects.update(seq=7, link=table[6]["link"])
    table = table[:7]
    extend(table, 20, "again")
    assert found(table) is None
    assert found(table, anchor) == ("truncated", 10, 4)


def test_a_whole_chain_rewritten_with_every_key_but_the_anchors(table: list[Stored], anchor: Path):
    Seal.objects.all().delete()
    table[3]["payload"] = {"n": 99}
    relink(table, keys.purpose_key(keys.CHAIN_MAC))
    assert found(table) is None
    assert found(table, anchor) == ("truncated", 10, 4)


# Seals


def test_a_seal_is_checked_with_the_public_key_alone(table: list[Stored], anchor: Path):
    said = json.loads(anchor_file(str(anchor), CHAIN).read_text())
    link, signature = bytes.fromhex(said["link"]), bytes.fromhex(said["signature"])
    at = datetime.fromisoformat(said["at"])
    assert bytes.fromhex(said["public_key"]) == public_key()
    assert is_genuine(public_key(), said["chain"], said["seq"], link, at, signature)
    assert not is_genuine(public_key(), "another", said["seq"], link, at, signature)
    assert not is_genuine(public_key(), said["chain"], said["seq"] + 1, link, at, signature)
    assert not is_genuine(bytes(32), said["chain"], said["seq"], link, at, signature)


def test_a_forged_seal_in_the_database(table: list[Stored], anchor: Path):
    Seal.objects.update(seq=5)
    assert found(table) == ("seal", 5, 1)


def test_a_forged_line_in_an_anchor(table: list[Stored], anchor: Path):
    file = anchor_file(str(anchor), CHAIN)
    file.write_text(file.read_text().replace('"seq": 10', '"seq": 900'))
    assert found(table, anchor) == ("seal", 900, 1)


def test_a_torn_line_spoils_neither_the_file_nor_the_next_seal(table: list[Stored], anchor: Path):
    file = anchor_file(str(anchor), CHAIN)
    file.write_bytes(file.read_bytes() + b'{"chain": "facts:7b0e", "se')
    assert found(table, anchor) is None
    extend(table, 2)
    seal(CHAIN, at=AT, anchors=[str(anchor)])
    assert found(table, anchor) is None
    assert found(table[:11], anchor) == ("truncated", 12, 4)


def test_an_unused_chain_has_nothing_to_seal(db: None, tmp_path: Path):
    assert seal(CHAIN, at=AT, anchors=[str(tmp_path)]) is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["facts:ab", "../../etc/passwd", "a/b", "中心", ".."])
def test_a_chain_name_cannot_leave_the_anchor_folder(name: str):
    file = anchor_file("/anchors", name)
    assert file.parent == Path("/anchors")
    assert file.suffix == ".jsonl"
