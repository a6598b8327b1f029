"""Reminding two days before: really sent, closing the duty; moving with the service."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils.translation import override

from tests.builders import a_person, a_service, an_application, passed, signed, viewing
from tests.intake.running import run_jobs
from tests.notices.servers import mail_server
from youzhang.intake.actions import note_attendance, remind
from youzhang.intake.actions.attend import Attendance
from youzhang.intake.background import post_reminders
from youzhang.intake.models import Application
from youzhang.intake.portal_track import standing
from youzhang.intake.wording import reminder_for
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact, Grant
from youzhang.notices.delivery import deliver_due
from youzhang.notices.models import Notice
from youzhang.rulebook import library
from youzhang.services.actions import Notice as NoticeText
from youzhang.services.actions import call_off, edit_notice, move_dates, set_in_charge
from youzhang.services.models import Service
from youzhang.services.rules import Dates

SEND = datetime(2026, 3, 29, 9, 0, tzinfo=clock.CHINA)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(settings):
    """A real mail server, and the settings of an installation that knows it."""
    with mail_server() as (port, box):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp://there", "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield box


def successful(world, service=None, **person: Any) -> Application:
    given = {"mail": "yi@example.org", "channel": "email"} | person
    application = an_application(service or world.service, applicant=a_person(**given))
    return signed(passed(application, world.lead), world.lead)


def duties(application, name="remind") -> list[Duty]:
    return list(Duty.unscoped.filter(matter=application.matter, name=name).order_by("opened_at"))


def fresh(service) -> Service:
    return Service.unscoped.select_related("matter__centre", "in_charge").get(pk=service.pk)


def test_the_contents_are_those_of_the_article(world):
    """psych:34.3b"""
    article = library.find("psych:34.3b")
    assert article is not None
    assert article.contents[0].items == ("name", "when_where", "transport", "in_charge")
    said = " ".join(text for _title, text in reminder_for(an_application(world.service)).lines)
    for wanted in ("亲子沟通小组", "14:00", "青澜路 8 号", "公交 15 路青澜站", "苏禾", "0571-81230000"):
        assert wanted in said


def test_three_days_before_at_nine_a_mail_goes_out_and_closes_the_duty(world, mailbox):
    """psych:34.3b"""
    row = successful(world)
    with clock.frozen_at(SEND - MINUTE):
        assert post_reminders() == 0
    with clock.frozen_at(SEND):
        assert post_reminders() == 1
        assert post_reminders() == 1  # again: the same notice
        assert deliver_due(clock.now()) == 1
    assert Notice.objects.count() == 1
    (mail,) = mailbox.mails
    assert mail["To"] == "yi@example.org"
    assert "亲子" not in mail["Subject"]
    body = mail.get_content()
    for wanted in ("亲子沟通小组", "青澜路 8 号", "公交 15 路青澜站", "苏禾", row.matter.number):
        assert wanted in body
    (owed,) = duties(row)
    assert (owed.outcome, owed.late) == ("met", False)
    assert Fact.unscoped.get(kind="intake.reminded").data == {"way": "mail"}
    with clock.frozen_at(SEND + timedelta(hours=1)):
        assert post_reminders() == 0


def test_a_mail_that_does_not_arrive_leaves_the_duty_open(world, mailbox):
    """psych:34.3b"""
    row = successful(world)
    mailbox.answer = "550 no such mailbox"
    with clock.frozen_at(SEND):
        post_reminders()
        deliver_due(clock.now())
    assert duties(row)[0].outcome == "open"
    assert not Fact.unscoped.filter(kind="intake.reminded").exists()


def test_for_a_child_the_guardian_is_told(world, mailbox):
    """psych:34.2a, psych:34.3b"""
    child = a_person("沈一禾", date(2013, 3, 8), phone="", mail="child@example.org", channel="email")
    mother = a_person("何雅琴", None, mail="mother@example.org", channel="email")
    row = an_application(world.service, applicant=child, guardian=mother, relation="mother")
    signed(passed(row, world.lead), world.lead, "client", "guardian", "centre")
    with clock.frozen_at(SEND):
        post_reminders()
        deliver_due(clock.now())
    assert [mail["To"] for mail in mailbox.mails] == ["mother@example.org"]


def test_a_telephone_reads_neither_service_nor_person(world, settings):
    settings.NOTIFY_URLS = {"sms": "json://127.0.0.1:9/{address}"}
    row = successful(world, channel="sms")
    with clock.frozen_at(SEND):
        post_reminders()
    notice = Notice.objects.get()
    assert (notice.channel, notice.address) == ("sms", "13800000427")
    assert "亲子" not in notice.body
    assert "沈一禾" not in notice.body
    assert row.matter.number in notice.body


@pytest.mark.parametrize(
    "person", [{"channel": "call"}, {"channel": "email", "mail": ""}, {"channel": "sms"}]
)
def test_whom_no_message_reaches_is_called_and_the_duty_is_the_task(world, acting, person):
    """psych:34.3b: no address, or a gateway that is not there."""
    row = successful(world, **person)
    with clock.frozen_at(SEND):
        post_reminders()
        assert not Notice.objects.exists()
        remind(row, **acting)
    (owed,) = duties(row)
    assert (owed.outcome, owed.late) == ("met", False)
    assert Fact.unscoped.get(kind="intake.reminded").data == {"way": "call"}


def test_a_reminder_that_lacks_something_is_not_given(world, acting):
    """psych:34.3b"""
    service = a_service(world.lead, world.here, notice={"name": "读书会", "transport": ""})
    row = successful(world, service)
    with clock.frozen_at(SEND):
        assert post_reminders() == 0
        with pytest.raises(Refused, match=r"psych:34\.3b"):
            remind(row, **acting)
    assert duties(row)[0].outcome == "open"
    assert not Fact.unscoped.filter(kind="intake.reminded").exists()


def test_only_a_successful_application_is_reminded(world, acting):
    """psych:34.2c"""
    row = passed(an_application(world.service), world.lead)
    with pytest.raises(Refused, match=r"psych:34\.2c"):
        remind(row, **acting)
    assert not Fact.unscoped.filter(kind="intake.reminded").exists()


def test_a_moved_service_moves_what_is_owed(world, acting):
    """psych:34.3b"""
    row = successful(world)
    dates = Dates(date(2026, 4, 8), time(14, 0), date(2026, 3, 27))
    move_dates(world.service, dates, "place", version=fresh(world.service).version, **acting)
    run_jobs()
    (owed,) = duties(row)
    assert owed.due == clock.end_of(date(2026, 4, 6))
    with clock.frozen_at(SEND):
        assert post_reminders() == 0


def test_a_date_moved_after_the_term_had_passed_shows_as_slipped(world, acting):
    """psych:34.2b"""
    row = an_application(world.service)
    with clock.frozen_at(datetime(2026, 3, 21, 9, 0, tzinfo=clock.CHINA)):
        dates = Dates(date(2026, 4, 8), time(14, 0), date(2026, 3, 27))
        move_dates(world.service, dates, "place", version=fresh(world.service).version, **acting)
        run_jobs()
    (owed,) = duties(row, "assess")
    assert (owed.slipped, owed.due) == (True, clock.end_of(date(2026, 3, 27)))


def test_a_reminder_that_waits_for_the_old_date_is_taken_back(world, acting, mailbox):
    """psych:34.3b"""
    successful(world)
    with clock.frozen_at(SEND):
        post_reminders()
        dates = Dates(date(2026, 4, 8), time(14, 0), date(2026, 3, 20))
        type(world.service).unscoped.filter(pk=world.service.pk).update(closes_on=date(2026, 3, 30))
        dates = replace(dates, closes_on=date(2026, 3, 30))
        move_dates(world.service, dates, "place", version=fresh(world.service).version, **acting)
        run_jobs()
        deliver_due(clock.now())
    assert Notice.objects.get().state == "cancelled"
    assert mailbox.mails == []
    with clock.frozen_at(SEND + timedelta(days=7)):
        post_reminders()
        deliver_due(clock.now())
    assert len(mailbox.mails) == 1


def test_whoever_was_reminded_of_the_old_date_is_owed_another(world, acting):
    """psych:34.3b"""
    row = successful(world)
    with clock.frozen_at(SEND):
        remind(row, **acting)
    with clock.frozen_at(SEND + timedelta(hours=2)):
        type(world.service).unscoped.filter(pk=world.service.pk).update(closes_on=date(2026, 3, 30))
        dates = Dates(date(2026, 4, 8), time(14, 0), date(2026, 3, 30))
        move_dates(world.service, dates, "place", version=fresh(world.service).version, **acting)
        run_jobs()
        run_jobs()
    first, second = duties(row)
    assert first.outcome == "met"
    assert (second.outcome, second.due) == ("open", clock.end_of(date(2026, 4, 6)))
    assert Fact.unscoped.filter(kind="intake.date_moved").count() == 1


def test_a_changed_text_goes_out_as_it_stands_when_it_is_sent(world, acting, mailbox):
    successful(world)
    with clock.frozen_at(SEND):
        post_reminders()
        service = fresh(world.service)
        texts = {field.name: getattr(service, field.name) for field in fields(NoticeText)}
        notice = NoticeText(**texts | {"transport": "地铁 3 号线"})
        edit_notice(service, notice, version=service.version, **acting)
        post_reminders()
        deliver_due(clock.now())
    (mail,) = mailbox.mails
    assert "地铁 3 号线" in mail.get_content()


def test_a_called_off_service_ends_its_applications(world, acting):
    row = successful(world)
    call_off(world.service, **acting)
    run_jobs()
    row.refresh_from_db()
    assert row.state == "ended"
    assert {duty.outcome for duty in Duty.unscoped.filter(matter=row.matter)} == {"met", "lapsed"}


def test_whoever_applied_is_told_once_that_the_service_was_called_off(world, acting, mailbox):
    """By their own channel and without the service's name; a call waits for staff; the tracking page says it too."""
    by_mail = successful(world)
    by_call = an_application(world.service, applicant=a_person("陆遥", phone="13900000002"))
    call_off(world.service, **acting)
    run_jobs()
    run_jobs()
    told = Notice.objects.filter(kind="intake.called_off")
    assert {notice.about: (notice.channel, notice.address) for notice in told} == {
        by_mail.matter_id: ("email", by_mail.applicant.mail),
        by_call.matter_id: ("call", "13900000002"),
    }
    deliver_due(clock.now())
    (mail,) = mailbox.mails
    assert by_mail.matter.number in mail.get_content()
    assert world.service.name not in mail.as_string() + mail.get_content()
    by_call.refresh_from_db()
    with override("en"):
        assert "does not take place" in standing(by_call, None).title


