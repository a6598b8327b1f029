"""A house of three at night, and a guardian who is kept out: what pages say to whoever is there (psych:3, psych:4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crisis_moves import People, begin, owed, report, show, step, take
from tests.browser.moves import at, fill, look, send
from tests.builders import a_centre, staff
from tests.clients.safe_house import ADDRESS, NUMBERS, WHY, House
from tests.crisis.people import Cast, acting, trained
from youzhang.crisis.actions.experts import NewExpert, add_expert
from youzhang.crisis.models import Crisis, Lowering
from youzhang.intake.actions.called_off import tell_called_off
from youzhang.intake.models import Application
from youzhang.ledger.models import Duty
from youzhang.notices.models import Notice

FATHER = "沈大山"
HIGH = {
    "ideation": "active",
    "plan": "specific",
    "behaviour": "none",
    "level": "3",
    "path": "referral",
    "basis": "说今晚就去，愿意等人来。",
} | dict.fromkeys(("method", "means"), "yes")


@pytest.fixture
def people(
    transactional_db: None,
    live_server: object,
    browse: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> People:
    """Monday 2 March 2026, in the evening."""
    at(monkeypatch, "2026-03-02T21:30")
    settings.FILES_ROOT = tmp_path
    return People(browse, str(live_server), monkeypatch)


def test_a_crisis_in_a_house_of_three_at_night(people: People) -> None:
    """psych:3 psych:14b psych:15.3a psych:15.3d psych:15.3e"""
    cast = three()
    desk, helper = (people.page(user, phone=True) for user in (cast.reporter, cast.counsellor))
    crisis = report(desk, who="小雨", phone="13800000427", minor="no", words="说今晚就去。")

    take(helper)
    step(helper, crisis, "assess", **HIGH)
    for name in ("not_alone", "means"):
        step(helper, crisis, "steps", step=name, who="姐姐", words="药已交给姐姐。")
    step(helper, crisis, "more", born="1998-05-04")
    step(helper, crisis, "tell", to="guardian", outcome="none", reason="capable_adult")
    step(helper, crisis, "tell", to="authority", way="phone", person="值班王科长", said="有人需要陪伴。")
    step(helper, crisis, "safety", warning="整夜不睡", stays="姐姐")
    step(helper, crisis, "follow-up", way="phone", reached="yes", words="姐姐在，等车。")
    look(helper, "three-what-is-owed")
    who_may_be_the_second(helper, crisis, cast)
    step(helper, crisis, "refer", body="市第七医院急诊", way="phone", words="有计划，请收治。")
    step(helper, crisis, "answer", answer="accepted", received_by="周医生", words="已收入院。")
    the_body_that_took_them_is_the_second(helper, crisis)
    it_ends_lawfully(people, crisis, cast)


def three() -> Cast:
    """A lead, one trained counsellor, one at the desk; of the expert team one is known."""
    centre = a_centre()
    desk = staff(centre, "duty_staff", name="林小满")
    counsellor, lead = staff(centre, "counsellor", name="程知夏"), staff(centre, "project_lead", name="顾明")
    cast = Cast(centre, desk, counsellor, counsellor, lead, lead)
    trained(counsellor, cast)
    add_expert(centre, NewExpert("许慎之", "medical", "市精神卫生中心", "87650000"), **acting(lead))
    return cast


def who_may_be_the_second(helper: Page, crisis: Crisis, cast: Cast) -> None:
    """The form names the head and the expert with their telephone; the one who asks is not among them."""
    show(helper, crisis)
    helper.goto(f"/work/crises/{crisis.matter_id}/ask-lowering")
    form = helper.locator("main form")
    expect(form).to_contain_text(cast.lead.name)
    expect(form).to_contain_text("许慎之")
    expect(form).to_contain_text("87650000")
    expect(form.locator("[name=person]")).not_to_contain_text(cast.counsellor.name)
    expect(form.locator("[name=level]")).to_have_value("")  # nobody lowers it by leaving a field as it stands
    look(helper, "three-who-is-the-second")


def the_body_that_took_them_is_the_second(helper: Page, crisis: Crisis) -> None:
    """By name, telephone and time; nobody of the house is woken for it."""
    given = {"level": "2", "reason": "已住院，有人看护。", "outside": "周医生", "phone": "87650001"}
    begin(helper, crisis, "ask-lowering", **given)
    crisis.refresh_from_db()
    assert crisis.level == "2", helper.inner_text("main")
    kept = Lowering.unscoped.select_related("matter__key").get()
    assert (kept.second, kept.outside) == (None, "周医生 · 87650001")


def it_ends_lawfully(people: People, crisis: Crisis, cast: Cast) -> None:
    """In the morning by the lead, who neither opened nor led it; then nothing is left that nobody there may do."""
    people.later("2026-03-03T08:30")
    lead = people.page(cast.lead)
    show(lead, crisis)
    while lead.locator("main a[href*='/disclosures']").count():
        step(lead, crisis, "disclosures", words="必要，也只说了必要的。")
    step(lead, crisis, "close", outcome="taken_over", words="市第七医院已收治。")
    counsellor = people.page(cast.counsellor)
    show(counsellor, crisis)
    step(counsellor, crisis, "look-back", well="马上有人接手", change="夜里多一个人")
    show(lead, crisis)
    look(lead, "three-ended")
    open_ = Duty.unscoped.filter(matter=crisis.matter_id, outcome="open").exclude(
        name__in=["follow_ups", "planned"]
    )
    assert list(open_.values_list("article", "name")) == []


def test_a_guardian_who_is_kept_out_looked_at_from_every_place(people: People) -> None:
    """psych:4 psych:50"""
    house = House()
    worker = people.page(house.worker, phone=True)
    shut_out_by_the_worker(worker, house)
    from_the_desk(people, house, "林晚")
    house.in_danger()
    from_the_desk(people, house, "程知夏")
    from_those_who_carry_it(people, house)
    in_the_crisis(people, house)
    on_paper_and_in_notices(people, house)


def unread(page: Page, *more: str) -> None:
    """What this page must not show: the number of whoever is kept out, and why."""
    said = page.content()
    for words in (NUMBERS["father"], "138 0000 0042", *more):
        assert words not in said, (page.url, words)


def ask(page: Page, whom: str) -> None:
    """The page says whom not to contact and whom to ask."""
    expect(page.locator("main")).to_contain_text(f"此事请勿联系{FATHER}，应告知谁请询问{whom}。")


def shut_out_by_the_worker(worker: Page, house: House) -> None:
    """On the phone, right after the child has told them."""
    worker.goto(f"/work/cases/{house.case.matter_id}/protect")
    fill(worker, kept_out="True", why=WHY, safe_contact=f"外婆 {NUMBERS['safe']}")
    look(worker, "out-protect")
    send(worker)


def from_the_desk(people: People, house: House, whom: str) -> None:
    """Person and application: not to be contacted, whom to ask; nothing of why, of a case or of danger."""
    desk = people.page(house.specialist)
    for name in ("clients:person", "intake:application"):
        desk.goto(house.pages()[name])
        ask(desk, whom)
        unread(desk, WHY, "有危险", NUMBERS["safe"])
        look(desk, f"out-desk-{name.partition(':')[2]}")


def from_those_who_carry_it(people: People, house: House) -> None:
    """Case and session: danger and who leads, and at one tap the number of the grandmother, not the father's."""
    worker = people.page(house.worker)
    for name in ("casework:case", "casework:session"):
        worker.goto(house.pages()[name])
        ask(worker, "程知夏")
        expect(worker.locator("#safety")).to_contain_text(house.crisis.matter.number)
        expect(worker.locator(f"#safety a[href='tel:{NUMBERS['lead']}']").first).to_be_visible()
        worker.locator("#safety form[hx-target='#numbers'] button").click()
        expect(worker.locator("#numbers")).to_contain_text(ADDRESS)
        expect(worker.locator(f"#numbers a[href='tel:{NUMBERS['safe']}']")).to_be_visible()
        unread(worker)
        look(worker, f"out-{name.partition(':')[2]}")


def in_the_crisis(people: People, house: House) -> None:
    """Its page, what is owed there, and the form by which somebody is told."""
    lead, crisis = people.page(house.crisis_lead, phone=True), house.crisis
    owed(lead, crisis)
    ask(lead, "程知夏")
    look(lead, "out-crisis")
    lead.goto(f"/work/crises/{crisis.matter_id}/tell?to=guardian")
    ask(lead, "程知夏")
    unread(lead)
    look(lead, "out-tell")


def on_paper_and_in_notices(people: People, house: House) -> None:
    """A service that is called off, the reminder, the agreement and the record: nothing leads to him."""
    tell_called_off(
        Application.unscoped.select_related("matter__centre", "service").get(pk=house.application.pk)
    )
    head, file = people.page(house.head), house.pages()["intake:application"]
    for address in ("/work/notices", f"{file}/print", f"/work/crises/{house.crisis.matter_id}/printed"):
        head.goto(address)
        unread(head, WHY)
        look(head, f"out-paper-{address.rpartition('/')[2]}")
    sent = [one.address or "" for one in Notice.objects.all()]
    assert sent
    assert not any(NUMBERS["father"] in address for address in sent)
