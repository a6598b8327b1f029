"""A guardian who is kept out, or suspected in a crisis, is written to by no room and no delivery (psych:4)."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from tests.builders import (
    a_case,
    a_centre,
    a_form,
    a_person,
    a_service,
    passed,
    signed,
    signed_in,
    staff,
    viewing,
)
from tests.notices.servers import mail_server
from youzhang.casework.actions import (
    HandOn,
    Protection,
    accept_transfer,
    ask_transfer,
    lift_protection,
    protect,
)
from youzhang.clients.actions import correct_person, link_same_person, register_person
from youzhang.clients.kept_out import KeptOut, kept_out
from youzhang.clients.models import Person
from youzhang.crisis import actions as crises
from youzhang.intake.actions import (
    Checklist,
    apply_for,
    explain,
    reissue_code,
    send_signing_link,
    start_agreement,
)
from youzhang.intake.actions.called_off import tell_called_off
from youzhang.intake.actions.remind import post_reminder
from youzhang.intake.contact import contact_of
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.matters import let_in
from youzhang.ledger.models import Matter
from youzhang.notices.delivery import deliver_due
from youzhang.notices.models import Attempt, Notice

BORN = date(2013, 3, 8)
PHONE, MAIL = "13800000042", "daling@example.org"
WHY = "孩子说被打。"
HOUR = timedelta(hours=1)


@pytest.fixture
def mailbox(settings: Any) -> Any:
    """A mail server that the installation is told of."""
    with mail_server() as (port, box):
        settings.MAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://there", "127.0.0.1", port
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield box


@pytest.fixture
def town(frozen: Any, db: None, settings: Any, tmp_path: Any) -> SimpleNamespace:
    """A child with a successful application, the father as guardian by mail, and a case of the child."""
    settings.FILES_ROOT, settings.MAIL_URL = tmp_path, "smtp://there"
    here = a_centre()
    lead = staff(here, "specialist", "project_lead", name="苏禾")
    notice = {"phone": "0571-81230000", "transport": "公交 15 路"}
    people = SimpleNamespace(here=here, lead=lead, service=a_service(lead, here, notice=notice))
    people.worker = staff(here, "counsellor", name="林晚")
    people.backup = staff(here, "case_worker", name="顾长青")
    people.desk = staff(here, "specialist", name="何雅")
    people.father = register_person(
        a_person("沈大山", date(1980, 1, 1), phone=PHONE, mail=MAIL, channel="email"), centre=here, by=None
    )
    people.child = register_person(a_person("沈小满", BORN, phone=""), centre=here, by=None)
    people.row = applied(people, people.child, people.father)
    people.case = a_case(people.child, people, guardian=people.father, relation="father")
    people.acting = {"by": viewing(people.worker)}
    return people


def applied(town: Any, child: Any, guardian: Any) -> Application:
    form = a_form(
        town.service, applicant=child, guardian=guardian, relation="father", channel="desk", is_new=True
    )
    received = apply_for(form, by=viewing(town.lead))
    town.code = received.code
    row = signed(passed(received.application, town.lead), town.lead, "client", "guardian", "centre")
    return Application.unscoped.select_related(
        "matter__centre", "matter__key", "service__matter__centre", "applicant__matter", "applicant__subject__key",
        "guardian__subject__key",
    ).get(pk=row.pk)  # fmt: skip


def shut(town: Any) -> None:
    protect(town.case, Protection(True, WHY, "外婆 13700000000"), **town.acting)


def suspect(town: Any, guardian: Any) -> Any:
    crisis = crises.open_crisis(
        town.here, town.child.subject, reason="abuse", source="self", route="venue", by=town.desk
    )
    given = crises.Tell("guardian", "skipped", reason="suspected")
    crises.tell(crisis, given, suspect=guardian, by=viewing(town.desk))
    return crisis


@pytest.mark.parametrize("way", ["case", "crisis", "crisis_naming_nobody"])
def test_a_notice_that_waits_is_stopped_at_the_next_try(town: Any, mailbox: Any, way: str) -> None:
    """psych:4"""
    notice = post_reminder(town.row)
    assert notice is not None
    if way == "case":
        shut(town)
    else:
        suspect(town, town.father.subject if way == "crisis" else None)
    assert deliver_due(notice.due_at) == 0
    assert mailbox.mails == []
    notice.refresh_from_db()
    assert notice.state == "cancelled"
    assert [one.code for one in Attempt.objects.filter(notice=notice)] == ["not_told"]
    assert post_reminder(town.row) is None


def test_so_is_one_that_failed_before_and_is_tried_again(town: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    notice = post_reminder(town.row)
    assert notice is not None
    assert deliver_due(notice.due_at) == 0
    notice.refresh_from_db()
    assert notice.state == "failed"
    shut(town)
    deliver_due(notice.next_at)
    notice.refresh_from_db()
    assert notice.state == "cancelled"


def test_let_in_again_they_are_written_to_from_then_on(town: Any, mailbox: Any) -> None:
    notice = post_reminder(town.row)
    assert notice is not None
    shut(town)
    deliver_due(notice.due_at)
    lift_protection(town.case, "unfounded", "查无伤害。", **town.acting)
    assert deliver_due(notice.due_at) == 0  # what was stopped stays stopped
    again = post_reminder(town.row)
    assert again is not None
    assert again.pk != notice.pk
    assert deliver_due(again.due_at) == 1
    assert [mail["To"] for mail in mailbox.mails] == [MAIL]
    assert KeptOut.unscoped.get().ended_at is not None


def test_a_service_that_is_called_off_is_told_to_staff_without_a_number(town: Any) -> None:
    shut(town)
    notice = tell_called_off(town.row)
    assert (notice.channel, notice.address) == ("call", "")
    page = (
        signed_in(Client(headers={"accept-language": "en"}), town.lead).get("/work/notices").content.decode()
    )
    assert "Do not contact: the page says whom to ask." in page
    assert "0042" not in page


def test_the_desk_reads_whom_to_ask_and_not_why(town: Any) -> None:
    shut(town)
    desk = signed_in(Client(headers={"accept-language": "en"}), town.lead)
    here = f"/work/applications/{town.row.matter_id}"
    for page in (here, f"{here}/remind", f"{here}/code", f"/work/people/{town.child.matter_id}"):
        shown = desk.get(page).content.decode()
        assert "Do not contact 沈大山 about this. Ask 林晚 whom to tell instead." in shown
        assert WHY not in shown
        assert "0042" not in shown
    transfer = ask_transfer(town.case, HandOn(town.backup, "交接"), **town.acting)
    accept_transfer(transfer, by=viewing(town.backup))
    assert "Ask 顾长青 whom to tell instead." in desk.get(here).content.decode()


def test_somebody_typed_anew_counts_as_the_guardian_by_name_number_or_mailbox(town: Any) -> None:
    """An application online makes new files of child and guardian each time."""
    shut(town)
    Application.unscoped.filter(pk=town.row.pk).update(state="ended")  # one running application for a service
    child = a_person("沈小满", BORN, phone="")
    row = applied(town, child, a_person("沈山", date(1980, 1, 1), phone=f"+86 {PHONE}", channel="sms"))
    assert contact_of(row).instead
    assert kept_out(row.applicant).holds(
        register_person(a_person("沈大山", phone=""), centre=town.here, by=None)
    )
    other = register_person(a_person("老沈", phone="", mail=MAIL.upper()), centre=town.here, by=None)
    assert kept_out(row.applicant).holds(other)
    mother = register_person(a_person("何雅琴", phone="13900000001"), centre=town.here, by=None)
    assert not kept_out(row.applicant).holds(mother)


def test_another_child_of_the_same_name_is_not_meant(town: Any) -> None:
    shut(town)
    child = register_person(a_person("沈小满", date(2012, 1, 1), phone=""), centre=town.here, by=None)
    assert not kept_out(child).holds(town.father)
    lead = {"by": viewing(town.lead)}
    link_same_person(child, town.child, **lead)
    assert kept_out(child).holds(town.father)


def test_a_grown_applicant_is_not_written_to_at_that_number(town: Any, mailbox: Any) -> None:
    grown = register_person(
        a_person("安安", phone=PHONE, mail=MAIL, channel="email"), centre=town.here, by=None
    )
    form = a_form(town.service, applicant=grown, channel="desk")
    row = signed(passed(apply_for(form, by=viewing(town.lead)).application, town.lead), town.lead)
    row = Application.unscoped.select_related("service__matter__centre", "applicant__matter").get(pk=row.pk)
    notice = post_reminder(row)
    assert notice is not None
    KeptOut.unscoped.create(
        matter=row.matter,
        about=grown.subject,
        guardian=town.father.subject,
        ask=town.worker,
        since=clock.now(),
    )
    assert deliver_due(notice.due_at) == 0
    assert mailbox.mails == []
    assert contact_of(row).phone == ""


def test_the_address_is_looked_up_when_it_is_sent(town: Any, mailbox: Any) -> None:
    notice = post_reminder(town.row)
    assert notice is not None
    given = a_person("沈大山", date(1980, 1, 1), phone=PHONE, mail="new@example.org", channel="email")
    father = Person.unscoped.select_related("matter", "subject__key").get(pk=town.father.pk)
    correct_person(father, given, version=father.version, by=viewing(town.lead))
    assert deliver_due(notice.due_at) == 1
    assert [mail["To"] for mail in mailbox.mails] == ["new@example.org"]


def test_the_code_they_hold_opens_nothing_and_one_given_since_does(town: Any) -> None:
    def opened(browser: Client, code: str) -> int:
        return browser.post("/track", {"number": town.row.matter.number, "code": code}).status_code

    inside = Client(headers={"accept-language": "en"})
    assert opened(inside, town.code) == 302
    with clock.frozen_at(clock.now() + HOUR / 4):
        shut(town)
        shown = inside.get("/track").content.decode()
        assert "Query code" in shown  # asked anew
        wrong, right = (Client(headers={"accept-language": "en"}) for _ in range(2))
        assert (opened(wrong, "AAAAABBBBB"), opened(right, town.code)) == (422, 422)
    with clock.frozen_at(clock.now() + HOUR):
        anew = reissue_code(town.row, identity_checked=True, by=viewing(town.lead))
        assert opened(Client(), anew) == 302


def test_no_link_goes_to_them_and_nobody_rings_them_for_a_consent(town: Any) -> None:
    shut(town)
    child = register_person(a_person("沈小满", BORN, phone="13900000009"), centre=town.here, by=None)
    form = a_form(town.service, applicant=child, guardian=town.father, relation="father", channel="desk")
    Application.unscoped.filter(pk=town.row.pk).update(state="ended")
    row = passed(apply_for(form, by=viewing(town.lead)).application, town.lead)
    acting: Any = {"by": viewing(town.lead)}
    start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    with pytest.raises(Refused) as refused:
        send_signing_link(row, **acting)
    assert (refused.value.rule, Notice.objects.filter(kind="intake.signing_link").count()) == ("psych:4", 0)


def test_a_crisis_that_names_the_suspect_later_keeps_them_out_until_a_head_lifts_it(town: Any) -> None:
    head = staff(town.here, "department_head", name="主管")
    crisis = suspect(town, town.father.subject)
    assert kept_out(town.child).holds(town.father)
    crises.lift_suspicion(crisis, "公安已核查。", by=viewing(head))
    assert not kept_out(town.child).holds(town.father)


@pytest.mark.parametrize("way", ["case", "crisis"])
def test_a_colleague_who_is_the_guardian_reads_nothing_until_they_are_let_in(town: Any, way: str) -> None:
    """Their account has another file than the guardian; the number is the same. A namesake goes on helping."""
    head = staff(town.here, "department_head", name="主管")
    father = staff(town.here, "service_head", "department_head", name="沈先生")
    father.phone = "+86 138-0000-0042"
    father.save()
    namesake = staff(town.here, "department_head", name="沈大山")
    crisis = suspect(town, town.father.subject) if way == "crisis" else None
    if crisis is None:
        shut(town)
    matter = crisis.matter if crisis else town.case.matter
    for user in (head, father, namesake):
        let_in(matter, user, "in_charge")

    def read_by(user: Any) -> bool:
        return bool(Matter.objects.visible_to(viewing(user)).filter(pk=matter.pk).exists())

    assert (read_by(head), read_by(namesake), read_by(father)) == (True, True, False)
    if crisis:
        crises.lift_suspicion(crisis, "公安已核查。", guardian=town.father, by=viewing(head))
    else:
        lift_protection(town.case, "unfounded", "公安已核查。", **town.acting)
    assert read_by(father)
