"""A crisis opened by one is on the page that another has open, within three seconds (psych:14b, psych:15.3a)."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.moves import sign_in
from tests.crisis.people import a_cast, acting, opened
from youzhang.crisis import actions
from youzhang.crisis.models import Crisis

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


def test_a_crisis_reported_without_a_connection_is_kept_and_sent_once(
    browse: Callable[..., Page], live_server: object
) -> None:
    cast = a_cast()
    page = browse(phone=True)
    sign_in(page, cast.reporter, str(live_server))
    page.goto("/work/crises/open")
    page.get_by_text("自杀想法").click()
    page.fill("#id_place", "天台")
    page.context.set_offline(True)
    page.click(".btn.danger:not(.sos, .low)")
    expect(page.locator("[data-resend-said]")).to_contain_text("网络断开")
    assert not Crisis.unscoped.exists()
    page.wait_for_timeout(3500)  # one more turn in vain
    page.context.set_offline(False)
    page.wait_for_url("**/work/crises/*-*", timeout=10_000)
    crisis = Crisis.unscoped.select_related("matter__key").get()
    assert crisis.place == "天台"
    expect(page.locator("main")).to_contain_text(crisis.matter.number)


def test_a_crisis_reported_after_one_was_signed_out_is_kept_and_sent_once_signed_in_again(
    browse: Callable[..., Page], live_server: object
) -> None:
    cast = a_cast()
    page = browse(phone=True)
    sign_in(page, cast.reporter, str(live_server))
    page.goto("/work/crises/open")
    page.get_by_text("自杀想法").click()
    page.fill("#id_place", "天台")
    page.context.clear_cookies()
    page.click(".btn.danger:not(.sos, .low)")
    expect(page.get_by_role("link", name="在新页面登录")).to_be_visible(timeout=10_000)
    expect(page.locator("[data-resend-said]")).to_contain_text("退出登录")
    assert not Crisis.unscoped.exists()
    sign_in(page, cast.reporter, str(live_server))
    page.wait_for_url("**/work/crises/*-*", timeout=10_000)
    crisis = Crisis.unscoped.select_related("matter__key").get()
    assert (crisis.place, crisis.opened_by) == ("天台", cast.reporter)