def test_a_new_person_in_charge_sees_and_holds_the_applications(world, acting):
    row = an_application(world.service)
    set_in_charge(world.service, world.counsellor, **acting)
    run_jobs()
    run_jobs()
    assert Application.objects.visible_to(viewing(world.counsellor)).get() == row
    assert Grant.objects.filter(user=world.counsellor, matter=row.matter).count() == 1
    assert str(world.counsellor.pk) in duties(row, "assess")[0].holders
    assert Fact.unscoped.filter(kind="intake.assigned").count() == 2


def test_nobody_takes_part_without_an_agreement(world, acting):
    """psych:40"""
    row = passed(an_application(world.service), world.lead)
    with (
        clock.frozen_at(datetime(2026, 4, 1, 16, 0, tzinfo=clock.CHINA)),
        pytest.raises(Refused, match="psych:40"),
    ):
        note_attendance(row, Attendance(attended=True), **acting)
    assert not Fact.unscoped.filter(kind="intake.attended").exists()


@pytest.mark.parametrize(
    ("given", "kind"), [(Attendance(True), "intake.attended"), (Attendance(False, "client"), "intake.absent")]
)
def test_attendance_is_noted_once_and_ends_a_single_service(world, acting, given, kind):
    """psych:34.3c"""
    row = successful(world)
    with pytest.raises(Refused, match="not_started"):
        note_attendance(row, given, **acting)
    with clock.frozen_at(datetime(2026, 4, 1, 16, 0, tzinfo=clock.CHINA)):
        note_attendance(row, given, **acting)
        with pytest.raises(Stale):
            note_attendance(row, given, **acting)
    row.refresh_from_db()
    assert row.state == "ended"
    assert duties(row, "deliver")[0].outcome == "met"
    assert Fact.unscoped.filter(kind=kind).count() == 1


def test_an_absence_has_its_cause(world, acting):
    """psych:34.3c"""
    row = successful(world)
    with clock.frozen_at(datetime(2026, 4, 1, 16, 0, tzinfo=clock.CHINA)), pytest.raises(Refused) as refused:
        note_attendance(row, Attendance(attended=False), **acting)
    assert refused.value.field == "cause"
    assert not Fact.unscoped.filter(kind="intake.absent").exists()
