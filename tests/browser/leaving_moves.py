"""How a case is left, page by page: the button of each step, its form, the case shown again."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.moves import fill, look, send
from youzhang.casework.models import Case, Leaving
from youzhang.ledger.models import Duty

SAID = {"code": "face", "text": "当面说明了情况和原因。"}
INTERVIEW = "谈了退出的原因、这段时间的变化，以及再来的途径。"


def show(page: Page, address: str) -> None:
    """Go there, unless the last form led back to it."""
    if not page.url.endswith(address):
        page.goto(address)


def begin(desk: Page, case: Case, out: str, **given: str) -> None:
    """The menu of the case leads to the way out."""
    show(desk, f"/work/cases/{case.matter_id}")
    desk.click("main details.menu summary")
    desk.click(f"main a[href$='/{out}']")
    fill(desk, **given)
    send(desk)


def owed(page: Page, case: Case, name: str, *, of: str = "", **given: str) -> None:
    """A step that is owed stands under what to do next, or under My duties."""
    show(page, of or f"/work/cases/{case.matter_id}")
    part = "[data-rows]" if of else "#next >> xpath=../.."
    page.click(f"{part} >> a.btn[href$='/leave/{name}']")
    fill(page, **given)
    send(page)


def step(desk: Page, case: Case, name: str, **given: str) -> None:
    """A step of the way out that has its button on the case's page."""
    go(desk, case, f"leave/{name}")
    fill(desk, **given)
    send(desk)


def go(desk: Page, case: Case, page: str) -> None:
    """From the case's page to one of its forms."""
    show(desk, f"/work/cases/{case.matter_id}")
    desk.locator(f"main a[href$='/{page}']").first.click()


def referred(desk: Page, case: Case) -> None:
    """A card, the mother's consent, two copies, accepted there, carried out."""
    desk.goto(f"/work/cases/{case.matter_id}/refer")
    fill(
        desk,
        body="青澜社区站",
        contact="5550 0190",
        kind="counselling",
        reason="离家近",
        summary="想学会好好说话。",
    )
    send(desk)
    for act, given in (
        ("consent", {"code": "guardian", "words": "母亲当面签字。"}),
        ("send", {}),
        ("accept", {"words": "社区站王老师接收。"}),
        ("done", {"words": "已在那里见过一次面。"}),
    ):
        desk.click(f"main a[href$='/{act}']")
        fill(desk, **given)
        send(desk)
    look(desk, "exit-referral")
    desk.click("main a[href$='/print']")
    assert desk.inner_text("main").count("想学会好好说话。") == 2


def decided(desk: Page, case: Case) -> None:
    """The decision, and its reasons told."""
    go(desk, case, "decide")
    fill(desk, ends="yes", text="已用尽其他办法。")
    send(desk)
    owed(desk, case, "reasons", **SAID)


def interview(desk: Page, case: Case) -> None:
    """The exit interview goes into the file."""
    step(desk, case, "interview", code="held", text=INTERVIEW)


def close(desk: Page, case: Case) -> None:
    """The exit is whole: the case closes, with everything in its file and nothing owed."""
    desk.goto(f"/work/cases/{case.matter_id}")  # as it stands now: a day may have passed
    go(desk, case, "close")
    send(desk)
    expect(desk.locator("main")).to_contain_text(INTERVIEW)
    expect(desk.locator("main .page-head")).to_contain_text("已结案")
    look(desk, f"exit-closed-{Leaving.unscoped.get(case=case).way}")
    case.refresh_from_db()
    assert (case.state, bool(case.matter.closed_at)) == ("closed", True)
    assert not Duty.unscoped.filter(matter=case.matter, outcome="open").exists()
