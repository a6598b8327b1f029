"""From a successful application to a closed case, by each way out (psych:35, psych:36, psych:37)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.leaving_moves import SAID, begin, close, decided, go, interview, owed, referred, step
from tests.browser.moves import at, fill, look, send, sign_in
from tests.builders import a_centre, a_person, a_service, staff, successful, viewing
from youzhang.accounts.models import User
from youzhang.casework.actions import PlanData, make_plan
from youzhang.casework.models import Case, Leaving
from youzhang.flows.actions import Carriers, open_case_from_application
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.ledger.models import Duty
from youzhang.services.models import Service
from youzhang.services.rules import Dates


@dataclass
class Town:
    """A centre with an open service and its people; the caseworker's browser, and how others get theirs."""

    service: Service
    lead: User
    worker: User
    backup: User
    deputy: User
    head: User
    desk: Page
    server: str
    browse: Callable[..., Page]
    move: Callable[[str], None]
    carriers: Carriers = field(init=False)

    def __post_init__(self) -> None:
        self.carriers = Carriers(self.worker, self.backup)

    def child_case(self, name: str) -> Case:
        """The case of a child of twelve, whose mother is the guardian."""
        child, mother = a_person(name, date(2013, 3, 8), phone=""), a_person("何雅琴", date(1985, 1, 1))
        return self.case(applicant=child, guardian=mother, relation="mother")

    def as_(self, user: User) -> Page:
        """The browser of a colleague."""
        return sign_in(self.browse(), user, self.server)

    def applied(self, **changes: Any) -> Application:
        """An application that was successful."""
        return successful(self.service, self.lead, **changes)

    def case(self, **changes: Any) -> Case:
        """The case that followed such an application."""
        acting: Any = {"by": viewing(self.lead)}
        return open_case_from_application(self.applied(**changes), self.carriers, **acting)


