"""What visitors may keep is bounded, from one connection and in all; nobody who is signed in is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.web.test_drafts import keep
from youzhang.intake.portal_pages import RECEIPT
from youzhang.kit import clock
from youzhang.web import draft_room, drafts
from youzhang.web.limits import Limit
from youzhang.web.models import Draft, Window


@pytest.fixture(autouse=True)
def steady() -> Iterator[None]:
    """No hour ends in the middle of a test."""
    with clock.frozen_at(clock.at_hour(clock.today(), 9)):
        yield


@pytest.fixture
def little(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for two forms begun and ten kilobytes an hour, for sixteen in all."""
    monkeypatch.setattr(draft_room, "BEGUN", Limit("draft", 2, 3600))
    monkeypatch.setattr(draft_room, "ADDED", Limit("draft-kb", 10, 3600))
    monkeypatch.setattr(draft_room, "IN_ALL", 16)
    monkeypatch.setattr(draft_room, "TIGHT", 4)


def typed(kilobytes: int) -> dict[str, str]:
    """So much text that it just fits."""
    return {"text": "x" * (kilobytes * 1024 - 20)}


def refusal(
    client: Client, content: object, draft: str = "note:7", address: str = "192.0.2.1"
) -> dict[str, Any]:
    """What the page is told, which keeps what was typed."""
    before = list(Draft.objects.values())
    answer = client.post(
        f"/drafts/?draft={draft}",
        json.dumps(content),
        content_type="application/json",
        headers={"accept": "application/json", "accept-language": "en"},
        REMOTE_ADDR=address,
    )
    assert answer.status_code == 422
    assert list(Draft.objects.values()) == before
    told: dict[str, Any] = answer.json()
    return told


@pytest.fixture
def visitor(pages: Client) -> Client:
    pages.defaults["REMOTE_ADDR"] = "192.0.2.1"
    return pages


def test_the_bounds_are_the_promised_ones() -> None:
    assert (draft_room.BEGUN.most, draft_room.BEGUN.seconds) == (30, 3600)
    assert (draft_room.ADDED.most, draft_room.ADDED.seconds) == (5 * 1024, 3600)
    assert draft_room.IN_ALL == 1024 * 1024


def test_one_connection_begins_so_many_forms_within_an_hour(visitor: Client, little: None) -> None:
    assert [keep(visitor, {"a": "b"}, draft=f"note:{turn}") for turn in (1, 2)] == [200, 200]
    told = refusal(visitor, {"a": "b"}, draft="note:3")
    assert told["title"].startswith("Many forms have been begun")
    assert "still on the page" in told["detail"]
    assert refusal(Client(), {"a": "b"})["title"] == told["title"]  # another browser, the same connection
    assert keep(visitor, {"a": "more"}, draft="note:1") == 200
    with clock.frozen_at(clock.now() + timedelta(hours=1)):
        assert keep(visitor, {"a": "b"}, draft="note:3") == 200


def test_another_connection_has_its_own_hour(visitor: Client, little: None) -> None:
    for turn in (1, 2):
        keep(visitor, {"a": "b"}, draft=f"note:{turn}")
    assert keep(Client(REMOTE_ADDR="192.0.2.2"), {"a": "b"}) == 200


def test_one_connection_adds_so_much_within_an_hour(visitor: Client, little: None) -> None:
    assert keep(visitor, typed(10)) == 200
    assert keep(visitor, typed(10) | {"text": "y" * 10_000}) == 200  # no more than before
    assert refusal(visitor, typed(11))["title"].startswith("Very much has been typed")
    assert Draft.objects.get().content == {"text": "y" * 10_000}


def test_what_was_refused_counts_nothing(visitor: Client, little: None) -> None:
    for _turn in range(3):
        refusal(visitor, typed(11))
    assert keep(visitor, typed(10)) == 200


def test_all_visitors_together_keep_so_much(visitor: Client, little: None) -> None:
    other = Client(REMOTE_ADDR="192.0.2.2")
    assert keep(visitor, typed(10)) == 200
    told = refusal(other, typed(7), address="192.0.2.2")
    assert told["title"].startswith("Very many half-filled forms")
    assert keep(other, typed(6)) == 200


def test_what_is_gone_is_free_again(visitor: Client, little: None) -> None:
    other = Client(REMOTE_ADDR="192.0.2.2")
    keep(visitor, typed(10))
    visitor.post("/drafts/drop", {"draft": "note:7"})
    assert drafts.see_to_room() == 16
    assert keep(other, typed(10)) == 200


def test_where_it_gets_tight_what_visitors_left_for_a_day_goes_first(
    visitor: Client, member: Client, little: None
) -> None:
    with clock.frozen_at(clock.now() - timedelta(days=2)):
        keep(visitor, typed(8))
        keep(member, {"title": "of a member"})
    keep(visitor, typed(5), draft="note:new")
    drafts.see_to_room()
    assert {(one.form, one.about, one.owner[:4]) for one in Draft.objects.all()} == {
        ("note", "7", "user"),
        ("note", "new", "visi"),
    }
    assert Window.objects.get(name="draft-kb-all").free >= 10


def test_while_there_is_room_nothing_goes(visitor: Client, little: None) -> None:
    with clock.frozen_at(clock.now() - timedelta(days=2)):
        keep(visitor, typed(8))
    drafts.see_to_room()
    assert Draft.objects.count() == 1


def test_nothing_that_a_member_types_is_bounded(member: Client, little: None) -> None:
    assert [keep(member, typed(20), draft=f"note:{turn}") for turn in range(5)] == [200] * 5
    assert not Window.objects.filter(name__startswith="draft").exists()


@pytest.mark.parametrize(
    "body",
    ["[" * 100_000, '{"a":' * 30_000, '{"a": {"b": "c"}}', '{"a": [["b"]]}', '{"a": [{"b": "c"}]}'],
    ids=["lists", "objects", "an object in a field", "a list in a list", "an object in a list"],
)
def test_what_lies_deeper_than_a_list_of_values_is_no_draft(visitor: Client, body: str) -> None:
    assert keep(visitor, body) == 400
    assert not Draft.objects.exists()


@pytest.mark.parametrize("form", ["once", RECEIPT])
def test_no_browser_writes_what_the_house_keeps_there_by_itself(visitor: Client, form: str) -> None:
    """A link that is shown once, a receipt that is not saved yet."""
    assert keep(visitor, {"waiting": ["anything"]}, draft=f"{form}:") == 400
    assert not Draft.objects.exists()
