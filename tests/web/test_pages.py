"""Shell, switches, error pages and the page of parts."""

from __future__ import annotations

from django.test import Client


def test_the_language_switch_holds_and_goes_back(pages: Client) -> None:
    answer = pages.post("/language/", {"language": "zh-hans", "next": "/note"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/note")
    page = pages.get("/note").content.decode()
    assert '<html lang="zh-Hans"' in page
    assert "快速离开" in page
    pages.post("/language/", {"language": "en", "next": "/note"})
    assert "Leave quickly" in pages.get("/note").content.decode()


def test_large_text_and_theme_are_remembered(pages: Client) -> None:
    pages.post("/prefs/", {"text": "large", "next": "/note"})
    answer = pages.post("/prefs/", {"theme": "dark", "next": "/note"})
    assert answer.headers["Location"] == "/note"
    page = pages.get("/note").content
    assert b'data-text="large"' in page
    assert b'data-theme="dark"' in page
    pages.post("/prefs/", {"text": "", "theme": "", "next": "/note"})
    assert b"data-text" not in pages.get("/note").content


def test_switches_lead_nowhere_else_and_take_no_other_value(pages: Client) -> None:
    answer = pages.post("/prefs/", {"theme": "<script>", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert "theme" not in pages.cookies
    assert pages.get("/prefs/").status_code == 405
    assert pages.get("/language/").status_code == 405


def test_the_page_of_parts_is_for_staff_and_shows_them(pages: Client, member: Client) -> None:
    assert pages.get("/work/parts").status_code == 302
    answer = member.get("/work/parts")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Sam Example" in page
    assert "Centre A" in page
    for part in (
        'class="cite"',
        'class="callout refusal"',
        'class="rows"',
        "data-signature",
        'class="spark"',
    ):
        assert part in page


def test_pages_run_under_a_strict_policy(pages: Client, member: Client) -> None:
    for answer in (pages.get("/note"), member.get("/work/parts")):
        page = answer.content.decode()
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert page.count("<script") == page.count("<script src=")


def test_a_missing_page_says_so_in_both_languages(pages: Client) -> None:
    answer = pages.get("/nothing/here")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content
    chinese = pages.get("/nothing/here", headers={"accept-language": "zh-CN"})
    assert "没有这个页面" in chinese.content.decode()


def test_machines_get_problem_json(pages: Client) -> None:
    answer = pages.get("/api/nothing")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_form_without_its_cookie_is_told_what_to_do(pages: Client) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/note", {"title": "One"})
    assert answer.status_code == 403
    assert b"The page was open too long" in answer.content
