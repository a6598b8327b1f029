"""From a session's note to the printed record of a crisis, along both paths (psych:14b, psych:15.3c, psych:15.3d)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crisis_moves import WITHIN, People, alarm_on, begin, step, take
from tests.browser.moves import at, fill, look, send
from tests.builders import a_case, a_person, staff, viewing
from tests.crisis.people import a_cast, acting
from youzhang.casework.actions import Appointment, book_session
from youzhang.casework.models import Case
from youzhang.clients.actions import register_person
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis
from youzhang.kit import clock
from youzhang.ledger.models import Duty

# Everything was asked, and the answer was no.
ASKED = dict.fromkeys(
    (
        "method",
        "means",
        "intent",
        "self_harm",
        "hopeless",
        "substances",
        "disorder",
        "developmental",
        "to_others",
    ),
    "no",
)


class House(People):
    """A centre with two who may lead a crisis, and a worker with cases."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.cast = a_cast()
        self.worker = staff(self.cast.centre, "counsellor", name="林晚")

    def case(self, **particulars: Any) -> Case:
        """A running case of the worker's."""
        people = SimpleNamespace(here=self.cast.centre, lead=self.cast.lead, worker=self.worker)
        people.backup = self.cast.other
        person = register_person(a_person(**particulars), centre=self.cast.centre, by=None)
        return a_case(person, people)


@pytest.fixture
def house(
    transactional_db: None,
    live_server: object,
    browse: Callable[..., Page],
    monkeypatch: pytest.MonkeyPatch,
) -> House:
    """Monday 2 March 2026, nine o'clock."""
    at(monkeypatch, "2026-03-02T09:00")
    return House(browse, str(live_server), monkeypatch)


def test_from_the_note_of_a_session_to_the_record_along_both_paths(house: House) -> None:
    thoughts = alarmed(house, house.case(), "suicide_thought", "说活着没意思。")
    seen_through_in_house(house, thoughts)
    acts = alarmed(house, house.case(name="沈小满", birth=date(2013, 3, 8)), "suicide_act", "吞了药。")
    seen_through_by_referral(house, acts)
    assert not Duty.unscoped.filter(matter__kind="crisis", outcome="open").exists()
    assert not Duty.unscoped.filter(matter__kind="crisis", late=True).exists()


def alarmed(house: House, case: Case, reason: str, words: str) -> Crisis:
    """The lead looks at another page when the worker saves the note: within three seconds it says so."""
    worker, lead = house.page(house.worker), house.page(house.cast.lead)
    began = Appointment(clock.now() - timedelta(minutes=50))
    session = book_session(case, began, by=viewing(house.worker))
    lead.goto("/work/rules/")
    worker.goto(f"/work/sessions/{session.matter_id}/note")
    fill(worker, minutes="50", style="free", free=words, level="4")
    fill(worker, danger="open", shows=reason, known="还在二号室。")
    look(worker, f"crisis-note-{reason}")
    send(worker)
    crisis = Crisis.unscoped.get(about=case.matter)
    alarm_on(lead, crisis)
    look(lead, f"crisis-strip-{reason}")
    return crisis


def seen_through_in_house(house: House, crisis: Crisis) -> None:
    """Thoughts only: taken, assessed, the steps of the first hour, told, a safety plan, reached and assessed anew,
    lowered by two, followed up for a year, closed by a head (psych:3, psych:15.3c)."""
    helper = taken(house, crisis)
    calm = ASKED | {"ideation": "passive", "plan": "none", "behaviour": "none", "level": "1"}
    step(helper, crisis, "assess", **calm, path="in_house", basis="谈了一小时。")
    for name, who in (("help", ""), ("not_alone", "姐姐"), ("means", ""), ("family", "姐姐")):
        step(helper, crisis, "steps", step=name, who=who, words="姐姐在旁边，药已收走。")
    step(helper, crisis, "tell", to="guardian", outcome="none", reason="capable_adult")
    step(helper, crisis, "tell", to="authority", way="phone", person="值班王科长", said="有人需要陪伴。")
    step(helper, crisis, "safety", warning="整夜不睡", stays="姐姐陪着")
    reviewed(house, crisis)
    step(helper, crisis, "follow-up", way="phone", reached="yes", words="睡了，姐姐在。")
    step(helper, crisis, "assess", **calm)
    step(
        helper,
        crisis,
        "ask-lowering",
        level="1",
        person=str(house.cast.other.pk),
        reason="有人陪着，没有计划。",
    )
    step(house.page(house.cast.other), crisis, "lower", yes="yes", words="同意。")
    for day in ("2026-03-09", "2026-04-01", "2026-05-31", "2027-03-02"):
        house.later(f"{day}T09:00")
        contact = actions.Contact("phone", True, "0", f"{day} 平稳")
        actions.follow_up(crisis, contact, **acting(house.cast.counsellor))
    house.later("2027-03-02T10:00")
    closed_and_looked_back(house, crisis, "settled", "一年来平稳。")
    record = printed(house, crisis)
    for words in ("还在二号室。", "谈了一小时。", "值班王科长", "有人需要陪伴。", "姐姐陪着", "睡了，姐姐在。",
                  "2026-03-09 平稳", "2027-03-02 平稳", "一年来平稳。", "夜里也要有人"):  # fmt: skip
        expect(record).to_contain_text(words)