@pytest.fixture
def town(
    transactional_db: None,
    live_server: object,
    browse: Callable[..., Page],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Town:
    """Monday 2 March 2026, nine o'clock."""
    at(monkeypatch, "2026-03-02T09:00")
    settings.FILES_ROOT = tmp_path
    centre = a_centre()
    lead = staff(centre, "specialist", "project_lead", name="顾明")
    worker = staff(centre, "counsellor", name="林晚")
    return Town(
        service=a_service(lead, centre, dates=Dates(date(2026, 4, 10), time(14, 0), date(2026, 3, 25))),
        lead=lead,
        worker=worker,
        backup=staff(centre, "case_worker", name="顾长青"),
        deputy=staff(centre, "deputy_head", name="田田"),
        head=staff(centre, "service_head", name="何川"),
        desk=sign_in(browse(), worker, str(live_server)),
        server=str(live_server),
        browse=browse,
        move=lambda moment: at(monkeypatch, moment),
    )


def test_from_the_application_to_the_closed_case_by_each_way_out(town: Town) -> None:
    the_goal_is_reached(town)
    the_client_wants_to_go_and_is_referred(town)
    the_service_no_longer_fits(town)
    the_term_is_over(town)
    others_are_in_danger_and_the_client_objects(town)
    assert not Duty.unscoped.filter(matter__kind__in=["case", "minor-case"], late=True).exists()


def the_goal_is_reached(town: Town) -> None:
    """Application, case, first interview, plan, session, and the client goes of their own accord (psych:35.1)."""
    desk, case = town.desk, opened_from_the_application(town)
    interviewed_and_planned(desk)
    one_session(desk)
    begin(desk, case, "leave", way="goal_reached", words="睡得着了，想自己试试。")
    expect(desk.locator("main")).to_contain_text("暂时不能结案")  # not before the question of a referral
    expect(desk.locator("main a[href$='/close']")).to_have_count(0)
    step(desk, case, "referral", code="not_needed")
    look(desk, "exit-goal")
    interview(desk, case)
    close(desk, case)


def the_client_wants_to_go_and_is_referred(town: Town) -> None:
    """Reported, acknowledged, the mother asked why; another body takes over (psych:35.2 to psych:35.5)."""
    desk, case = town.desk, town.child_case("沈小禾")
    begin(desk, case, "leave", way="wish", words="太远了，不想再来。")
    owed(desk, case, "report", text="孩子说路太远。")
    head = town.as_(town.head)
    owed(head, case, "acknowledge", of="/work/")
    owed(desk, case, "reason", code="guardian", text="母亲说上学时间对不上。")
    step(desk, case, "referral", code="accepted", text="介绍了离家近的社区站。")
    referred(desk, case)
    owed(desk, case, "reasons", **SAID)
    interview(desk, case)
    close(desk, case)


def the_service_no_longer_fits(town: Town) -> None:
    """The plan is changed first; it does not help, so the family is told why (psych:37.4)."""
    desk, case = town.desk, town.case(applicant=a_person("叶知秋"))
    plan = PlanData([("按时服药", "每周一次核对")], "每周一次面谈", clock.today() + timedelta(days=30))
    make_plan(case, plan, by=viewing(town.worker))
    begin(desk, case, "propose-exit", ground="unfit", text="需要医院的药物治疗。")
    step(desk, case, "family", **SAID)
    desk.click("main a[href$='/decide']")
    fill(desk, ends="yes", text="需要药物治疗。")
    send(desk)
    expect(desk.locator("main form")).to_contain_text(
        "第37条"
    )  # reasonable measures come before the decision
    desk.goto(f"/work/cases/{case.matter_id}/plan")
    fill(desk, method="改为每周两次，并陪同就医", review_on="2026-03-30")
    send(desk)
    decided(desk, case)
    interview(desk, case)
    close(desk, case)


def the_term_is_over(town: Town) -> None:
    """Told in advance, closed after the notice (psych:37.1)."""
    desk, case = town.desk, town.case(applicant=a_person("宋安"))
    begin(desk, case, "propose-exit", ground="expired", text="约定的十次已满。", ends_on="2026-03-05")
    owed(desk, case, "notice", **SAID)
    decided(desk, case)
    interview(desk, case)
    town.move("2026-03-05T17:00")
    close(sign_in(desk, town.worker, town.server), case)


def others_are_in_danger_and_the_client_objects(town: Town) -> None:
    """Client and mother told, a conference, a strategy that fails, a second conference, the date (psych:37.2, 37.3)."""
    desk, case = town.desk, town.child_case("沈小满")
    begin(desk, case, "propose-exit", ground="threat", text="两次在等候区打人。")
    owed(desk, case, "client", **SAID)
    owed(desk, case, "guardian", **SAID)
    step(desk, case, "contest", text="想留下来，愿意改。")
    conference(town, case, "2026-03-06T10:00", "约定情绪激动时先到安静室。")
    step(desk, case, "failed", text="又打了人。")
    conference(town, case, "2026-03-10T10:00", "转到有单独空间的机构，三月二十日终止。")
    go(desk, case, "end-date")
    fill(desk, on="2026-03-20")
    send(desk)
    decided(desk, case)
    interview(desk, case)
    close(desk, case)
    assert Leaving.unscoped.get(case=case).conferences == 2


def opened_from_the_application(town: Town) -> Case:
    """Who carries it is chosen on the application's page."""
    lead, row = town.as_(town.lead), town.applied()
    lead.goto(f"/work/applications/{row.matter_id}")
    lead.click("main a[href$='/case']")
    fill(lead, caseworker=str(town.worker.pk), backup=str(town.backup.pk))
    send(lead)
    case = Case.unscoped.get(application=row.matter)
    town.desk.goto(f"/work/cases/{case.matter_id}")
    return case


def interviewed_and_planned(desk: Page) -> None:
    """The first interview, then goals with their measures."""
    desk.locator("main a[href$='/interview']").first.click()
    fill(desk, complaint="睡不着，常常紧张。", risk="没有伤害自己的念头。", level="0")
    send(desk)
    desk.locator("main a[href$='/plan']").first.click()
    fill(
        desk, goal_1="睡得好一点", measure_1="一周有五晚睡满六小时", method="每周一次", review_on="2026-04-01"
    )
    send(desk)


def one_session(desk: Page) -> None:
    """Booked for this morning, held, noted."""
    desk.locator("main a[href$='/book']").first.click()
    fill(desk, day="2026-03-02", starts="08:30", minutes="30")
    send(desk)
    desk.click("#sessions >> xpath=../.. >> a[href*='/work/sessions/']")
    desk.click("main a[href$='/note']")
    fill(desk, style="free", free="一周有六晚睡满六小时。", level="0", minutes="30")
    send(desk)


def conference(town: Town, case: Case, moment: str, agreed: str) -> None:
    """Called with the deputy head and the parties, held when its time has come."""
    desk = town.desk
    owed_or_called = f"/work/cases/{case.matter_id}/conference"
    desk.goto(owed_or_called)
    fill(desk, starts_at=moment, colleagues=str(town.deputy.pk), parties="沈小满\n何雅琴")
    send(desk)
    town.move(moment)
    sign_in(desk, town.worker, town.server).goto(owed_or_called)
    for box in desk.locator("main input[name=present]").all():
        box.check()
    fill(desk, text=agreed)
    send(desk)
