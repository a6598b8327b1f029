"""A phone-sized window applies for a 13-year-old, keeps number and code, follows the application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.axe import can_be_read
from tests.browser.moves import a_moment_passes, apply, look
from tests.builders import a_centre, a_service, staff
from youzhang.accounts.models import Centre
from youzhang.intake.models import Application
from youzhang.kit import clock
from youzhang.services.rules import Dates


@pytest.fixture
def service(transactional_db: None, settings: Any, tmp_path: Path) -> Any:
    """A service that is open for applications."""
    settings.FILES_ROOT = tmp_path
    cache.clear()
    centre = a_centre()
    Centre.objects.filter(pk=centre.pk).update(phone="5550 0110", name="青澜街道", address="青澜路 18 号")
    today = clock.today()
    dates = Dates(today + timedelta(days=40), time(14, 0), today + timedelta(days=20))
    words = {
        "name": "青春期亲子沟通小组",
        "min_age": 10,
        "max_age": 15,
        "place": "青澜路 18 号二楼",
        "phone": "5550 0123",
    }
    return a_service(staff(centre, "specialist"), centre, dates=dates, notice=words)


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", False), ("en", True)])
def test_a_mother_applies_and_follows(
    browse: Callable[..., Page], service: Any, language: str, dark: bool
) -> None:
    page = browse(phone=True, language=language, dark=dark)

    def look_at(name: str) -> None:
        if language != "en":  # whose mark-up is the same
            can_be_read(page)
        look(page, f"{name}-{language}-{'dark' if dark else 'light'}")

    apply(page, service, look_at)
    look_at("received")
    number = page.inner_text("#number")
    page.check("input[name=saved]")
    page.click(".btn.primary")
    page.wait_for_url("**/track")
    expect(page.locator("main")).to_contain_text(number)
    look_at("track")
    row = Application.unscoped.select_related("applicant__subject__key").get()
    assert row.applicant.name == "沈一禾"
    assert row.code_saved_at is not None
    assert "沈一禾" not in page.inner_text("body")
    page.click("text=/我想退出|I want to withdraw/")
    look_at("withdraw")
    page.goto("/track")
    page.click("form[action='/track/leave'] button")
    page.goto("/track?n=X")
    look_at("track-in")


def test_what_was_begun_is_kept_by_leaving_quickly_but_not_shown(phone: Page, service: Any) -> None:
    phone.route("https://www.gov.cn/**", lambda route: route.fulfill(body="<h1>elsewhere</h1>"))
    phone.goto(f"/apply/{service.pk}/")
    phone.fill("#id_name", "沈一禾")
    expect(phone.locator("[data-saved]")).not_to_be_empty()
    phone.click("[data-exit]")
    phone.wait_for_url("https://www.gov.cn/**")
    phone.goto(f"/apply/{service.pk}/")
    assert "沈一禾" not in phone.content()
    look(phone, "resume")
    phone.click(".btn.primary")
    expect(phone.locator("#id_name")).to_have_value("沈一禾")


def test_without_scripts_it_works_after_a_moment(browse: Callable[..., Page], service: Any) -> None:
    page = browse(phone=True, script=False)
    page.goto(f"/apply/{service.pk}/")
    page.check("input[name=who][value=self]")
    page.fill("#id_name", "林晚")
    page.fill("#id_birth", "19900504")
    page.fill("#id_phone", "13800000001")
    page.click(".btn.primary")
    page.click(".btn.primary")
    page.check("#id_consent_information")
    a_moment_passes()
    page.click(".btn.primary")
    expect(page.locator("#refusal")).to_be_visible()
    assert page.is_checked("#id_consent_information")
    assert not Application.unscoped.exists()


def test_everything_can_be_read_at_large_size(phone: Page, service: Any) -> None:
    phone.goto("/")
    phone.click("button[name=text]")
    for address in ("/", f"/apply/{service.pk}/", "/track"):
        phone.goto(address)
        assert phone.locator("html").get_attribute("data-text") == "large"
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def to(page: Page, wanted: str) -> None:
    """Press Tab until this has the focus."""
    for _turn in range(40):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


def test_one_applies_by_keyboard_alone(desktop: Page, service: Any) -> None:
    desktop.goto(f"/apply/{service.pk}/")
    to(desktop, "input[name=who]")
    desktop.keyboard.press("Space")
    for field, text in (("#id_name", "林晚"), ("#id_birth", "19900504"), ("#id_phone", "13800000001")):
        to(desktop, field)
        desktop.keyboard.type(text)
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/2/")
    to(desktop, "#id_wish")
    desktop.keyboard.type("睡不好")
    to(desktop, ".btn.primary")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/3/")
    to(desktop, "#id_consent_information")
    desktop.keyboard.press("Space")
    a_moment_passes()
    to(desktop, ".btn.primary")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/apply/received/")
    assert Application.unscoped.get().state == "received"
