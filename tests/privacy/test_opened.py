"""Whoever opens what is about a person or a meeting leaves a trace: every page of every kind of matter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.builders import signed_in
from tests.privacy.addresses import pages
from tests.privacy.expected import sight_of
from tests.privacy.world import World
from youzhang.accounts.models import AccessEntry, User
from youzhang.ledger.models import Matter

pytestmark = pytest.mark.django_db

# What is put up for everybody, and the year of a centre: nothing of a person stands there.
PUBLIC = {"service", "policy", "centre-year"}
# A piece of a page whose opening was written down, loaded anew every few seconds.
PIECES = {"crisis:standing"}
# Together they see every kind: one who leads, one who carries cases, one at the desk, one let in by name.
OPENERS = ("lead", "counsellor", "duty_staff", "granted")


def test_every_page_of_a_matter_writes_down_that_it_was_opened(world: World) -> None:
    silent, seen = list[str](), set[tuple[str, str]]()
    for name in OPENERS:
        silent += _silent_for(world, world.users[name], seen)
    assert silent == []
    assert {kind for _page, kind in seen} >= {
        "resident",
        "application",
        "case",
        "session",
        "crisis",
        "meeting",
    }


def _silent_for(world: World, user: User, seen: set[tuple[str, str]]) -> Iterator[str]:
    """What opens for somebody without a trace, of what nobody has opened before."""
    browser, sight = signed_in(Client(), user), sight_of(user)
    kinds = dict(Matter.unscoped.values_list("pk", "kind"))
    for page in pages(world):
        kind = kinds.get(page.matter) if page.matter in sight.matters else None
        if kind in {None, *PUBLIC} or page.name in PIECES or (page.name, kind) in seen:
            continue
        if page.opens_for in {"public", "third party"}:
            continue
        before = AccessEntry.objects.filter(user_id=user.pk).count()
        if browser.get(page.url).status_code != 200:
            continue
        seen.add((page.name, kind))
        if AccessEntry.objects.filter(user_id=user.pk).count() == before:
            yield f"{page.name} shows a {kind}"
