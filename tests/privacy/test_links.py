"""No page leads its reader to one that is closed to them, or that would only refuse them."""

from __future__ import annotations

import html
import re
from collections import Counter, deque
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, resolve

from tests.builders import signed_in
from tests.privacy.test_crawl import Visitor
from tests.privacy.world import World

pytestmark = pytest.mark.django_db

READERS = (
    "specialist", "duty_staff", "counsellor", "case_worker", "supervisor", "deputy_head", "service_head",
    "project_lead", "hotline_volunteer",
)  # fmt: skip
SAMPLES = 1  # of the links between two kinds of page
# The crises of this world have a lead of whom no fact tells, so that their duties are still everybody's.
UNTOLD = ("workbench:duties", "workbench:duty", "crisis:crisis")
# A crisis lets in some of those who owe; nobody checks their own background: the page says who does (psych:53.1).
UNSURE = ("crisis:", "staff:check")


@pytest.mark.parametrize("name", READERS)
def test_every_link_opens(world: World, name: str) -> None:
    browser = Visitor()
    signed_in(browser, world.users[name])
    opened, followed = set[str](), Counter[tuple[str, str]]()
    waiting, dead = deque([("", "/work/")]), []
    while waiting:
        where, address = waiting.popleft()
        if address in opened or not (page := _name_of(address)):
            continue
        followed[where, page] += 1
        if followed[where, page] > SAMPLES:
            continue
        opened.add(address)
        answer = browser.get(address)
        if answer.status_code >= 400 and where in UNTOLD and page.startswith(UNSURE):
            continue
        if answer.status_code >= 400:
            dead.append(f"{where} → {page} ({address}): {answer.status_code}")
        elif "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            waiting += [(page, link) for link in _links(address, answer.content.decode())]
    assert dead == []
    assert len(opened) > 10


def _links(address: str, page: str) -> Iterator[str]:
    for link in re.findall(r'<a [^>]*href="([^"#]+)', page):
        link = html.unescape(link)
        yield f"{address.partition('?')[0]}{link}" if link.startswith("?") else link


def _name_of(address: str) -> str:
    """The name of a page of the staff; "" for any other."""
    if not address.startswith("/work"):
        return ""
    try:
        return resolve(address.partition("?")[0]).view_name
    except Resolver404:
        return ""
