"""However long the words that somebody types, no page scrolls sideways."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.moves import DESKTOP, PHONE, fits, opened, sign_in
from tests.builders import a_centre, staff


def test_a_long_search_that_finds_nobody_stays_within_the_page(
    transactional_db: None, desktop: Page, live_server: object
) -> None:
    page = sign_in(desktop, staff(a_centre(), "project_lead"), str(live_server))
    for address in ("/work/people", "/work/search", "/work/partners/"):
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            opened(page, f"{address}?q={'x' * 300}")
            assert fits(page), address
