"""Who sees a crisis through, each in a browser of their own; the button of a step, its form, the crisis again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.moves import at, fill, send, sign_in
from youzhang.accounts.models import User
from youzhang.crisis.models import Crisis

WITHIN = 3000


class People:
    """A browser for each of several people, on the server at an address; all of them see the same clock."""

    def __init__(self, browse: Callable[..., Page], server: str, monkeypatch: Any) -> None:
        self.browse, self.server, self.patch = browse, server, monkeypatch
        self.pages: dict[User, Page] = {}

    def page(self, user: User, **given: Any) -> Page:
        """Of this person; the first time it is opened, on a phone or not."""
        if user not in self.pages:
            self.pages[user] = sign_in(self.browse(**given), user, self.server)
        return self.pages[user]

    def later(self, moment: str) -> None:
        """The clock moves on; everybody signs in again."""
        at(self.patch, moment)
        for user, page in self.pages.items():
            sign_in(page, user, self.server)


def alarm_on(page: Page, crisis: Crisis | None = None) -> Any:
    """The strip of the alarm, that of this crisis."""
    alarm = page.locator(".alarm")
    alarm.wait_for(timeout=WITHIN)
    if crisis:
        expect(alarm).to_contain_text(crisis.matter.number)
    return alarm


def report(page: Page, about: Any = None, **given: str) -> Crisis:
    """By the one red button: what shows is enough."""
    page.goto(f"/work/crises/open{f'?about={about}' if about else ''}")
    fill(page, reason=given.pop("reason", "suicide_thought"))
    if given:
        page.click("main form details summary")
    fill(page, **given)
    send(page)
    return Crisis.unscoped.select_related("matter__key").order_by("-opened_at")[0]


def take(page: Page) -> None:
    """From the strip; nobody else is called any more."""
    page.goto("/work/")
    with page.expect_navigation():
        page.locator(".alarm a.btn").click()
    send(page)
    expect(page.locator(".alarm")).to_have_count(0)


def show(page: Page, crisis: Crisis) -> None:
    """Its page, as it stands now."""
    page.goto(f"/work/crises/{crisis.matter_id}")


def owed(page: Page, crisis: Crisis) -> str:
    """What its page says is owed."""
    show(page, crisis)
    return page.inner_text("section:has(#owed)")


def step(page: Page, crisis: Crisis, name: str, **given: str) -> None:
    """One step and back to the crisis."""
    begin(page, crisis, name, **given)
    assert page.url.endswith(f"/work/crises/{crisis.matter_id}"), page.inner_text("main")


def begin(page: Page, crisis: Crisis, name: str, **given: str) -> None:
    """From the crisis, by the button of the step or its menu, to its form, which is sent."""
    address = f"/work/crises/{crisis.matter_id}"
    link = page.locator(f"main a[href*='/{name}']:not([href*='/{name}-'])").first
    if not page.url.endswith(address) or not link.count():  # another's act may have brought the button
        page.goto(address)
    if not link.is_visible():
        page.click("main details.menu summary")
    link.click()
    fill(page, **given)
    send(page)


def entered(page: Page, address: str, **given: str) -> None:
    """What is sent all the same, without a button or a form that offers it."""
    script = """([address, given]) => {
        const form = Object.assign(document.createElement("form"), {method: "post", action: address});
        const token = document.querySelector("main [name=csrfmiddlewaretoken], [name=csrfmiddlewaretoken]");
        for (const [name, value] of [...Object.entries(given), ["csrfmiddlewaretoken", token.value]])
            form.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
        document.body.append(form);
        form.submit();
    }"""
    with page.expect_navigation():
        page.evaluate(script, [address, given])
