"""A half-filled form survives, is sealed, and is nobody else's."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from youzhang.kit import clock
from youzhang.vault.models import DataKey
from youzhang.web.drafts import purge_drafts
from youzhang.web.models import Draft


def keep(client: Client, content: object, draft: str = "note:7") -> int:
    body = content if isinstance(content, str) else json.dumps(content)
    return client.post(f"/drafts/?draft={draft}", body, content_type="application/json").status_code


def test_what_was_typed_stands_in_the_form_again(pages: Client) -> None:
    assert keep(pages, {"title": "Half a ti", "text": "one\ntwo"}) == 200
    page = pages.get("/note").content.decode()
    assert 'value="Half a ti"' in page
    assert "one\ntwo" in page


def test_the_page_is_told_when_it_was_saved(pages: Client) -> None:
    answer = pages.post("/drafts/?draft=note:7", "{}", content_type="application/json")
    assert answer.json()["saved"].startswith("saved ")


def test_saving_again_keeps_one_draft_with_the_newest_text(pages: Client) -> None:
    keep(pages, {"title": "first"})
    keep(pages, {"title": "second"})
    assert [draft.content for draft in Draft.objects.all()] == [{"title": "second"}]
    assert DataKey.objects.count() == 1


def test_the_draft_of_another_browser_or_account_is_not_shown(pages: Client, member: Client) -> None:
    keep(pages, {"title": "mine alone"})
    for other in (Client(), member):
        assert b"mine alone" not in other.get("/note").content
    keep(member, {"title": "theirs"})
    assert b"theirs" not in pages.get("/note").content
    assert Draft.objects.count() == 2


def test_a_forged_cookie_finds_nothing(pages: Client) -> None:
    keep(pages, {"title": "mine alone"})
    thief = Client()
    thief.cookies["visitor"] = pages.cookies["visitor"].value.split(":")[0]
    assert b"mine alone" not in thief.get("/note").content


def test_a_draft_about_something_else_is_another_draft(pages: Client) -> None:
    keep(pages, {"title": "about eight"}, draft="note:8")
    assert b"about eight" not in pages.get("/note").content


def test_the_database_holds_no_word_of_it(pages: Client) -> None:
    keep(pages, {"title": "unmistakable"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, owner FROM web_draft")
        content, owner = cursor.fetchone()
    assert b"unmistakable" not in bytes(content)
    assert pages.cookies["visitor"].value.split(":")[0] not in owner


def test_what_was_kept_can_be_thrown_away(pages: Client, member: Client) -> None:
    keep(pages, {"title": "mine alone"})
    assert b"start anew" in pages.get("/note").content
    member.post("/drafts/drop", {"draft": "note:7"})
    assert Draft.objects.count() == 1
    answer = pages.post(
        "/drafts/drop",
        {"draft": "note:7", "title": "mine alone"},
        headers={"referer": "http://testserver/note"},
    )
    assert answer.headers["Location"] == "http://testserver/note"
    assert b"mine alone" not in pages.get("/note").content
    assert not Draft.objects.exists()


def test_tokens_are_not_kept(pages: Client) -> None:
    keep(pages, {"title": "x", "csrfmiddlewaretoken": "secret", "form_token": "secret"})
    assert Draft.objects.get().content == {"title": "x"}


@pytest.mark.parametrize(
    ("body", "status"), [("not json", 400), ("[1]", 400), ('{"a": "' + "x" * 200_000 + '"}', 413)]
)
def test_what_is_no_draft_is_refused_in_words(pages: Client, body: str, status: int) -> None:
    assert keep(pages, body) == status
    assert not Draft.objects.exists()


def test_a_draft_without_a_form_is_refused(pages: Client) -> None:
    assert keep(pages, {"a": "b"}, draft="") == 400
    assert not Draft.objects.exists()


def test_old_drafts_go_with_their_keys(pages: Client, member: Client) -> None:
    with clock.frozen_at(clock.now() - timedelta(days=31)):
        keep(pages, {"title": "old"})
    keep(member, {"title": "new"})
    keys = DataKey.objects.count()
    assert purge_drafts(clock.now() - timedelta(days=30)) == 1
    assert [draft.content["title"] for draft in Draft.objects.all()] == ["new"]
    assert DataKey.objects.count() == keys - 1
