"""A real chromium against the live server, on a desktop and on a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.moves import DESKTOP, PHONE

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium")

# Playwright's own event loop runs in this thread; Django would take our queries for mistakes.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test, and is skipped where there is no chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no chromium here: apt install chromium"))


@pytest.fixture(autouse=True)
def clock_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a test moves the clock, the next one begins at the true time."""
    monkeypatch.setenv("YOUZHANG_CLOCK", "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """Opens pages on the live server; fails when one of them complains on its console (scripts, CSP)."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        *, phone: bool = False, language: str = "zh-CN", dark: bool = False, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=str(live_server),
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            is_mobile=phone,
            locale=language,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.on("console", lambda line: complaints.append(line.text) if _is_complaint(line) else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _is_complaint(line: ConsoleMessage) -> bool:
    """A refused or missing page is an answer like another; a blocked or broken script is not."""
    return line.type == "error" and not line.text.startswith("Failed to load resource")


@pytest.fixture
def desktop(browse: Callable[..., Page]) -> Page:
    """An empty page on an office computer, in Chinese."""
    return browse()


@pytest.fixture
def phone(browse: Callable[..., Page]) -> Page:
    """An empty page on a phone, in Chinese."""
    return browse(phone=True)
