"""However long the words that somebody types, no page scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.moves import fits, opened, sign_in
from tests.builders import a_centre, staff


@pytest.mark.parametrize("phone", [False, True])
def test_a_long_search_that_finds_nobody_stays_within_the_page(
    transactional_db: None, browse: Callable[..., Page], live_server: object, phone: bool
) -> None:
    page = sign_in(browse(phone=phone), staff(a_centre(), "project_lead"), str(live_server))
    for address in ("/work/people", "/work/search", "/work/partners/"):
        opened(page, f"{address}?q={'x' * 300}")
        assert fits(page), address
