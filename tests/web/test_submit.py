"""A page runs its action once, and never loses what was typed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from youzhang.web.models import Draft, FormToken


def test_the_page_carries_a_new_token_each_time(pages: Client) -> None:
    tokens = [re.findall(rb'name="form_token" value="([^"]+)"', pages.get("/note").content) for _ in range(2)]
    assert len(tokens[0]) == 1
    assert tokens[0] != tokens[1]


def test_the_same_form_twice_gives_the_first_answer(pages: Client) -> None:
    sent = {"title": "One", "form_token": str(uuid4())}
    first, second = pages.post("/note", sent), pages.post("/note", sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Group.objects.filter(name="One").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_at_the_same_moment_acts_once(pages: Client) -> None:
    sent = {"title": "One", "form_token": str(uuid4())}

    def send(_number: int) -> str:
        try:
            return Client().post("/note", sent).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(4)))
    assert len(answers) == 1
    assert Group.objects.count() == 1


def test_a_form_of_somebody_else_gives_no_answer(pages: Client, member: Client) -> None:
    sent = {"title": "One", "form_token": str(uuid4())}
    pages.post("/note", sent)
    answer = member.post("/note", sent)
    assert answer.status_code == 409
    assert Group.objects.count() == 1


def test_without_a_token_or_with_a_spoilt_one_the_form_still_works(pages: Client) -> None:
    assert pages.post("/note", {"title": "One"}).status_code == 302
    assert pages.post("/note", {"title": "Two", "form_token": "spoilt"}).status_code == 302
    assert Group.objects.count() == 2


def test_a_refusal_keeps_what_was_typed_and_shows_the_way_on(pages: Client) -> None:
    token = str(uuid4())
    answer = pages.post("/note", {"title": "forbidden <b>", "text": "long\nstory", "form_token": token})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "forbidden &lt;b&gt;" in page
    assert "long\nstory" in page
    assert "Not signed yet" in page
    assert 'href="/sign"' in page
    assert 'href="/rules/psych/34.2a"' in page or 'href="/work/rules/psych/34.2a"' in page
    assert token in page
    assert not Group.objects.exists()
    assert not FormToken.objects.exists()


def test_a_refused_form_can_be_mended_and_sent_again(pages: Client) -> None:
    token = str(uuid4())
    pages.post("/note", {"title": "forbidden", "form_token": token})
    assert pages.post("/note", {"title": "allowed", "form_token": token}).status_code == 302
    assert [g.name for g in Group.objects.all()] == ["allowed"]


def test_a_refusal_about_a_field_stands_at_the_field(pages: Client) -> None:
    answer = pages.post("/note", {"title": "title"})
    assert answer.status_code == 422
    assert b'id="id_title_error"' in answer.content
    assert b'href="#id_title"' in answer.content


def test_a_stale_form_is_a_conflict_and_keeps_what_was_typed(pages: Client) -> None:
    answer = pages.post("/note", {"title": "stale", "text": "mine"})
    assert answer.status_code == 409
    assert b"Somebody was quicker" in answer.content
    assert b"mine" in answer.content
    assert not Group.objects.exists()


def test_a_faulty_form_is_shown_again_with_its_errors(pages: Client) -> None:
    answer = pages.post("/note", {"title": "", "text": "mine"})
    assert answer.status_code == 422
    assert b'aria-invalid="true"' in answer.content
    assert b"mine" in answer.content
    assert not Group.objects.exists()


def test_a_fault_of_ours_frees_the_token_and_says_so(pages: Client) -> None:
    token = str(uuid4())
    answer = pages.post("/note", {"title": "broken", "form_token": token})
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content
    assert not Group.objects.exists()
    assert not FormToken.objects.exists()


def test_a_megabyte_of_text_is_refused_in_words_and_still_there(pages: Client) -> None:
    text = "x" * 1_000_000
    answer = pages.post("/note", {"title": "Long", "text": text})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1000000 characters; at most 20000 fit" in page
    assert text in page
    assert not Group.objects.exists()


def test_more_than_the_server_reads_is_answered_in_words(pages: Client) -> None:
    answer = pages.post("/note", {"title": "Long", "text": "x" * 2_600_000})
    assert answer.status_code == 413
    assert b"too much text at once" in answer.content
    assert not Group.objects.exists()


def test_success_says_so_and_drops_the_draft(pages: Client) -> None:
    pages.post("/drafts/?draft=note:7", '{"title": "Half"}', content_type="application/json")
    assert Draft.objects.count() == 1
    pages.post("/note", {"title": "Whole"})
    assert Draft.objects.count() == 0
    assert b"Kept" in pages.get("/note").content


def test_an_escaping_refusal_is_a_readable_page(pages: Client) -> None:
    answer = pages.get("/escaping")
    assert answer.status_code == 422
    assert b"Not signed yet" in answer.content
    assert b"Ask for the signature" in answer.content


def test_machines_get_a_refusal_as_problem_json(pages: Client) -> None:
    for answer in (
        pages.get("/api/escaping"),
        pages.get("/escaping", headers={"accept": "application/json"}),
    ):
        assert answer.status_code == 422
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["rule"] == "psych:34.2a"
        assert answer.json()["title"] == "Not signed yet"
