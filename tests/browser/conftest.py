"""A real chromium against the live server, on a desktop and on a phone; axe for screen readers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium")
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Playwright's own event loop runs in this thread; Django would take our queries for mistakes.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and is skipped where there is no chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium here: apt install chromium"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def desktop(chromium: Browser, live_server: object) -> Iterator[Page]:
    """An empty page on an office computer, in Chinese; addresses are relative to the live server."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-CN", base_url=str(live_server))
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(chromium: Browser, live_server: object) -> Iterator[Page]:
    """An empty page on a phone, in Chinese."""
    context = chromium.new_context(
        viewport=PHONE, locale="zh-CN", base_url=str(live_server), has_touch=True, is_mobile=True
    )
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def accessible() -> Callable[[Page], None]:
    """Fails with axe's own report when a page has a violation."""

    def check(page: Page) -> None:
        result = Axe().run(page)
        assert result.violations_count == 0, result.generate_report()

    return check
