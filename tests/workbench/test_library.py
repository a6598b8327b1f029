"""The regulations to read, an article with its evidence, the public page, and the search over everything."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from tests.builders import a_centre, signed_in, staff, viewing
from tests.workbench.conftest import english
from tests.workbench.world import World, a_service, apply_for, assess, owed
from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.ledger.duties import waive
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import ArticleText, Matter
from youzhang.meetings import actions as meetings
from youzhang.meetings.models import Meeting
from youzhang.premises.actions import PartnerData, RoomData, add_partner, add_room
from youzhang.rulebook.library import BOOKS, builtin
from youzhang.rulebook.terms import Due
from youzhang.web.marks import article_url
from youzhang.workbench import rule_views
from youzhang.workbench.articles import due_in_words, holder
from youzhang.workbench.pages import PAGES

pytestmark = pytest.mark.django_db
ASSESS = "/work/rules/psych/34.1d"


def test_an_article_says_what_it_asks_of_whom_and_by_when(world: World, desk: Client) -> None:
    page = desk.get(ASSESS).content.decode()
    for words in ("Art. 34(1)", "Assess the need", "the person in charge, Project specialist",
                  "Application received", "on the closing date", "Need assessed", "In our words"):  # fmt: skip
        assert words in page, words
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


def test_an_article_shows_what_it_leaves_the_centre_to_say(world: World, desk: Client) -> None:
    page = desk.get("/work/rules/psych/15.3b").content.decode()
    for words in ("Attempts before a guardian counts as unreachable", "<td>3</td>", "at least 2, at most 10",
                  "<td>24 hours</td>", "at least 6 hours, at most 72 hours"):  # fmt: skip
        assert words in page, words


def test_an_article_is_told_in_stories_between_its_text_and_its_rules(world: World, desk: Client) -> None:
    page = desk.get("/work/rules/psych/15.3c").content.decode()
    text, stories, rules = (page.index(words) for words in ('id="text"', 'id="stories"', 'id="owe"'))
    assert text < stories < rules
    told = [one for one in builtin("psych").stories_by_article["psych:15.3c"] if not one.differs]
    assert page.count("<details", stories, rules) == len(told) > 2
    assert page.count("<details open", stories, rules) == 1
    for words in (
        "as it should go",
        "as it should not go",
        escape(told[0].title.en),
        "Followed up",
        "Owed: ",
    ):
        assert words in page[stories:rules], words
    for one in [one for one in builtin("psych").stories if one.differs][:1]:
        assert escape(one.title.en) not in desk.get(article_url(one.article)).content.decode()


def test_whoever_holds_a_duty_by_name_has_a_name_for_readers() -> None:
    held = (
        code
        for book in BOOKS
        for one in builtin(book).articles
        for rule in one.rules
        for code in rule.held_by
    )
    assert [code for code in held if code.startswith("@") and holder(code) == code.removeprefix("@")] == []


def test_every_article_of_both_books_has_a_page(frozen: object) -> None:
    centre = a_centre("psych", "welfare")
    client = english(signed_in(Client(), staff(centre, "project_lead")))
    for book in ("psych", "welfare"):
        articles = builtin(book).articles
        for article in (articles[0], *articles[1:-1:9], articles[-1]):
            assert client.get(article_url(article.id)).status_code == 200, article.id


def test_a_required_content_counts_what_is_asked_only_where_it_applies(world: World, desk: Client) -> None:
    """psych:34.1b: thirteen items and one if needed; psych:34.3b: four and one."""
    assert "13 items, 1 more where it applies" in desk.get("/work/rules/psych/34.1b").content.decode()
    assert "4 items, 1 more where it applies" in desk.get("/work/rules/psych/34.3b").content.decode()


def test_every_page_that_keeps_an_article_has_a_name_for_readers() -> None:
    articles = (article for book in ("psych", "welfare") for article in builtin(book).articles)
    named = {
        entry.removeprefix("page:") for a in articles for entry in a.kept_by if entry.startswith("page:")
    }
    assert named - PAGES.keys() == set()


def test_unknown_is_not_there_and_a_whole_provision_leads_to_its_first_article(
    world: World, desk: Client
) -> None:
    for path in ("/work/rules/psych/99", "/work/rules/psych/34.9z", "/work/rules/none/1", "/work/rules/none/",
                 "/work/rules/welfare/99", "/rules/psych/99", "/rules/none/"):  # fmt: skip
        assert desk.get(path).status_code == 404, path
    assert "Publish the notice" in desk.get("/work/rules/psych/34").content.decode()


def test_a_chip_of_a_rulebook_that_the_centre_does_not_run_by_leads_to_its_public_text(
    world: World, desk: Client
) -> None:
    """welfare:2.2b is cited on pages about cases everywhere."""
    answer = desk.get(article_url("welfare:2.2b"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rules/welfare/#a-2.2b")


def test_the_evidence_is_what_the_viewer_may_see(world: World, desk: Client) -> None:
    met, waived, hidden, still_open = (apply_for(world) for _n in range(4))
    assess(world, met, result="failed", ground="age")
    waive(owed(waived), "duplicate", by=viewing(world.lead))
    shut_out(hidden, world.desk)
    numbers = {
        "": {met, waived, still_open},
        "on_time": {met},
        "waived": {waived},
        "open": {still_open},
        "late": set(),
    }
    for state, expected in numbers.items():
        page = desk.get(ASSESS, {"state": state}).content.decode()
        shown = {m for m in (met, waived, hidden, still_open) if m.number in page}
        assert shown == expected, state
    assert "No duty of this article fits" in desk.get(ASSESS, {"state": "late"}).content.decode()


def test_evidence_pages_follow_each_other(
    world: World, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {apply_for(world).number for _n in range(5)}
    monkeypatch.setattr(rule_views, "EVIDENCE_PAGE", 2)
    seen: list[str] = []
    address = ASSESS
    for _n in range(4):
        page = desk.get(address).content.decode()
        seen += [number for number in made if number in page]
        more = (
            page.split('<nav class="pager"')[-1].split('rel="next"')[0] if 'rel="next">Next' in page else ""
        )
        if not more:
            break
        address = ASSESS + more.rsplit('href="', 1)[1].split("#")[0].replace("&amp;", "&")
    assert sorted(seen) == sorted(made)


def test_the_institution_s_own_text_stands_beside_ours(world: World, desk: Client) -> None:
    assert "has not been imported" in desk.get(ASSESS).content.decode()
    ArticleText.objects.create(
        organisation=world.centre.organisation, rulebook="psych", position=1, no="第三十四条",
        text="机构自己的话。", imported_at=clock.now(),
    )  # fmt: skip
    assert "机构自己的话。" in desk.get(ASSESS).content.decode()
    other = signed_in(Client(), staff(a_centre(organisation="Elsewhere"), "specialist"))
    assert "机构自己的话。" not in other.get(ASSESS).content.decode()


def test_an_article_asks_the_same_of_one_and_of_many(world: World, desk: Client) -> None:
    apply_for(world)
    desk.get(ASSESS)
    with CaptureQueriesContext(connection) as one:
        desk.get(ASSESS)
    for _n in range(30):
        apply_for(world)
    with CaptureQueriesContext(connection) as many:
        desk.get(ASSESS)
    assert len(many) == len(one)


def test_the_library_is_searched(world: World, desk: Client) -> None:
    everything = desk.get("/work/rules/").content.decode()
    assert everything.count('href="/work/rules/psych/') >= len(builtin("psych").articles)
    found = desk.get("/work/rules/", {"q": "34 receipt"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in found
    assert "/work/rules/psych/34.3a" in found
    assert "/work/rules/psych/60" not in found
    assert "No article says that" in desk.get("/work/rules/", {"q": "zzz"}).content.decode()


def test_everybody_reads_the_rules_at_the_address_of_a_chip(world: World) -> None:
    visitor = Client()
    page = visitor.get("/rules/").content.decode()
    assert 'id="a-34.1d"' in page
    assert "duties/" not in page
    answer = visitor.get(article_url("psych:34.1d", portal=True))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/rules/psych/#a-34.1d")
    assert len(visitor.get("/rules/").content) < 100_000


def test_terms_are_said_as_people_say_them() -> None:
    said = {"at once": "立刻", "3 working days": "3 个工作日内", "1 month before matter.starts_on": "开始日前1 个月",
            "on parent.closes_on": "报名截止日当日", "2 days after matter.unknown": "unknown后2 天"}  # fmt: skip
    with override("zh-hans"):
        assert {term: due_in_words(Due.parse(term)) for term in said} == said


def test_no_day_that_a_duty_counts_from_is_said_in_code() -> None:
    rules = [rule for book in BOOKS for article in builtin(book).articles for rule in article.duties]
    with override("zh-hans"):
        said = [due_in_words(due) for rule in rules for due in rule.due if due.base]
    assert len(said) > 5
    assert [words for words in said if re.search("[a-z]", words)] == []


@pytest.mark.parametrize(
    ("role", "opens"),
    [("project_lead", True), ("specialist", True), ("authority", False), ("observer", False)],
)
def test_an_article_links_no_page_that_does_not_open_for_the_reader(
    world: World, role: str, opens: bool
) -> None:
    browser = english(signed_in(Client(), staff(world.centre, role)))
    page = browser.get("/work/rules/psych/75").text
    assert "the roster" in page
    assert ('href="/work/roster/"' in page.partition("Where it is kept")[2]) == opens
    assert (browser.get("/work/roster/").status_code == 200) == opens


# --- search ---


def test_search_finds_numbers_services_and_articles(world: World, desk: Client) -> None:
    matter = apply_for(world)
    for text, expected in (
        (matter.number, matter.number),
        (matter.number.lower()[:9], matter.number),
        ("SQ-", matter.number),
        ("亲子", "亲子沟通小组"),
        ("34", "/work/rules/psych/34.1a"),
        ("第34条", "/work/rules/psych/34.1a"),
    ):
        assert expected in desk.get("/work/search", {"q": text}).content.decode(), text
    part = desk.get("/work/search", {"q": matter.number}, headers={"HX-Request": "true"}).content.decode()
    assert matter.number in part
    assert "<html" not in part
    assert "Nothing found" in desk.get("/work/search", {"q": "zzzz"}).content.decode()
    for text in ("", "x", "-", "%", "_", "'\"\\"):
        assert desk.get("/work/search", {"q": text}).status_code == 200


def test_search_finds_a_number_by_its_last_digits_within_sight(world: World, desk: Client) -> None:
    for _time in range(12):
        matter = apply_for(world)
    there = a_centre(organisation="Elsewhere")
    head, days = staff(there, "project_lead"), (date(2026, 3, 20), date(2026, 4, 1))
    elsewhere = [a_service(there, head, *days) for _time in range(12)][-1]
    year, _dash, tail = matter.number.rpartition("-")
    assert (tail, elsewhere.number[-3:]) == ("0012", "012")
    for text in (tail, tail.lstrip("0"), f"{year[-4:]}-{tail}"):
        page = desk.get("/work/search", {"q": text}).text
        assert matter.number in page, text
        assert elsewhere.number not in page
    assert matter.number not in desk.get("/work/search", {"q": "2"}).text
    for text in ("99", f"1999-{tail}", "9999999", tail[1:]):
        assert matter.number not in desk.get("/work/search", {"q": text}).text
    shut_out(matter, world.desk)
    assert matter.number not in desk.get("/work/search", {"q": tail}).text
    blind = english(signed_in(Client(), staff(world.centre, "observer")))
    assert matter.number not in blind.get("/work/search", {"q": tail}).text


def test_the_end_of_a_number_is_found_by_the_index_and_costs_one_statement_more(
    world: World, desk: Client
) -> None:
    number = apply_for(world).number
    counts = []
    for text in (number, number[-4:]):
        desk.get("/work/search", {"q": text})
        with CaptureQueriesContext(connection) as asked:
            desk.get("/work/search", {"q": text})
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1
    if connection.vendor != "sqlite":
        return
    (sql,) = [one["sql"] for one in asked if f"{number}" in one["sql"] and "ledger_matter" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [step[3] for step in cursor.fetchall()]
    assert [step for step in plan if step.startswith("SCAN ledger_matter")] == []
    assert [step for step in plan if "INDEX one_number (centre_id=? AND kind=? AND number=?)" in step], plan


def test_search_finds_partners_and_rooms_for_those_who_may_see_them(world: World) -> None:
    lead = staff(world.centre, "project_lead")
    given = PartnerData("青澜第三医院", "hospital", "人民路 8 号", "急诊", "05715550001")
    partner = add_partner(world.centre, given, by=viewing(lead))
    room = add_room(world.centre, RoomData("向日葵屋", 3, "counselling"), viewer=viewing(lead))
    there = staff(a_centre(organisation="Elsewhere"), "project_lead")
    for text, address in (
        ("第三医院", reverse("premises:partner", args=[partner.matter_id])),
        ("向日葵", f"?room={room.pk}"),
    ):
        page = signed_in(Client(), lead).get("/work/search", {"q": text}).content.decode()
        assert address in page, text
        for hidden in (there, staff(world.centre, "observer")):
            assert (
                address not in signed_in(Client(), hidden).get("/work/search", {"q": text}).content.decode()
            )


def test_search_finds_meetings_by_kind_place_and_number_for_those_who_may_see_them(world: World) -> None:
    lead, invited = staff(world.centre, "project_lead"), staff(world.centre, "club_member")
    soon, calling = clock.now() + timedelta(days=1), {"by": viewing(lead)}
    meeting = meetings.call(
        world.centre, meetings.Call("seminar", soon, "青少年睡眠", "向日葵厅", [invited]), **calling
    )
    about = Matter.unscoped.filter(kind="service", centre=world.centre).latest("opened_at")
    call = meetings.Call("case_conference", soon, "是否转介", "向日葵厅", [invited], about=about)
    conference = meetings.call(world.centre, call, **calling)
    outsiders = [staff(a_centre(organisation="Elsewhere"), "project_lead"), staff(world.centre, "observer")]

    def finds(user: User, text: str) -> set[Meeting]:
        page = english(signed_in(Client(), user)).get("/work/search", {"q": text}).content.decode()
        return {one for one in (meeting, conference) if f"/{one.matter_id}" in page}

    for text in ("seminar", "Seminar", meeting.matter.number):
        assert finds(lead, text) == finds(invited, text) == {meeting}, text
    assert finds(invited, "向日葵厅") == {meeting, conference}
    assert finds(staff(world.centre, "department_head"), "向日葵厅") == {meeting}
    for text in ("seminar", "向日葵厅", meeting.matter.number, conference.matter.number):
        assert not any(finds(outsider, text) for outsider in outsiders), text
    assert finds(lead, "睡眠") == finds(lead, "转介") == set()  # what it is about is sealed


def test_search_finds_nothing_that_is_hidden(world: World) -> None:
    matter = apply_for(world)
    hidden = {
        "another centre": staff(a_centre(organisation="Elsewhere"), "project_lead"),
        "no role for it": staff(world.centre, "observer"),
        "barred": staff(world.centre, "specialist"),
    }
    shut_out(matter, hidden["barred"])
    for who, user in hidden.items():
        page = signed_in(Client(), user).get("/work/search", {"q": matter.number[:-1]}).content.decode()
        assert f">{matter.number}" not in page, who
        assert f"{matter.number}<" not in page, who


def test_the_library_leads_to_the_texts_for_the_public(desk: Client, world: World) -> None:
    assert reverse("policy:texts") in desk.get(reverse("workbench:rules")).text
    keeper = signed_in(Client(), staff(world.centre, "sysadmin"))
    assert reverse("policy:texts") not in keeper.get(reverse("workbench:rules")).text
