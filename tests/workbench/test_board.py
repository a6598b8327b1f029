"""The board's numbers against duties made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.builders import a_centre, signed_in, staff, viewing
from tests.workbench.conftest import english
from tests.workbench.world import World, a_service, apply_for, assess, owed
from youzhang.accounts.models import AccessEntry, Bar, RoleHolding
from youzhang.config import checks
from youzhang.kit import clock
from youzhang.ledger import policy, tallies
from youzhang.ledger import queries as ledger
from youzhang.ledger.duties import waive
from youzhang.ledger.matters import shut_out
from youzhang.ledger.models import Duty, DutyHolder, MatterParty, Refusal
from youzhang.ledger.queries import Wanted
from youzhang.ledger.refresh import holder_rows, refresh
from youzhang.ledger.tallies import Tally
from youzhang.ledger.writing import writing
from youzhang.rulebook.library import builtin
from youzhang.web import shell
from youzhang.workbench import board

pytestmark = pytest.mark.django_db

ASSESS = "psych:34.1d"
MONTHS = [date(2026, month, 1) for month in range(1, 5)]


def tally(world: World, article: str = ASSESS, month: str = "2026-03") -> Tally:
    return tallies.tallies(viewing(world.lead), world.centre, MONTHS).get((article, month), Tally())


def later(days: int) -> object:
    return clock.frozen_at(clock.now() + timedelta(days=days))


def lived(world: World) -> dict[str, object]:
    """One application for each way an assessment can end; due on 20 March."""
    made = {name: apply_for(world) for name in ("on_time", "late", "entered", "waived", "lapsed", "overdue")}
    in_time = clock.now() + timedelta(hours=1)
    with clock.frozen_at(in_time):
        assess(world, made["on_time"], result="failed", ground="age")
        waive(owed(made["waived"]), "duplicate", by=viewing(world.lead))
        with writing(made["lapsed"], by=world.lead) as record:
            record("intake.withdrawal_noted")
    with later(25):
        assess(world, made["late"], result="failed", ground="age")
        assess(world, made["entered"], at=in_time, result="failed", ground="age")
    return made


def test_every_ending_has_its_own_column(world: World) -> None:
    """psych:34.1d, counted in the month in which it was asked."""
    lived(world)
    assert tally(world) == Tally(on_time=1, late=1, entered_after=1, waived=1, lapsed=1)
    assert tally(world).rate == 2 / 3
    with later(25):
        assert tally(world) == Tally(on_time=1, late=1, entered_after=1, waived=1, lapsed=1, overdue=1)
        assert tally(world).rate == 2 / 4


def test_a_date_moved_after_the_term_is_slipped_not_on_time(world: World) -> None:
    matter = apply_for(world)
    with later(20):
        with writing(world.service, by=world.lead) as record:
            record("services.date_moved", starts_on=date(2026, 5, 1), closes_on=date(2026, 4, 20))
        refresh(matter.__class__.unscoped.get(pk=matter.pk))
        assess(world, matter, result="failed", ground="age")
        assert owed(matter).slipped
        assert tally(world) == Tally(slipped=1)


def test_in_principle_late_is_held_against_nobody(world: World) -> None:
    """psych:34.1a: the notice came after a month before the start."""
    with later(1), writing(world.service, by=world.lead) as record:
        record("services.notice_published", closes_on=date(2026, 3, 20))
    if Duty.unscoped.get(article="psych:34.1a").outcome != "met":
        pytest.skip("the notice is published through its own action")
    found = tally(world, "psych:34.1a")
    assert (found.in_principle_late, found.late, found.judged, found.rate) == (1, 0, 0, None)


def test_nothing_is_met_by_default(world: World) -> None:
    numbers = board.Numbers({}, {}, {"psych:34.2a": 3}, ["2026-03"])
    states = {part.article.id: part for line in board.lines(builtin("psych"), numbers, ["2026-03"])
              for tile in line.tiles for part in tile.parts}  # fmt: skip
    assert "met" not in {part.state for part in states.values()}
    assert states[ASSESS].state == "next"
    assert {part.state for part in states.values() if part.article.pending} == {"pending"}
    assert len(states) == len(builtin("psych").articles)


def test_the_page_shows_states_numbers_and_what_is_owed(world: World, lead: Client) -> None:
    made = lived(world)
    with later(25):
        page = lead.get(f"/work/board?article={ASSESS}").content.decode()
    assert "1 overdue" in page
    assert made["overdue"].number in page.split('id="looked"')[1]
    assert "not built yet" in page
    for period in ("month", "quarter", "year", "nonsense"):
        assert lead.get(f"/work/board?period={period}").status_code == 200


def test_what_is_overdue_stands_above_what_waits_for_a_date(world: World, lead: Client) -> None:
    waiting, overdue = apply_for(world), apply_for(world)
    Duty.unscoped.filter(matter=waiting, article=ASSESS).update(due=None)
    with later(25):
        looked = lead.get(f"/work/board?article={ASSESS}").content.decode().split('id="looked"')[1]
    assert looked.index(overdue.number) < looked.index(waiting.number)


def test_the_numbers_are_those_that_the_viewer_may_see(world: World, lead: Client) -> None:
    lived(world)
    shut_out(owed_matter(world, "waived"), world.lead)
    assert tally(world).waived == 0
    elsewhere = staff(a_centre(organisation="Elsewhere"), "project_lead")
    assert tallies.tallies(viewing(elsewhere), world.centre, MONTHS) == {}
    assert tallies.standing(viewing(elsewhere), world.centre).open == {}
    authority = staff(world.centre, "authority")
    assert tallies.tallies(viewing(authority), world.centre, MONTHS) == {}


def test_the_board_is_not_there_for_everybody(world: World, desk: Client) -> None:
    assert desk.get("/work/board").status_code == 404
    assert 'href="/work/board"' not in desk.get("/work/").content.decode()
    assert policy.roles_for("ledger.board") == shell.BOARD
    observer = signed_in(Client(), staff(world.centre, "authority"))
    assert observer.get("/work/board").status_code == 200


def test_a_gate_shows_how_often_it_said_no(world: World, lead: Client) -> None:
    Refusal.objects.create(centre=world.centre, rule="psych:47", kind="x", day=clock.today(), count=4)
    assert tallies.refusals_since(world.centre, date(2026, 1, 1)) == {"psych:47": 4}
    assert tallies.refusals_since(world.centre, date(2026, 4, 1)) == {}


def test_a_gate_shows_how_often_it_was_asked(world: World, lead: Client) -> None:
    """psych:34.1c: before an assessment the form is filled in; hidden matters are not counted."""
    shown, hidden = apply_for(world), apply_for(world)
    assess(world, shown)
    assess(world, hidden)
    shut_out(hidden, world.lead)
    Refusal.objects.create(centre=world.centre, rule="psych:34.1c", kind="x", day=clock.today(), count=4)
    page = lead.get("/work/board?article=psych:34.1c").content.decode()
    assert "asked 5, refused 4, passed in an emergency 0" in page


def test_what_asks_nothing_by_itself_names_where_it_is_shown(world: World, lead: Client) -> None:
    page = lead.get("/work/board?article=psych:30").content.decode()
    assert "shown at: how to apply and how to leave" in page
    page = lead.get("/work/board?article=psych:34.2c").content.decode()
    assert "shown at: Application received, Need assessed, Agreement signed" in page


def test_what_nobody_can_do_is_shown_until_somebody_can(world: World, lead: Client) -> None:
    apply_for(world)
    assert not list(ledger.unheld(viewing(world.lead), world.centre))
    RoleHolding.objects.filter(user=world.desk).update(ends_on=clock.today() - timedelta(days=1))
    found = list(ledger.unheld(viewing(world.lead), world.centre))
    assert {duty.article for duty in found} == {ASSESS, "psych:34.1a"}
    assert "Project specialist" in lead.get("/work/board").content.decode().split('id="unheld"')[1]


def test_what_its_rule_gives_to_nobody_is_held_by_nobody(world: World) -> None:
    duty = owed(apply_for(world))
    duty.holders = []
    rows = holder_rows(duty.matter, duty)
    assert [(row.role, row.user_id) for row in rows] == [("", None)]
    DutyHolder.objects.filter(duty=duty).delete()
    DutyHolder.objects.bulk_create(rows)
    assert list(ledger.unheld(viewing(world.lead), world.centre)) == [duty]
    team = ledger.ahead(Wanted(viewing(world.lead), world.centre, team=True), ())
    assert duty.pk in [pk for _due, pk in team.keys]


def test_what_only_barred_people_could_do_is_held_by_nobody(world: World, lead: Client) -> None:
    """The one specialist may not see the matter: somebody else is needed, and the lead learns of it."""
    barred, free = apply_for(world), apply_for(world)
    shut_out(barred, world.desk)
    found = list(ledger.unheld(viewing(world.lead), world.centre))
    assert [duty.matter_id for duty in found] == [barred.pk]
    other = staff(world.centre, "specialist")
    assert not list(ledger.unheld(viewing(world.lead), world.centre))
    subject = MatterParty.objects.create(
        matter=free, subject=staff(a_centre()).subject, part="applicant"
    ).subject
    for person in (world.desk, other):
        Bar.objects.create(
            user=person, subject=subject, reason="relative", set_by=world.lead, set_at=clock.now()
        )
    assert [duty.matter_id for duty in ledger.unheld(viewing(world.lead), world.centre)] == [free.pk]


def test_the_board_asks_the_same_of_one_and_of_many(world: World, lead: Client) -> None:
    apply_for(world)
    lead.get("/work/board")
    with CaptureQueriesContext(connection) as one:
        lead.get(f"/work/board?article={ASSESS}")
    for _n in range(15):
        apply_for(world)
    a_service(world.centre, world.lead, date(2026, 3, 9), date(2026, 5, 1), "又一个服务")
    with CaptureQueriesContext(connection) as many:
        lead.get(f"/work/board?article={ASSESS}")
    assert len(many) == len(one)
    assert len(many) <= 22


def owed_matter(world: World, outcome: str) -> object:
    return Duty.unscoped.get(article=ASSESS, outcome=outcome).matter


def test_english_and_chinese_show_the_same_board(world: World) -> None:
    client = signed_in(Client(), world.lead)
    assert "合规看板" in client.get("/work/board").content.decode()
    assert "Compliance board" in english(client).get("/work/board").content.decode()


def test_the_board_is_taken_along_and_that_is_noted(client: Client, world: World) -> None:
    lived(world)
    with later(30):
        lead = signed_in(client, world.lead)
        answer = lead.get(reverse("workbench:board_sheet", args=["xlsx"]), {"period": "month"})
        assert answer.status_code == 200
        heads, *rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
        assert len(rows) == len(builtin("psych").articles)
        assert len(heads) == len(rows[0])
        (noted,) = AccessEntry.objects.filter(act="workbench.board_exported")
        assert noted.about == world.centre.pk
        assert lead.get(reverse("workbench:board_sheet", args=["odt"])).status_code == 404


def test_who_may_not_see_the_board_takes_none_along(client: Client, world: World) -> None:
    specialist = signed_in(client, staff(world.centre, "specialist"))
    assert specialist.get(reverse("workbench:board_sheet", args=["xlsx"])).status_code == 404
    assert not AccessEntry.objects.filter(act="workbench.board_exported").exists()


def test_the_installation_s_check_counts_what_nobody_can_do(world: World) -> None:
    assert list(checks.duties(databases=["default"])) == []
    apply_for(world)
    RoleHolding.objects.filter(user=world.desk).update(ends_on=clock.today() - timedelta(days=1))
    (message,) = checks.duties(databases=["default"])
    assert message.msg == f"2 open duties at {world.centre.name} are held by nobody."
