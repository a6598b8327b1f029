"""Whoever opens what is about a person or a meeting leaves a trace: every page of every kind of matter."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.builders import signed_in
from tests.privacy.addresses import Page, pages
from tests.privacy.expected import sight_of
from tests.privacy.world import World
from youzhang.accounts.models import AccessEntry
from youzhang.ledger.models import Matter

pytestmark = pytest.mark.django_db

# What is put up for everybody, and the year of a centre: nothing of a person stands there.
PUBLIC = {"service", "policy", "centre-year"}
# A piece of a page whose opening was written down, loaded anew every few seconds.
PIECES = {"crisis:standing"}
# Together they see every kind: one who leads, one who carries cases, one at the desk, one let in by name.
OPENERS = ("lead", "counsellor", "duty_staff", "granted")


@pytest.mark.parametrize("name", OPENERS)
def test_every_page_of_a_matter_writes_down_that_it_was_opened(world: World, name: str) -> None:
    user, browser = world.users[name], Client()
    signed_in(browser, user)
    kinds = dict(Matter.unscoped.values_list("pk", "kind"))
    silent, seen = [], set()
    for page in pages(world):
        kind = kinds.get(page.matter) if page.matter else None
        if (
            kind is None
            or kind in PUBLIC
            or page.name in PIECES
            or not _opens(page, user)
            or (page.name, kind) in seen
        ):
            continue
        before = AccessEntry.objects.filter(user_id=user.pk).count()
        if browser.get(page.url).status_code != 200:
            continue
        seen.add((page.name, kind))
        if AccessEntry.objects.filter(user_id=user.pk).count() == before:
            silent.append(f"{page.name} shows a {kind}")
    assert silent == []
    assert seen


def _opens(page: Page, user: object) -> bool:
    return page.opens_for not in {"public", "third party"} and page.matter in sight_of(user).matters
