"""Every staff page of the first journey: axe finds nothing, nothing sticks out sideways, the mark-up is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from tests.browser.moves import every_page_can_be_read, sign_in
from tests.builders import (
    a_centre,
    a_person,
    a_plan,
    a_service,
    an_application,
    passed,
    signed,
    signed_in,
    staff,
    viewing,
)
from youzhang.accounts.models import User
from youzhang.intake.actions import Checklist, explain, start_agreement
from youzhang.intake.models import Application
from youzhang.policy.actions import open_library
from youzhang.services.actions import plan_service
from youzhang.services.models import Service

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


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
    planned = plan_service(centre, a_plan(person), by=person, viewer=viewing(person))
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
    acting: Any = {"by": person, "viewer": viewing(person)}
    start_agreement(row, **acting)
    explain(row, Checklist(True, True, True, True), **acting)
    return row


def test_every_page_of_the_journey_can_be_read_by_everybody(
    browse: Callable[..., Page], place: Place, live_server: object, accessible: Callable[[Page], None]
) -> None:
    every_page_can_be_read(browse, place.person, str(live_server), list(place.pages.values()), accessible)


PUBLIC = ("/", "/services/", "/rules/", "/rules/psych/34.1d", "/track", "/news", "/about", "/track/link/over")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_public_page_can_be_read_by_everybody(
    browse: Callable[..., Page],
    place: Place,
    live_server: object,
    accessible: Callable[[Page], None],
    language: str,
) -> None:
    page = browse(language=language)
    for address in (*PUBLIC, f"/apply/{place.service}/"):
        page.goto(f"{live_server}{address}")
        accessible(page)


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


class Sound(HTMLParser):
    """What a validator would say first: an id twice, a form or a link within its like, a tag left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []
        self.feed(text)
        self.faults += [f"left open: {tag}" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"an attribute twice: {tag}")
        if (name := given.get("id")) is not None:
            self.faults += [f"id twice: {name}"] if name in self.ids else []
            self.ids.add(name)
        if tag in {"form", "a", "button", "main"} and tag in self.open:
            self.faults.append(f"{tag} within {tag}")
        if tag in {"a", "button"} and {"a", "button"} & set(self.open):
            self.faults.append(f"{tag} within something to press")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"closed out of turn: {tag}")


def test_the_mark_up_of_every_page_is_sound(client: Client, place: Place) -> None:
    signed_in(client, place.person)
    public = {address: address for address in ("/", "/services/", "/rules/", "/track", "/news", "/about")}
    found = {}
    for name, address in (place.pages | public).items():
        answer = client.get(address)
        assert answer.status_code == 200, name
        if faults := Sound(answer.content.decode()).faults:
            found[name] = faults
    assert found == {}
