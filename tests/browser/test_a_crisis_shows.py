"""A crisis opened by one is on the page that another has open, within three seconds (psych:14b, psych:15.3a)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.moves import sign_in
from tests.crisis.people import a_cast, acting, opened
from youzhang.crisis import actions

WITHIN = 3000


def test_it_shows_on_an_open_page_without_a_reload_and_goes_when_it_is_taken(
    browse: Callable[..., Page], live_server: object
) -> None:
    cast = a_cast()
    page = browse()
    sign_in(page, cast.lead, str(live_server))
    page.goto("/work/rules/")
    title = page.title()
    crisis = opened(cast)
    expect(page.locator(".alarm")).to_contain_text(crisis.matter.number, timeout=WITHIN)
    expect(page.locator("[data-strips-said]")).to_contain_text(crisis.matter.number)
    assert page.title() != title
    actions.take_crisis(crisis, **acting(cast.counsellor))
    expect(page.locator(".alarm")).to_have_count(0, timeout=WITHIN)
    assert page.title() == title
