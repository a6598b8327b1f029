"""From a notice to a reminded client: a phone, a desk, a mail server, and a clock that moves on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import segno
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.moves import apply, at, draw, look, send, sign_in
from tests.builders import a_centre, a_service, staff
from tests.notices.servers import HOST, Mailbox, mail_server
from youzhang.accounts.models import Centre, User
from youzhang.intake.models import Application
from youzhang.jobs.worker import run_pending
from youzhang.ledger.models import Duty
from youzhang.services.models import Service
from youzhang.services.rules import Dates

MAIL = "yaqin@example.org"
STARTS = date(2026, 4, 10)


@dataclass
class Town:
    """A centre with an open service, its people, and a centre next door."""

    desk: User
    lead: User
    stranger: User
    service: Service


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A mail server that the installation is told of."""
    with mail_server() as (port, box):
        settings.MAIL_URL = f"smtp://{HOST}:{port}"
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = HOST, port
        yield box


@pytest.fixture
def town(
    transactional_db: None,
    live_server: object,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Town:
    """Monday 2 March 2026, nine o'clock."""
    at(monkeypatch, "2026-03-02T09:00")
    settings.FILES_ROOT, settings.PUBLIC_URL = tmp_path, str(live_server)
    cache.clear()
    centre, other = a_centre(), a_centre(organisation="Pine Creek")
    Centre.objects.filter(pk=centre.pk).update(phone="5550 0110", address="青澜路 18 号")
    desk = staff(centre, "specialist")
    words = {
        "name": "青春期亲子沟通小组", "place": "青澜路 18 号二楼", "transport": "公交 12 路青澜站",
        "phone": "5550 0123", "bring": "学生证", "min_age": 10, "max_age": 15,
    }  # fmt: skip
    dates = Dates(STARTS, time(14, 0), date(2026, 3, 25))
    return Town(
        desk=desk,
        lead=staff(centre, "project_lead", name="顾明"),
        stranger=staff(other, "project_lead", "specialist", name="韩松"),
        service=a_service(desk, centre, dates=dates, notice=words),
    )


def test_from_the_notice_to_the_reminder(
    browse: Callable[..., Page],
    town: Town,
    mailbox: Mailbox,
    live_server: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone, desk = browse(phone=True), sign_in(browse(), town.desk, str(live_server))
    number, code = apply_on_the_phone(phone, town.service)
    row = Application.unscoped.get()
    assess(desk, row)
    explain(desk, row)
    sign_on_the_phone(phone, mailbox)
    sign_at_the_desk(desk, row)
    sign_for_the_centre(desk, row)
    row.refresh_from_db()
    assert row.state == "success"
    link = receipt(desk, row, number)
    follow(browse(phone=True), link, code)

    for moment in ("2026-04-07T09:05", "2026-04-07T09:07"):  # one turn writes the notice, the next sends it
        at(monkeypatch, moment)
        run_pending()
    at(monkeypatch, "2026-04-08T09:00")
    reminded(desk, row, mailbox)
    counted(sign_in(browse(), town.lead, str(live_server)), row)
    not_seen_next_door(sign_in(browse(), town.stranger, str(live_server)), town.service, row)


def apply_on_the_phone(phone: Page, service: Service) -> tuple[str, str]:
    """A mother applies for her child; she keeps number and code and stays on the tracking page."""
    apply(phone, service, lambda name: None, MAIL)
    number, code = phone.inner_text("#number"), phone.inner_text("#code")
    phone.check("input[name=saved]")
    phone.click(".btn.primary")
    phone.wait_for_url("**/track")
    return number, code


def assess(desk: Page, row: Application) -> None:
    """The duty waits under My duties; its button opens the form."""
    desk.goto("/work/")
    look(desk, "journey-duties")
    desk.click(f"[data-rows] a.btn[href*='{row.matter_id}/assess']")
    desk.wait_for_url(f"**/{row.matter_id}/assess")
    desk.check("input[name=method][value=phone]")
    desk.check("input[name=urgency][value=routine]")
    desk.check("input[name=result][value=passed]")
    send(desk)
    expect(desk.locator("main")).to_contain_text("沈一禾")


def explain(desk: Page, row: Application) -> None:
    """Before anybody signs everything is gone through."""
    desk.goto(f"/work/applications/{row.matter_id}/sign")
    for name in ("rights", "duties", "risks", "safeguards"):
        desk.check(f"input[name={name}]")
    send(desk)


def sign_on_the_phone(phone: Page, mailbox: Mailbox) -> None:
    """The mother has a link of her own sent to her mailbox and signs by it; the code alone signs nothing."""
    phone.goto("/track")
    expect(phone.locator("a[href='/track/sign']")).to_have_count(0)
    look(phone, "journey-phone-to-sign")
    phone.click("form[action='/track/send-link/guardian'] button")
    phone.wait_for_url("**/track")
    run_pending()
    link = re.search(r"https?://\S+/track/link/\S+", mailbox.mails[-1].get_content())
    assert link
    phone.goto(urlsplit(link[0]).path)
    phone.click("main form .btn.primary")
    phone.wait_for_url("**/track/sign")
    for consent in ("information", "sensitive"):
        phone.check(f"input[name=consent_{consent}]")
    draw(phone)
    look(phone, "journey-phone-guardian")
    send(phone)
    phone.wait_for_url("**/track/signed")


def sign_at_the_desk(desk: Page, row: Application) -> None:
    """The child signs at the desk, known by its ID."""
    desk.goto(f"/work/applications/{row.matter_id}/sign?part=client")
    desk.check("input[name=how][value=screen]")
    desk.check("input[name=identity_checked]")
    draw(desk)
    look(desk, "journey-child")
    send(desk)


def sign_for_the_centre(desk: Page, row: Application) -> None:
    """The last signature makes the application successful."""
    desk.goto(f"/work/applications/{row.matter_id}/sign")
    desk.check("input[name=how][value=screen]")
    draw(desk)
    look(desk, "journey-centre")
    send(desk)
    desk.wait_for_url(f"**/applications/{row.matter_id}")
    look(desk, "journey-success")


def receipt(desk: Page, row: Application, number: str) -> str:
    """The QR code on the receipt says the link beside it; given electronically, nothing is left to note."""
    desk.goto(f"/work/applications/{row.matter_id}/receipt")
    link = desk.locator("svg.qr + span small").inner_text()
    wanted = segno.make(link, error="m", micro=False).svg_inline(scale=4, border=4)
    assert desk.locator("svg.qr path.qrline, svg.qr path").last.get_attribute("d") in wanted
    assert link.endswith(f"/track?n={number}")
    look(desk, "journey-receipt")
    assert Duty.unscoped.get(matter=row.matter, article="psych:34.3a").outcome == "met"
    return link


def follow(phone: Page, link: str, code: str) -> None:
    """Another phone scans the code: the number stands there, the query code is asked for."""
    phone.goto(urlsplit(link)._replace(scheme="", netloc="").geturl())
    phone.fill("#id_code", code)
    send(phone)
    expect(phone.locator("main")).to_contain_text("青澜路 18 号二楼")
    assert "沈一禾" not in phone.inner_text("body")
    look(phone, "journey-track")


def reminded(desk: Page, row: Application, mailbox: Mailbox) -> None:
    """Two days before: one more mail has arrived, with what the article asks for; its duty is closed."""
    _link, mail = mailbox.mails
    assert mail["To"] == MAIL
    assert "沈一禾" not in mail["Subject"] + mail.get_content()
    for words in ("14:00", "青澜路 18 号二楼", "公交 12 路", "苏禾", "5550 0123", "学生证"):
        assert words in mail.get_content()
    duty = Duty.unscoped.get(matter=row.matter, article="psych:34.3b")
    assert (duty.outcome, duty.late) == ("met", False)
    desk.goto(f"/work/applications/{row.matter_id}")
    expect(desk.locator(".timeline")).to_contain_text("提醒")
    look(desk, "journey-reminded")


def counted(lead: Page, row: Application) -> None:
    """The board counts the reminder as done in time."""
    lead.goto("/work/board?article=psych:34.3b")
    look(lead, "journey-board")
    part = lead.locator("#looked li", has=lead.locator("a[href*='34.3b']"))
    expect(part).to_have_attribute("data-tone", "ok")
    in_time = lead.locator("table tr", has=lead.get_by_role("rowheader", name="34")).locator("td").first
    expect(in_time).to_have_text("5")  # announced, assessed, signed, receipt given, reminded
    lead.goto("/work/rules/psych/34.3b?state=on_time")
    expect(lead.locator("main")).to_contain_text(row.matter.number)
    look(lead, "journey-article")


def not_seen_next_door(stranger: Page, service: Service, row: Application) -> None:
    """The other centre finds nothing, and is told nothing by what is not there."""
    for address in (
        f"/work/services/{service.matter_id}/",
        f"/work/services/{service.matter_id}/applications",
        f"/work/applications/{row.matter_id}",
        f"/work/applications/{row.matter_id}/receipt",
        f"/work/people/{row.applicant.matter_id}",
    ):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == 404
    for text in ("沈一禾", "syh", "13800000427", row.matter.number):
        stranger.goto(f"/work/search?q={text}")
        expect(stranger.locator("main")).not_to_contain_text("亲子沟通")
        assert "沈一禾" not in stranger.inner_text("main")
    for address in ("/work/", "/work/?scope=team", "/work/board", "/work/people", "/work/services/"):
        stranger.goto(address)
        assert "沈一禾" not in stranger.inner_text("main")
        assert "青春期亲子沟通小组" not in stranger.inner_text("main")