def seen_through_by_referral(house: House, crisis: Crisis) -> None:
    """An act: not to be kept in house; guardian and department told, the hospital takes over (psych:15.3d)."""
    helper = taken(house, crisis)
    found = ASKED | {
        "ideation": "active",
        "plan": "vague",
        "behaviour": "now",
        "level": "4",
        "basis": "药瓶空了。",
    }
    begin(helper, crisis, "assess", **found, path="in_house")
    expect(helper.locator("main form")).to_contain_text("第15条")
    fill(helper, path="referral")
    send(helper)
    step(helper, crisis, "harm", situations="suicide_or_poison", report="yes", words="已打 110。")
    step(helper, crisis, "tell", to="guardian", outcome="not_reached", way="phone")
    step(helper, crisis, "tell", to="guardian", way="face", person="母亲何雅琴", said="请一直陪着。")
    for whom, who in (("authority", "值班李科长"), ("police", "接警员"), ("ambulance", "急救中心")):
        step(helper, crisis, "tell", to=whom, way="phone", person=who, said="十三岁，服药。")
    step(helper, crisis, "confirm", by_whom="police", what="number", person="王警官", number="JJ-0427")
    for name in ("not_alone", "means"):
        step(helper, crisis, "steps", step=name, who="母亲", words="药已收走。")
    step(helper, crisis, "safety", warning="一个人在家", stays="母亲")
    step(helper, crisis, "refer", body="市第七医院心理科", way="phone", words="服药过量，请收治。")
    step(helper, crisis, "answer", answer="accepted", received_by="周医生", words="已收入院。")
    step(helper, crisis, "follow-up", way="phone", reached="yes", words="在医院，母亲陪着。")
    reviewed(house, crisis)
    closed_and_looked_back(house, crisis, "taken_over", "由医院接手。")
    record = printed(house, crisis)
    for words in ("药瓶空了。", "已打 110。", "母亲何雅琴", "请一直陪着。", "值班李科长", "接警员", "急救中心",
                  "市第七医院心理科", "周医生", "已收入院。", "在医院，母亲陪着。", "由医院接手。"):  # fmt: skip
        expect(record).to_contain_text(words)


def taken(house: House, crisis: Crisis) -> Page:
    """A trained counsellor takes it; nobody else is called any more."""
    helper = house.page(house.cast.counsellor)
    take(helper)
    expect(house.page(house.cast.lead).locator(".alarm")).to_have_count(0, timeout=WITHIN)
    return helper


def reviewed(house: House, crisis: Crisis) -> None:
    """A head looks at every disclosure: was it necessary, and as little as needed (psych:50)."""
    lead = house.page(house.cast.lead)
    lead.goto(f"/work/crises/{crisis.matter_id}")
    while lead.locator("main a[href*='/disclosures']").count():
        step(lead, crisis, "disclosures", words="必要，也只说了必要的。")


def closed_and_looked_back(house: House, crisis: Crisis, outcome: str, words: str) -> None:
    """Not by whoever opened or led it: a head closes it; the counsellor looks back (psych:15.3b, psych:15.3e)."""
    lead, helper = house.page(house.cast.lead), house.page(house.cast.counsellor)
    step(lead, crisis, "close", outcome=outcome, words=words)
    helper.reload()
    step(helper, crisis, "look-back", well="马上有人接手", change="夜里也要有人")
    owed = Duty.unscoped.filter(matter=crisis.matter, outcome="open").values_list("name", flat=True)
    assert list(owed) == []


def printed(house: House, crisis: Crisis) -> Any:
    """The complete record, on one printed page with nothing owed."""
    lead = house.page(house.cast.lead)
    lead.goto(f"/work/crises/{crisis.matter_id}/printed")
    look(lead, f"crisis-record-{crisis.reason}")
    record = lead.locator("article")
    expect(record).not_to_contain_text("尚待办理")
    return record
