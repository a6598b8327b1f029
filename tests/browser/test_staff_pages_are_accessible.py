"""Every staff page of the first journey: axe finds nothing, nothing sticks out sideways, the mark-up is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from tests.browser.axe import can_be_read
from tests.browser.moves import every_page_can_be_read, sign_in
from tests.builders import (
    a_centre,
    a_person,
    a_plan,
    a_service,
    an_application,
    passed,
    signed,
    staff,
    viewing,
)
from youzhang.accounts.models import User
from youzhang.intake.actions import Checklist, explain, start_agreement
from youzhang.intake.models import Application
from youzhang.policy.actions import open_library
from youzhang.services.actions import plan_service
from youzhang.services.models import Service


@dataclass
class Place:
    """Somebody who may do everything of the journey, and the pages of it."""

    person: User
    service: UUID
    pages: dict[str, str]


@pytest.fixture
def place(transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A centre in the middle of the journey: an application of each state."""
    monkeypatch.setenv("YOUZHANG_CLOCK", "2026-03-02T09:00+08:00")
    settings.FILES_ROOT = tmp_path
    cache.clear()
    centre = a_centre()
    person = staff(centre, "project_lead", "specialist")
    service = a_service(person, centre, notice={"transport": "公交 15 路青澜站"})
    planned = plan_service(centre, a_plan(person), by=viewing(person))
    came, through, won = (
        an_application(service, applicant=a_person(name, phone=f"1380000042{n}"))
        for n, name in enumerate(("沈一禾", "林晚", "贺兰"))
    )
    passed(through, person)
    won = signed(passed(won, person), person)
    child = a_child(service, person)
    texts = open_library(centre, by=person).pk
    work, file = f"/work/services/{service.matter_id}", f"/work/applications/{won.matter_id}"
    return Place(
        person,
        service.pk,
        {
            "duties": "/work/",
            "services": "/work/services/",
            "plan": "/work/services/new",
            "planned": f"/work/services/{planned.matter_id}/",
            "publish": f"/work/services/{planned.matter_id}/publish",
            "service": f"{work}/",
            "applications": f"{work}/applications",
            "register": f"{work}/register?new",
            "assess": f"/work/applications/{came.matter_id}/assess",
            "sign": f"/work/applications/{through.matter_id}/sign",
            "application": file,
            "receipt": f"{file}/receipt",
            "remind": f"{file}/remind",
            "print": f"{file}/print",
            "person": f"/work/people/{won.applicant.matter_id}",
            "people": "/work/people",
            "notices": "/work/notices",
            "calendar": "/work/calendar?year=2026",
            "saved filters": "/work/views?at=/work/services/",
            "link": f"/work/applications/{child.matter_id}/sign/link",
            "board": "/work/board?article=psych:34.1d",
            "article": "/work/rules/psych/34.1d",
            "rules": "/work/rules/",
            "settings": "/work/rules/psych/settings",
            "setting": "/work/rules/psych/settings/34.3a.receipt.due",
            "search": "/work/search?q=34",
            "library": f"/work/library/{texts}/",
            "write": f"/work/library/{texts}/about/publish",
        },
    )


def a_child(service: Service, person: User) -> Application:
    """Whose agreement was explained, and whose guardian has not signed."""
    mother = {"guardian": a_person("何雅琴", None, phone="13900000001"), "relation": "mother"}
    young = a_person("沈小禾", date(2015, 3, 8), phone="")
    row = passed(an_application(service, applicant=young, **mother), person)
    acting: Any = {"by": viewing(person)}
    start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    return row


PUBLIC = ("/", "/services/", "/rules/", "/rules/psych/34.1d", "/track", "/news", "/about")


def test_every_page_of_the_journey_can_be_read_by_everybody(
    browse: Callable[..., Page], place: Place, live_server: object
) -> None:
    office, phone = browse(), browse(language="en")
    every_page_can_be_read(office, phone, (*PUBLIC, f"/apply/{place.service}/"))
    office.goto("/track/link/over")  # a link that no longer holds
    can_be_read(office)
    for page in (office, phone):
        sign_in(page, place.person, str(live_server))
    every_page_can_be_read(office, phone, place.pages.values())


def test_by_keyboard_from_the_list_to_the_form_and_to_the_search(
    desktop: Page, place: Place, live_server: object
) -> None:
    page = sign_in(desktop, place.person, str(live_server))
    page.goto("/work/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    row = page.locator(":focus")
    expect(row).to_have_attribute("tabindex", "-1")
    wanted = row.locator("a.btn").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{wanted}")
    page.goto("/work/")
    page.keyboard.press("/")
    page.keyboard.type("34")
    page.keyboard.press("Enter")
    page.wait_for_url("**/work/search?q=34")
