"""The staff pages: who may open them, what they show, what they refuse."""

from __future__ import annotations

import base64
import re
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.builders import (
    a_centre,
    a_logo,
    a_person,
    a_service,
    an_application,
    passed,
    signed,
    signed_in,
    staff,
)
from youzhang.accounts.models import AccessEntry
from youzhang.intake import queries
from youzhang.intake.actions import Assessed, Leaving, ask_withdrawal, assess, leave_remark
from youzhang.intake.models import (
    Application,
    Assessment,
    Consent,
    PhoneConsent,
    Remark,
    Signature,
    Withdrawal,
)
from youzhang.kit import clock
from youzhang.ledger.models import Duty, Fact
from youzhang.vault.codes import code_matches

READ = ("application", "printed")
ACTS = (
    "assess",
    "tell_refusal",
    "sign",
    "phone_consent",
    "guardian",
    "receipt",
    "remind",
    "attendance",
    "note_withdrawal",
    "need",
    "answer_remark",
    "consents",
    "reissue_code",
)
CHILD = {
    "applicant": a_person("沈一禾", date(2013, 3, 8), phone=""),
    "guardian": a_person("何雅琴", None),
    "relation": "mother",
}


def address(page: str, application: Application) -> str:
    return reverse(f"intake:{page}", args=[application.matter_id])


@pytest.mark.parametrize("page", [*READ, *ACTS])
def test_the_pages_open(world, desk, page):
    child = CHILD if page == "phone_consent" else {}
    row = an_application(world.service, needs=("hearing",), wish="想试试", **child)
    leave_remark(row, "谢谢")
    when = brought_so_far_that_it_can_be_done(page, row, world)
    with clock.frozen_at(when):
        assert desk.get(address(page, row)).status_code == 200


@pytest.mark.parametrize(
    ("page", "words"),
    [("attendance", "The service has not started yet."), ("remind", "The reminder lacks: how to get there.")],
)
def test_what_is_owed_and_cannot_be_done_yet_says_why_and_shows_no_form(world, desk, page, words):
    """psych:34.3b, psych:34.3c"""
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    type(world.service).unscoped.filter(pk=world.service.pk).update(transport="")
    answer = desk.get(address(page, row))
    assert answer.status_code == 200
    assert words in answer.text
    assert 'method="post"' not in answer.text.partition("<main")[2].partition("</main>")[0]
    facts = Fact.unscoped.filter(matter=row.matter).count()
    sent = {"attended": "yes", "way": "call", "form_token": uuid4()}
    assert desk.post(address(page, row), sent).status_code == 422
    assert Fact.unscoped.filter(matter=row.matter).count() == facts


def brought_so_far_that_it_can_be_done(page: str, row: Application, world: Any) -> datetime:
    """When a step can be taken with the application, which stands as it must."""
    if page == "tell_refusal":
        type(world.service).unscoped.filter(pk=world.service.pk).update(capacity=0)
        row.service.refresh_from_db()
        refused = Assessed("phone", "routine", "failed", 1, "full")
        assess(row, refused, by=world.view)
    if page in ("remind", "attendance"):
        signed(passed(row, world.lead), world.lead)
    return clock.at_hour(date(2026, 4, 1), 15) if page == "attendance" else clock.now()


@pytest.mark.parametrize("page", [*READ, *ACTS])
def test_to_another_centre_an_application_does_not_exist(world, page):
    row = an_application(world.service)
    stranger = signed_in(Client(), world.stranger)
    before = Fact.unscoped.count()
    assert stranger.get(address(page, row)).status_code == 404
    assert stranger.post(address(page, row), {"result": "passed"}).status_code in (404, 405)
    assert Client().get(address(page, row)).status_code == 302
    assert Fact.unscoped.count() == before


@pytest.mark.parametrize("page", ["assess", "tell_refusal"])
def test_whose_role_does_not_act_is_told_who_may(world, page):
    row = an_application(world.service)
    duty = signed_in(Client(headers={"accept-language": "en"}), world.duty)
    answer = duty.post(address(page, row), {"result": "passed"})
    assert answer.status_code == 422
    assert "Project specialist" in answer.content.decode()
    assert not Assessment.unscoped.exists()


