"""The board on paper: no empty page before a long part, and nothing that only a click would fill."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.moves import sign_in
from tests.builders import a_centre, staff

BREAKS = """() => [...document.querySelectorAll(".card")].filter(card => card.querySelector(".board, .table"))
    .map(card => getComputedStyle(card).breakInside)"""


@pytest.mark.django_db(transaction=True)
def test_long_parts_begin_where_they_stand(desktop: Page, live_server: object) -> None:
    person = staff(a_centre(), "project_lead")
    sign_in(desktop, person, str(live_server))
    desktop.goto("/work/board")
    expect(desktop.locator("[data-unprinted]")).to_be_visible()
    desktop.emulate_media(media="print")
    assert set(desktop.evaluate(BREAKS)) == {"auto"}
    expect(desktop.locator("[data-unprinted]")).to_be_hidden()
