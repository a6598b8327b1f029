"""What several browser tests do: move the clock, sign in, fill a form, draw, keep a picture, apply."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Response

from tests.browser.axe import Sound, can_be_read
from tests.builders import signed_in
from youzhang.accounts.models import User
from youzhang.kit import clock

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Move the clock of test and server; from there time runs on."""
    monkeypatch.setenv("YOUZHANG_CLOCK", f"{moment}+08:00")


def a_moment_passes() -> None:
    """As long as somebody needs to read what they send (the portal takes nothing that came at once)."""
    os.environ["YOUZHANG_CLOCK"] = (clock.now() + timedelta(seconds=4)).isoformat()


def send(page: Page) -> None:
    """The form's one coloured button, and the page that follows."""
    with page.expect_navigation():
        page.click("main form :is(.btn.primary, .btn.danger)")


def fill(page: Page, **given: str) -> None:
    """Fill the form's rows by name: choose, tick, or write."""
    for name, value in given.items():
        row = page.locator(f"main form [name={name}]").first
        tag, kind = row.evaluate("row => [row.tagName, row.type]")
        if tag == "SELECT":
            row.select_option(value)
        elif kind in {"radio", "checkbox"}:
            page.check(f"main form [name={name}][value='{value}']")
        else:
            row.fill(value)


def sign_in(page: Page, user: User, address: str) -> Page:
    """Put a session of this member of staff into the page's browser, on the server at `address`."""
    session = signed_in(Client(), user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    return page


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def every_page_can_be_read(office: Page, phone: Page, addresses: Iterable[str]) -> None:
    """Sound mark-up, axe finds nothing by day or by night, and nothing sticks out on a phone; on the second, in
    English, whose words are longer and whose mark-up is the same, the last alone."""
    phone.set_viewport_size(PHONE)
    for address in addresses:
        assert Sound(opened(office, address).text()).faults == [], address
        can_be_read(office)
        office.set_viewport_size(PHONE)
        assert fits(office), f"{address} scrolls sideways on a phone"
        office.set_viewport_size(DESKTOP)
        opened(phone, address)
        assert fits(phone), f"{address} scrolls sideways on a phone in English"


def opened(page: Page, address: str) -> Response:
    """A page that is there."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.ok, address
    return answer


def look(page: Page, name: str) -> None:
    """Keep a picture, where one is asked for; nothing may stick out sideways."""
    assert fits(page), f"{name} scrolls sideways"
    if folder := os.environ.get("YOUZHANG_TEST_PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def draw(page: Page) -> None:
    """Draw a signature."""
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 70, steps=6)
    page.mouse.up()


def apply(page: Page, service: Any, look_at: Callable[[str], None], mail: str = "") -> None:
    """A mother's three steps for her child of thirteen."""
    page.goto("/")
    look_at("home")
    page.goto(f"/apply/{service.pk}/")
    look_at("step-1")
    page.get_by_text("为我的孩子").or_(page.get_by_text("for my child")).click()
    page.fill("#id_name", "沈一禾")
    page.fill("#id_birth", f"{clock.today().year - 13}0108")
    page.fill("#id_school", "青澜中学 8 年级")
    page.click(".btn.primary")
    page.fill("#id_guardian_name", "何雅琴")
    page.select_option("#id_relation", "mother")
    page.fill("#id_guardian_phone", "138 0000 042")
    page.click(".btn.primary")
    look_at("step-2-wrong")
    page.fill("#id_guardian_phone", "138 0000 0427")
    page.fill("#id_wish", "为手机的事常吵架，想学会好好说话。")
    page.check("input[value=allergy]")
    if mail:
        page.check("input[name=channel][value=email]")
        page.fill("#id_mail", mail)
    page.click(".btn.primary")
    page.check("#id_consent_information")
    page.check("#id_consent_sensitive")
    look_at("step-3")
    a_moment_passes()
    page.click(".btn.primary")
    page.wait_for_url("**/apply/received/")
