"""My duties: whose, in which order, in which group, and what nobody may see."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.builders import a_centre, signed_in, staff, viewing
from tests.workbench.conftest import english
from tests.workbench.world import World, a_service, apply_for, assess, owed
from youzhang.accounts.models import Bar
from youzhang.crisis.actions import open_crisis
from youzhang.kit import clock
from youzhang.ledger import queries as ledger
from youzhang.ledger.duties import take
from youzhang.ledger.matters import add_party, shut_out
from youzhang.ledger.models import DutyHolder
from youzhang.ledger.queries import Wanted
from youzhang.vault.actions import create_subject
from youzhang.workbench import queries
from youzhang.workbench.books import Books

pytestmark = pytest.mark.django_db


def listed(world: World, **wanted: object) -> queries.Worklist:
    return queries.worklist(Wanted(world.viewer, world.centre, **wanted), Books(world.centre))


def matters(found: queries.Worklist) -> list[object]:
    return [row.line.matter_id for group in found.groups for row in group.rows]


def test_a_duty_stands_with_its_title_its_matter_its_term_and_its_article(world: World, desk: Client) -> None:
    matter = apply_for(world)
    page = desk.get("/work/").content.decode()
    assert "Assess the need" in page
    assert f"{matter.number}　亲子沟通小组" in page
    assert "18 days left" in page
    assert "20 March, 24:00" in page
    assert 'href="/work/rules/psych/34.1d"' in page


def test_the_page_speaks_chinese(world: World) -> None:
    apply_for(world)
    page = signed_in(Client(), world.desk).get("/work/").content.decode()
    for words in ("我的待办", "评估需求", "还剩 18 天", "3月20日 24:00 前", "以后"):
        assert words in page, words


@pytest.mark.parametrize(
    ("moment", "group", "words"),
    [
        ("2026-03-02 09:00", "later", "18 days left"),
        ("2026-03-16 09:00", "later", "4 days left"),
        ("2026-03-17 09:00", "soon", "3 days left"),
        ("2026-03-20 09:00", "today", "today until 24:00"),
        ("2026-03-20 23:20", "today", "40 minutes left"),
        ("2026-03-21 00:00", "now", "overdue by 1 day"),
        ("2026-03-24 09:00", "now", "overdue by 4 days"),
    ],
)
def test_a_duty_moves_through_the_groups(world: World, moment: str, group: str, words: str) -> None:
    apply_for(world)
    with override("en"), clock.frozen_at(at(moment)):
        [found] = listed(world, article="psych:34.1d").groups
    assert (found.name, found.rows[0].due) == (group, words)


def test_the_next_three_working_days_reach_over_the_national_day(world: World) -> None:
    """2026-10-01 to 10-07 are off; Saturday 10-10 is worked."""
    world.service = a_service(world.centre, world.lead, date(2026, 10, 10), date(2026, 11, 1))
    apply_for(world)
    for moment, group in (
        ("2026-09-28 09:00", "later"),
        ("2026-09-30 09:00", "soon"),
        ("2026-10-10 09:00", "today"),
    ):
        with clock.frozen_at(at(moment)):
            found = listed(world, article="psych:34.1d")
        assert [g.name for g in found.groups] == [group], moment


def test_in_principle_late_is_not_red(world: World, lead: Client) -> None:
    """psych:34.1a: the notice is due a month before, in principle: 1 March has passed."""
    found = listed(world, article="psych:34.1a")
    row = found.groups[0].rows[0]
    assert (found.groups[0].name, row.tone) == ("now", "soon")


def test_done_leaves_the_list(world: World, desk: Client) -> None:
    matter = apply_for(world)
    assess(world, matter, result="failed", ground="age")
    assert "Assess the need" not in desk.get("/work/").content.decode().split('class="rows"')[1]
    assert owed(matter).outcome == "met"


def test_mine_by_role_and_by_name_not_twice(world: World) -> None:
    """A duty that two of my roles hold stands once."""
    both = staff(world.centre, "specialist", "duty_staff", "project_lead")
    apply_for(world)
    wanted = Wanted(viewing(both), world.centre, team=True)
    keys = ledger.ahead(wanted, ()).keys
    assert len(keys) == len(set(keys)) == 2
    assert sum(ledger.ahead(wanted, ()).counts) == 2


def test_who_owes_nothing_is_led_to_what_they_come_for(world: World) -> None:
    """The authority looks at the board, an observer at the rules."""
    for role, address in (("authority", "/work/board"), ("observer", "/work/rules/")):
        page = signed_in(Client(), staff(world.centre, role)).get("/work/").content.decode()
        assert f'<a class="btn primary" href="{address}">' in page, role


def test_a_duty_of_two_holders_counts_once_for_the_team(world: World) -> None:
    matter = apply_for(world)
    before = ledger.ahead(Wanted(viewing(world.lead), world.centre, team=True), [clock.now()]).counts
    held = DutyHolder.objects.get(duty=owed(matter))
    held.pk, held.role = None, "duty_staff"
    held.save()
    after = ledger.ahead(Wanted(viewing(world.lead), world.centre, team=True), [clock.now()])
    assert after.counts == before
    assert sum(after.counts) == len(after.keys)


def test_taken_by_a_colleague_it_is_no_longer_mine_but_the_team_s(world: World) -> None:
    matter = apply_for(world)
    colleague = staff(world.centre, "specialist", name="罗予安")
    take(owed(matter), by=viewing(colleague))
    assert matter.pk not in matters(listed(world))
    team = listed(world, team=True)
    assert matter.pk in matters(team)
    row = next(row for g in team.groups for row in g.rows if row.line.matter_id == matter.pk)
    assert (row.button, row.holders) == ("", "罗予安")


def test_what_i_set_going_and_others_owe_waits_below(world: World) -> None:
    desk_only = staff(world.centre, "duty_staff")
    world.lead = desk_only
    matter = apply_for(world)
    found = queries.worklist(Wanted(viewing(desk_only), world.centre), Books(world.centre))
    assert [row.line.matter_id for row in found.waiting] == [matter.pk]
    assert matter.pk not in matters(found)


def test_filters_stand_in_the_address(world: World, desk: Client) -> None:
    apply_for(world)
    page = desk.get("/work/?article=psych:34.1a").content.decode()
    rows = page.split("data-rows")[1]
    assert "Publish the notice" in rows
    assert "Assess the need" not in rows
    assert "Nothing here" in desk.get("/work/?kind=resident").content.decode()


def test_an_empty_list_says_what_it_is_for(frozen: object) -> None:
    nobody = staff(a_centre(), "specialist")
    page = english(signed_in(Client(), nobody)).get("/work/").content.decode()
    assert "Nothing is owed" in page


# --- who may see ---


def others(world: World) -> dict[str, object]:
    """Viewers to whom an application does not exist."""
    apart = a_centre(organisation="Elsewhere")
    return {
        "another centre": staff(apart, "specialist", "project_lead"),
        "a role that sees no applications": staff(world.centre, "observer"),
        "an administrator": staff(world.centre, "sysadmin"),
    }


def test_to_others_a_duty_does_not_exist(world: World) -> None:
    matter = apply_for(world)
    duty = owed(matter)
    for who, user in others(world).items():
        client = signed_in(Client(), user)
        assert matter.number not in client.get("/work/?scope=team").content.decode(), who
        assert client.get(f"/work/duties/{duty.pk}").status_code == 404, who
        assert client.post(f"/work/duties/{duty.pk}/take").status_code == 404, who
        assert sum(ledger.ahead(Wanted(viewing(user), world.centre, team=True), ()).counts) == 0, who
    assert owed(matter).taken_by is None


def test_a_bar_takes_it_out_of_list_count_and_page(world: World, desk: Client) -> None:
    subject = create_subject()
    for shut in ("matter", "person"):
        matter = apply_for(world)
        add_party(matter, subject, "applicant")
        before = sum(listed(world).counts)
        if shut == "matter":
            shut_out(matter, world.desk)
        else:
            Bar.objects.create(
                user=world.desk, subject=subject, reason="relative", set_by=world.lead, set_at=clock.now()
            )
        found = listed(world)
        assert matter.pk not in matters(found)
        assert sum(found.counts) < before
        assert desk.get(f"/work/duties/{owed(matter).pk}").status_code == 404


def test_strangers_are_sent_to_sign_in(db: None) -> None:
    for path in ("/work/", "/work/board", "/work/search", "/work/rules/", "/work/duties/hand-over"):
        answer = Client().get(path)
        assert (answer.status_code, "login" in answer.headers["Location"]) == (302, True), path


# --- many ---


def test_pages_follow_each_other_without_gap_or_repeat(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made = [apply_for(world) for _n in range(7)]
    monkeypatch.setattr(queries, "PAGE", 3)
    seen, after = [], ""
    for _n in range(9):
        found = queries.worklist(Wanted(world.viewer, world.centre), Books(world.centre), after)
        seen += matters(found)
        after = found.next
        if len(seen) == 3:  # what is done meanwhile moves nobody
            assess(world, made[0], result="failed", ground="age")
        if not after:
            break
    assert len(seen) == len(set(seen))
    assert {m.pk for m in made[1:]} <= set(seen)


def test_a_wrong_key_shows_the_first_page(world: World, desk: Client) -> None:
    apply_for(world)
    for key in ("x", "2026-01-01~x", "2026-01-01T00:00:00~00000000-0000-0000-0000-000000000000"):
        assert desk.get("/work/", {"after": key}).status_code == 200


def test_sixty_duties_ask_no_more_of_the_database_than_one(world: World, desk: Client) -> None:
    apply_for(world)
    desk.get("/work/")
    with CaptureQueriesContext(connection) as one:
        desk.get("/work/")
    for _n in range(60):
        apply_for(world)
    with CaptureQueriesContext(connection) as many:
        page = desk.get("/work/").content.decode()
    assert 'rel="next"' in page
    assert len(many) == len(one)
    assert len(many) <= 8, "\n".join(query["sql"] for query in many)
    who = [
        query["sql"] for query in many if 'JOIN "accounts_user"' in query["sql"] and "UNION" in query["sql"]
    ]
    assert len(who) == 1, "who asks is read once, with the roles they hold"


def test_the_list_is_read_in_the_order_of_its_index(world: World) -> None:
    apply_for(world)
    after = (clock.now() - timedelta(days=9), owed(apply_for(world)).pk)
    mine = ledger.streams_of(Wanted(world.viewer, world.centre, first="crisis"), "page", after)
    all_of_it = ledger.streams_of(Wanted(world.viewer, world.centre, team=True, first="crisis"), "page")
    plans = [plan(sql, values) for sql, values in (*mine, *all_of_it)]
    assert all("held_by_role" in one for one in plans[:-2])
    assert "held_by_user" in plans[-2]
    assert "held_at_centre" in plans[-1]
    for one in plans:
        assert "TEMP B-TREE" not in one
        assert "SCAN" not in one
        assert "COVERING INDEX" in one


def test_danger_is_looked_for_among_few_rows(world: World) -> None:
    """However many duties a role holds."""
    apply_for(world)
    found = ledger.streams_of(Wanted(world.viewer, world.centre, first="crisis"), "first")
    plans = [plan(sql, values) for sql, values in found]
    assert all("held_of_crisis" in one for one in plans[:-1])
    assert all("TEMP B-TREE" not in one for one in plans)


def test_danger_comes_first_over_all_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """psych:14b: what is due in a crisis stands before what has waited longer, on whichever page that would be."""
    monkeypatch.setattr(queries, "PAGE", 3)
    viewer = viewing(staff(world.centre, "counsellor", "specialist", "department_head", name="林晚"))
    for _n in range(4):
        apply_for(world)
    with clock.frozen_at(clock.now() + timedelta(days=30)):
        crisis = open_crisis(world.centre, reason="self_harm", source="self", route="venue", by=world.desk)
        with clock.frozen_at(clock.now() + timedelta(hours=3)):
            for team in (False, True):
                rows, after, pages = [], "", 0
                while pages == 0 or after:
                    found = queries.worklist(Wanted(viewer, world.centre, team), Books(world.centre), after)
                    rows += [row.line for group in found.groups for row in group.rows]
                    after, pages = found.next, pages + 1
                    assert pages < 20
                due = [row.kind == "crisis" for row in rows if row.due and row.due <= clock.now()]
                assert due.count(True) > 3
                assert due == sorted(due, reverse=True)
                assert rows[0].matter_id == crisis.matter_id
                assert len({row.pk for row in rows}) == len(rows)
                assert due.count(False) >= 4


def test_what_is_counted_is_read_from_the_index_alone(world: World) -> None:
    """Or the counts would grow with the duties, each looked up with its matter."""
    apply_for(world)
    every = [
        Wanted(world.viewer, world.centre, team=team, article="psych:34.1d", kind="application")
        for team in (False, True)
    ]
    for sql, _values in (ledger._counts(wanted, [clock.now()]) for wanted in every):
        assert 'FROM "ledger_dutyholder" WHERE' in sql
        # What became too late and was not noted yet is looked up once, by an index of its own.
        late = r'SELECT U0."id" AS "pk" FROM "ledger_duty" U0 WHERE .U0."outcome" = .open. AND U0."until_at" <= %s'
        assert 'ledger_duty"' not in re.sub(late, "", sql)


def plan(sql: str, values: list[object]) -> str:
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            pytest.skip("the plan is SQLite's")
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def at(text: str) -> object:
    day, _blank, hour = text.partition(" ")
    hours, minutes = hour.split(":")
    return clock.at_hour(date.fromisoformat(day), int(hours), int(minutes))
