"""The page of parts: every part readable for everybody, and what scripts add to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

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


@pytest.mark.parametrize(("language", "dark"), [("zh-CN", False), ("en", True)])
@pytest.mark.parametrize("phone", [False, True])
def test_everybody_can_read_every_part(
    browse: Callable[..., Page],
    signed_in: Callable[[Page], Page],
    accessible: Callable[[Page], None],
    language: str,
    dark: bool,
    phone: bool,
) -> None:
    page = signed_in(browse(phone=phone, language=language, dark=dark))
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_large_text_does_not_make_a_phone_scroll_sideways(
    phone: Page, signed_in: Callable[[Page], Page]
) -> None:
    page = signed_in(phone)
    page.evaluate("document.documentElement.dataset.text = 'large'")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_form_is_kept_while_one_types(desktop: Page, signed_in: Callable[[Page], Page]) -> None:
    page = signed_in(desktop)
    page.fill("#id_name", "一半")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    assert Draft.objects.get().content["name"] == "一半"


def test_a_field_is_asked_for_only_when_it_is_needed(
    desktop: Page, signed_in: Callable[[Page], Page]
) -> None:
    page = signed_in(desktop)
    expect(page.locator("#id_other")).to_be_hidden()
    page.select_option("#id_source", "other")
    expect(page.locator("#id_other")).to_be_visible()


def test_signing_fills_the_field_and_signing_again_empties_it(
    desktop: Page, signed_in: Callable[[Page], Page]
) -> None:
    page = signed_in(desktop)
    pad = page.locator("canvas.pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=6)
    page.mouse.up()
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