def test_the_application_page_shows_steps_people_papers_and_writes_down_who_looked(world, desk):
    """psych:34.1c, psych:34.1d, psych:34.2a, psych:34.2c"""
    row = an_application(world.service, wish="想学会好好说话", **CHILD)
    passed(row, world.lead)
    page = desk.get(address("application", row)).content.decode()
    for wanted in (
        "沈一禾",
        "何雅琴",
        "138****0427",
        "想学会好好说话",
        row.matter.number,
        "Application successful",
    ):
        assert wanted in page
    assert "13800000427" not in page
    assert "何雅琴 has not signed" in page
    assert 'aria-current="step"' in page
    assert AccessEntry.objects.get().act == "intake.opened"


def test_the_timeline_is_filtered_and_marks_what_was_entered_later(world, desk, acting):
    row = an_application(world.service)
    with clock.frozen_at(clock.now() + timedelta(hours=5)):
        assess(
            row,
            Assessed("phone", "routine", "passed", 1, note="电访 25 分钟"),
            at=clock.now() - timedelta(hours=2),
            **acting,
        )
        page = desk.get(address("application", row)).content.decode()
    assert "entered later" in page
    assert "电访 25 分钟" in page
    signing = desk.get(address("application", row), {"topic": "signing"}).content.decode()
    timeline = signing.split('class="timeline"')[1].split("</ol>")[0]
    assert "Consent given" in timeline
    assert "Need assessed" not in timeline


def test_who_looked_is_for_those_who_may_know(world, desk):
    row = an_application(world.service)
    assert "Who looked" not in desk.get(address("application", row)).content.decode()
    head = signed_in(Client(headers={"accept-language": "en"}), world.head)
    assert "苏禾　opened the application" in head.get(address("application", row)).content.decode()


def test_the_page_asks_the_database_as_often_with_much_as_with_little(world, desk):
    row = an_application(world.service)
    few = queries_of(desk, address("application", row))
    signed(passed(row, world.lead), world.lead)
    for n in range(5):
        leave_remark(row, f"第 {n} 条")
    many = queries_of(desk, address("application", row))
    assert few <= 16
    assert many <= few + 4  # assessments, signatures, remarks and the service's dates, where there are any


def test_the_list_asks_as_often_for_many_rows_as_for_one(world, desk):
    page = reverse("intake:service_applications", args=[world.service.matter_id])
    an_application(world.service)
    one = queries_of(desk, page)
    for n in range(6):
        an_application(world.service, applicant=a_person(f"来访{n}", phone=f"1390000000{n}"))
    assert queries_of(desk, page) == one <= 16


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(page).status_code == 200
    return len(captured)


