"""The page of parts: every part readable for everybody, and what scripts add to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.axe import can_be_read
from tests.browser.moves import DESKTOP, PHONE, draw, fits
from youzhang.accounts.actions import NewCentre, NewMember, create_centre, create_user, give_role
from youzhang.web.models import Draft


@pytest.fixture
def signed_in(transactional_db: None, live_server: Any) -> Callable[[Page], Page]:
    """Puts a session of somebody on duty at two centres into a page's browser."""
    user = create_user(NewMember("sam", "苏禾"))
    for code, name in (("a", "青澜街道站"), ("b", "松涧街道站")):
        centre = create_centre(NewCentre("Body", code, name, name, date(2026, 1, 1)))
        give_role(user, centre, "duty_staff", starts_on=date(2026, 1, 1))

    def sign_in(page: Page) -> Page:
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": str(live_server)}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
        page.goto("/work/parts")
        return page

    return sign_in


def test_everybody_can_read_every_part_also_at_large_size(
    browse: Callable[..., Page], signed_in: Callable[[Page], Page]
) -> None:
    for language in ("zh-CN", "en"):
        page = signed_in(browse(language=language))
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            can_be_read(page)
            assert fits(page)
    page = signed_in(browse(phone=True))
    page.evaluate("document.documentElement.dataset.text = 'large'")
    assert fits(page)


def test_a_draft_is_kept_a_field_asked_for_when_needed_and_a_signature_drawn_and_emptied(
    desktop: Page, signed_in: Callable[[Page], Page]
) -> None:
    page = signed_in(desktop)
    page.fill("#id_name", "一半")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert Draft.objects.get().content["name"] == "一半"
    expect(page.locator("#id_other")).to_be_hidden()
    page.select_option("#id_source", "other")
    expect(page.locator("#id_other")).to_be_visible()
    draw(page)
    assert page.input_value("#id_signed").startswith("data:image/png;base64,")
    page.click("[data-clear]")
    assert page.input_value("#id_signed") == ""


def test_dialog_menu_theme_and_keys(desktop: Page, signed_in: Callable[[Page], Page]) -> None:
    page = signed_in(desktop)
    page.click("[data-open]")
    expect(page.locator("dialog")).to_be_visible()
    page.click("dialog [data-close]")
    expect(page.locator("dialog")).to_be_hidden()
    page.click("details.menu:has(.face) > summary")
    page.click("button[name=theme][value=dark]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("Escape")
    expect(page.locator("button[name=theme]").first).to_be_hidden()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert (
        page.evaluate("[...document.querySelectorAll('[data-rows] > *')].indexOf(document.activeElement)")
        == 1
    )


def test_the_switches_work_without_scripts(
    browse: Callable[..., Page], signed_in: Callable[[Page], Page]
) -> None:
    page = signed_in(browse(script=False))
    page.click("details.menu:has(.face) > summary")
    page.click("button[name=text][value=large]")
    assert page.locator("html").get_attribute("data-text") == "large"
    page.click("details.menu.wide > summary")
    page.click("button[name=centre] >> text=松涧街道站")
    expect(page.locator("details.menu.wide > summary")).to_contain_text("松涧街道站")