def test_the_list_is_filtered_and_goes_on(world, desk, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    page = reverse("intake:service_applications", args=[world.service.matter_id])
    assert "Nobody has applied yet" in desk.get(page).content.decode()
    for n in range(5):
        with clock.frozen_at(clock.now() + timedelta(minutes=n)):
            an_application(world.service, applicant=a_person(f"来访{n}", phone=f"1390000000{n}"))
    seen, after = [], ""
    for _turn in range(3):
        context = desk.get(page, {"after": after})
        found = queries.applications_of(world.view, world.service, after=after)
        assert context.status_code == 200
        seen += [row.applicant.name for row in found.rows]
        after = found.next
    assert seen == [f"来访{n}" for n in (4, 3, 2, 1, 0)]
    assert after == ""
    assert "No application fits" in desk.get(page, {"state": "waiting"}).content.decode()
    assert desk.get(page, {"after": "rubbish~x"}).status_code == 200


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_is_taken_along_and_that_is_noted(world, desk, monkeypatch, form):
    monkeypatch.setattr(queries, "PAGE", 2)
    for n in range(5):
        an_application(world.service, applicant=a_person(f"=来访{n}", phone=f"1390000000{n}"))
    answer = desk.get(reverse("intake:service_applications_sheet", args=[world.service.matter_id, form]))
    names = (
        [
            row[1]
            for row in load_workbook(BytesIO(answer.content)).active.iter_rows(min_row=2, values_only=True)
        ]
        if form == "xlsx"
        else [line.split(",")[1] for line in answer.content.decode("utf-8-sig").splitlines()[1:]]
    )
    mark = "" if form == "xlsx" else "'"
    assert sorted(names) == [f"{mark}=来访{n}" for n in range(5)]
    if form == "csv":  # a term ends with the closing day, as the list says it
        closes = f"{world.service.closes_on}"
        assert {line.split(",")[6] for line in answer.content.decode("utf-8-sig").splitlines()[1:]} == {
            closes
        }
    (noted,) = AccessEntry.objects.filter(act="intake.exported")
    assert noted.about == world.service.matter_id


def test_nobody_takes_along_what_they_may_not_see(world, client):
    an_application(world.service, applicant=a_person("李雨", phone="13900000001"))
    elsewhere = signed_in(client, staff(a_centre(), "specialist"))
    page = reverse("intake:service_applications_sheet", args=[world.service.matter_id, "csv"])
    assert elsewhere.get(page).status_code == 404
    assert not AccessEntry.objects.filter(act="intake.exported").exists()


def test_a_format_that_is_none_is_not_there(world, desk):
    page = reverse("intake:service_applications_sheet", args=[world.service.matter_id, "odt"])
    assert desk.get(page).status_code == 404
    assert not AccessEntry.objects.filter(act="intake.exported").exists()


def typed(**changes: object) -> dict[str, object]:
    """The form at the desk as it is filled in for an adult."""
    return {
        "form_token": uuid4(),
        "came": "phone",
        "name": "陆遥",
        "birth": "1990-05-04",
        "sex": "f",
        "phone": "139 0000 0002",
        "reached_by": "call",
        "in_area": "yes",
        "consent_information": "on",
        "consent_portrait": "no",
        "is_new": "on",
    } | changes


def test_somebody_is_registered_at_the_desk_and_the_code_stands_on_the_page_once(world):
    """psych:34.1c"""
    client = signed_in(Client(headers={"accept-language": "en"}), world.duty)
    page = reverse("intake:register", args=[world.service.matter_id])
    assert "Somebody new" in client.get(page, {"q": "陆遥"}).content.decode()
    answer = client.post(page, typed())
    row = Application.unscoped.get()
    assert answer.url == address("receipt", row)
    assert (row.channel, row.helped_by, row.applicant.phone) == ("phone", world.duty, "13900000002")
    first = client.get(answer.url).content.decode()
    shown = first.split('class="article-no">')[1][:11].replace(" ", "")
    assert code_matches(shown, row.matter.number, row.code_hash)
    assert f"/track?n={row.matter.number}" in first
    assert "Query code" not in client.get(answer.url).content.decode()


def test_the_form_at_the_desk_sent_twice_registers_once(world, desk):
    page, form = reverse("intake:register", args=[world.service.matter_id]), typed()
    assert desk.post(page, form).url == desk.post(page, form).url
    assert Application.unscoped.count() == 1


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"birth": "2013-03-08"}, "A guardian is needed"),
        ({"birth": "2026-03-03"}, "has not come yet"),
        ({"consent_information": ""}, "Without this consent"),
        ({"name": ""}, "Applicant&#x27;s name"),
        ({"wish": "长" * 30_000}, "at most 20000"),
        ({"special_needs": ["wings"]}, "wings"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(world, desk, changes, wanted):
    """psych:34.2a, psych:49"""
    answer = desk.post(reverse("intake:register", args=[world.service.matter_id]), typed(**changes))
    page = answer.content.decode().replace("&#39;", "&#x27;")
    assert answer.status_code == 422
    assert wanted in page
    assert "139" in page
    assert not Application.unscoped.exists()


def test_somebody_who_may_be_known_is_offered_first(world, desk):
    """psych:34.1c"""
    known = an_application(world.service, applicant=a_person("陆遥", phone="13900000002"))
    other = a_service(world.lead, world.here, notice={"name": "读书会"})
    page = reverse("intake:register", args=[other.matter_id])
    answer = desk.post(page, typed(is_new=""))
    assert answer.status_code == 422
    assert f"?person={known.applicant.matter_id}" in answer.content.decode()
    assert Application.unscoped.count() == 1
    chosen = desk.post(f"{page}?person={known.applicant.matter_id}", typed(name="", birth=""))
    assert chosen.status_code == 302
    assert Application.unscoped.get(service=other).applicant == known.applicant


def test_the_list_says_what_is_owed_next_and_what_waits_for_a_date_last(world, desk):
    """psych:34.1d"""
    row = an_application(world.service)
    owed = Duty.unscoped.get(matter=row.matter, article="psych:34.1d")
    undated = {"id": uuid4(), "article": "psych:34.3b", "name": "remind", "due": None}
    Duty.unscoped.create(**Duty.unscoped.filter(pk=owed.pk).values().get() | undated)
    page = desk.get(reverse("intake:service_applications", args=[world.service.matter_id])).content.decode()
    assert "Assess the need" in page
    assert "Remind the client" not in page


def test_an_assessment_by_the_page(world, desk):
    """psych:34.1d, psych:32"""
    row = an_application(world.service)
    page = address("assess", row)
    text = desk.get(page).content.decode()
    assert "Not among those" in text
    assert "Outside the published ages" not in text
    form = {"method": "phone", "urgency": "routine", "result": "failed", "version": 1}
    assert desk.post(page, form).status_code == 422
    assert not Assessment.unscoped.exists()
    assert desk.post(page, form | {"result": "passed"}).url == address("application", row)
    stale = desk.post(page, form | {"result": "failed", "ground": "audience"})
    assert stale.status_code == 409
    assert Assessment.unscoped.get().result == "passed"


def test_explaining_and_signing_on_a_tablet(world, desk):
    """psych:34.2a, psych:41"""
    row = passed(an_application(world.service, **CHILD), world.lead)
    page, drawn = address("sign", row), base64.b64encode(a_logo()).decode()
    refused = desk.post(page, {"rights": "on", "duties": "on", "risks": "on"})
    assert refused.status_code == 422
    assert "Something has not been explained yet" in refused.content.decode()
    desk.post(page, {"rights": "on", "duties": "on", "risks": "on", "safeguards": "on"})
    text_hash = row.agreement.text_hash
    for part in ("client", "guardian", "centre"):
        assert "signs now" in desk.get(page).content.decode()
        given = {
            "part": part,
            "text_hash": text_hash,
            "how": "screen",
            "identity_checked": "on",
            "agrees": "on",
        }
        unsigned = desk.post(page, given)
        assert unsigned.status_code == 422
        assert "Please sign on the pad" in unsigned.content.decode()
        answer = desk.post(page, given | {"image": f"data:image/png;base64,{drawn}"})
        assert answer.status_code == 302
    assert answer.url == address("application", row)
    row.refresh_from_db()
    assert row.state == "success"
    shown = desk.get(address("agreement", row))
    assert "何雅琴" in shown.content.decode()
    image = Signature.unscoped.get(part="guardian").image
    served = desk.get(reverse("intake:paper", args=[row.matter_id, image.pk]))
    assert served["Content-Type"] == "image/png"
    other = an_application(world.service, applicant=a_person("陆遥", phone="13900000002"))
    assert desk.get(reverse("intake:paper", args=[other.matter_id, image.pk])).status_code == 404
    assert desk.get(page).status_code == 422


def test_a_changed_text_is_not_signed(world, desk):
    """psych:42"""
    row = passed(an_application(world.service), world.lead)
    page = address("sign", row)
    desk.get(page)
    desk.post(page, {"rights": "on", "duties": "on", "risks": "on", "safeguards": "on"})
    drawn = base64.b64encode(a_logo()).decode()
    sent = {
        "part": "client",
        "text_hash": "0" * 64,
        "how": "screen",
        "image": drawn,
        "identity_checked": "on",
    }
    answer = desk.post(page, sent)
    assert answer.status_code == 409
    assert not Signature.unscoped.exists()


@pytest.mark.parametrize(("sought", "field"), [("何雅琴", "name"), ("139 0000 1111", "phone")])
def test_what_was_sought_in_vain_stands_where_it_belongs(world, desk, sought, field):
    page = reverse("intake:register", args=[world.service.matter_id])
    shown = desk.get(page, {"new": 1, "q": sought}).content.decode()
    assert re.search(f'<input[^>]*name="{field}"[^>]*value="{sought}"', shown)


def test_a_guardian_s_relation_is_chosen_and_not_taken_for_granted(world, desk):
    """psych:41"""
    row = an_application(world.service, **CHILD)
    given = {"guardian_name": "何建国", "guardian_phone": "13900001111"}
    assert desk.post(address("guardian", row), given).status_code == 422
    assert 'value="mother" selected' not in desk.get(address("guardian", row)).content.decode()
    assert desk.post(address("guardian", row), given | {"relation": "father"}).status_code == 302


def test_a_consent_by_telephone_by_the_page(world, desk):
    """psych:41"""
    row = an_application(world.service, **CHILD)
    page = address("phone_consent", row)
    assert (
        desk.post(page, {"phone": "13800000427", "reason": "出差", "witness": world.lead.pk}).status_code
        == 422
    )
    assert not PhoneConsent.unscoped.exists()
    assert (
        desk.post(page, {"phone": "13800000427", "reason": "出差", "witness": world.duty.pk}).status_code
        == 302
    )
    assert PhoneConsent.unscoped.get().witness == world.duty


def test_a_paper_receipt_is_noted_by_the_page(world, desk):
    """psych:34.3a"""
    row = signed(passed(an_application(world.service, by=world.lead), world.lead), world.lead)
    page = address("receipt", row)
    assert "Note that the receipt was given" in desk.get(page).content.decode()
    assert desk.post(page, {"paper": "yes"}).status_code == 302
    assert Duty.unscoped.get(matter=row.matter, name="receipt").outcome == "met"


def test_a_call_is_noted_with_its_script_on_the_page(world, desk):
    """psych:34.3b"""
    row = signed(passed(an_application(world.service), world.lead), world.lead)
    page = address("remind", row)
    script = desk.get(page).content.decode()
    for wanted in ("亲子沟通小组", "青澜路 8 号", "公交 15 路青澜站", "13800000427"):
        assert wanted in script
    assert desk.post(page, {"way": "call"}).status_code == 302
    assert Duty.unscoped.get(matter=row.matter, name="remind").outcome == "met"


def test_a_withdrawal_spoken_of_is_entered_and_noted_at_once(world, desk):
    """psych:34.4b"""
    row = an_application(world.service)
    assert desk.post(address("note_withdrawal", row), {"way": "oral", "reason": "搬家"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert Withdrawal.unscoped.get().way == "oral"


def test_a_withdrawal_asked_for_online_is_noted(world, desk):
    """psych:34.4b"""
    row = an_application(world.service)
    ask_withdrawal(row, Leaving("online", "时间冲突"))
    assert "时间冲突" in desk.get(address("note_withdrawal", row)).content.decode()
    assert desk.post(address("note_withdrawal", row), {}).status_code == 302
    assert Withdrawal.unscoped.get().noted_by == world.lead


def test_a_need_a_remark_and_a_consent_by_the_page(world, desk):
    """psych:45, psych:49"""
    row = an_application(world.service, needs=("hearing",))
    remark = leave_remark(row, "有手语吗")
    assert desk.post(address("need", row), {"need": "hearing", "arranged": "yes"}).status_code == 302
    assert desk.post(address("need", row), {"need": "hearing", "arranged": "yes"}).status_code == 409
    assert desk.post(address("answer_remark", row), {"remark": remark.pk, "text": "有"}).status_code == 302
    assert desk.post(address("answer_remark", row), {"remark": uuid4(), "text": "有"}).status_code == 404
    assert Remark.unscoped.get().answer == "有"
    assert desk.post(address("consents", row), {"consent": "portrait", "decision": "yes"}).status_code == 302
    assert Consent.unscoped.get(consent="portrait", withdrawn_at=None).given
    assert desk.post(address("consents", row), {"consent": "portrait", "decision": "back"}).status_code == 302
    assert not Consent.unscoped.filter(consent="portrait", withdrawn_at=None).exists()


def test_a_new_code_by_the_page_after_a_look_at_the_person(world, desk):
    row = an_application(world.service)
    assert desk.post(address("reissue_code", row), {}).status_code == 422
    answer = desk.post(address("reissue_code", row), {"identity_checked": "on"})
    assert "Query code" in desk.get(answer.url).content.decode()
    assert "Query code" not in desk.get(answer.url).content.decode()


def test_the_template_is_the_lead_s_and_keeps_its_items(world, desk):
    """psych:42"""
    page = reverse("intake:template")
    assert desk.get(page).status_code == 404
    head = signed_in(Client(headers={"accept-language": "en"}), world.head)
    assert head.get(page).status_code == 200
    items = ("title", "rights_duties", "contact", "sessions", "method", "outcomes", "risks")
    texts = dict.fromkeys(items, "新的文字") | {"after_edition": 1}
    answer = head.post(page, texts | {"risks": ""})
    assert answer.status_code == 422
    assert "cannot do without" in answer.content.decode()
    assert head.post(page, texts).status_code == 302
    assert "Edition 2 is in force" in head.get(page).content.decode()
