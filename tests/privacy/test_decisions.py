"""Whatever was decided about a duty, every page and printed record of its matter still opens, in both languages."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.builders import signed_in
from tests.privacy.addresses import Page, patterns
from tests.privacy.world import World
from youzhang.kit import clock
from youzhang.kit.ids import new_id
from youzhang.ledger.decided import REASONS
from youzhang.ledger.matters import let_in, opening
from youzhang.ledger.models import Duty, Fact, Matter
from youzhang.ledger.registry import vocabulary
from youzhang.ledger.writing import writing
from youzhang.rulebook.decisions import EXTENDED, KINDS
from youzhang.web.addresses import address_of, around

pytestmark = pytest.mark.django_db

# What the ledger lets people decide, named here by nobody: a new kind is tried without a word in this file.
DECISIONS = sorted(name for name, kind in vocabulary().facts.items() if "duty" in kind.data)
SHOWN = sorted(name for name, kind in vocabulary().matters.items() if kind.page)
# Pages that tell what happened in a matter, and so name a decision with its reason.
TIMELINES = {
    "crisis": {"crisis:crisis", "crisis:printed"}, "case": {"casework:case"}, "minor-case": {"casework:case"},
    "application": {"intake:application"}, "service": {"services:service"},
}  # fmt: skip
# Who opens them: the lead, and who carries the cases.
VIEWERS = ("lead", "counsellor")


def test_every_decision_of_the_rulebook_is_among_them() -> None:
    assert set(KINDS) <= set(DECISIONS)


@pytest.mark.parametrize("kind", SHOWN)
def test_every_page_of_a_matter_opens_after_every_decision(world: World, kind: str) -> None:
    matter = _one(world, kind)
    for name in VIEWERS:
        let_in(matter, world.users[name], "case")
    facts = _decide_all(matter, world)
    assert {fact.kind for fact in facts} == set(DECISIONS)
    assert {fact.data["reason_code"] for fact in facts if "reason_code" in fact.data} == set(REASONS)
    own, telling = vocabulary().matters[kind].page, TIMELINES.get(kind, set())
    opened, told = _opened(world, matter, facts, "en")
    assert own in opened
    assert telling <= told
    assert telling <= _opened(world, matter, facts, "zh-hans", told)[1]


def test_a_line_that_nobody_can_read_any_more_is_shown_as_it_stands(world: World) -> None:
    """Codes of an earlier program, a day that is none, a duty and a colleague that are gone."""
    crisis = _one(world, "crisis")
    old = {"duty": str(new_id()), "to": str(new_id()), "reason_code": "of_old", "to_date": "soon", "step": 99}
    with writing(crisis, by=world.users["lead"]) as record:
        fact = record("ledger.duty_taken", duty=new_id())
    Fact.unscoped.filter(pk=fact.pk).update(data=old)
    browser = signed_in(Client(headers={"accept-language": "en"}), world.users["lead"])
    for page in ("crisis", "printed"):
        shown = browser.get(reverse(f"crisis:{page}", args=[crisis.pk])).content.decode()
        assert "of_old" in shown
        assert "soon" in shown


def _one(world: World, kind: str) -> Matter:
    """The matter of the kind on which most has happened."""
    found = [one for one in world.matters() if one.kind == kind and one.centre_id == world.here.pk]
    if not found and kind == "staff-year":  # nothing of the product opens one yet
        with opening(kind, centre=world.here, by=None) as (matter, _record):
            found = [matter]
    assert found, f"no {kind} in the world of tests/privacy: build one there"
    counts = {one.pk: Fact.unscoped.filter(matter=one).count() for one in found}
    return max(found, key=lambda one: counts[one.pk])


def _decide_all(matter: Matter, world: World) -> list[Fact]:
    """Every kind with every code it may carry, about an open duty where there is one."""
    duty = Duty.unscoped.filter(matter=matter, outcome="open").order_by("due", "pk").first()
    identity, facts = duty.pk if duty else new_id(), []
    for kind in DECISIONS:
        for data in _every(kind, identity, world):
            with writing(matter, by=world.users["lead"]) as record:
                facts.append(record(kind, **data))
    return facts


def _every(kind: str, duty: Any, world: World) -> Iterator[dict[str, Any]]:
    values: dict[str, list[Any]] = {}
    for name, spec in vocabulary().facts[kind].data.items():
        sample = {"id": world.users["counsellor"].pk, "date": clock.today() + timedelta(days=3), "count": 1}
        values[name] = list(spec.codes) or [duty if name == "duty" else sample[spec.type]]
    yield from (dict(zip(values, one, strict=True)) for one in product(*values.values()))


def _opened(
    world: World, matter: Matter, facts: list[Fact], language: str, only: Container[str] = ()
) -> tuple[set[str], set[str]]:
    """Which pages open and which of them tell every decision: the page of the matter, and every other that takes
    nothing but such a matter (or only some). One viewer after the other, until one is told."""
    opened, told = set[str](), set[str]()
    for name in VIEWERS:
        browser = signed_in(Client(headers={"accept-language": language}), world.users[name])
        for page, address in _pages(matter):
            if (page in opened and page not in TIMELINES.get(matter.kind, ())) or page in told:
                continue
            if only and page not in only:
                continue
            answer = browser.get(address)
            assert answer.status_code < 500, (page, answer.status_code)
            if answer.status_code == 200:
                opened.add(page)
                told |= {page} if _tells(answer.content.decode(), facts, language) else set()
    return opened, told


def _pages(matter: Matter) -> Iterator[tuple[str, str]]:
    page = vocabulary().matters[matter.kind].page
    yield page, address_of(page, matter.pk) if around(page) else address_of(page)
    for name, _pattern, taken in patterns():
        if name != page and set(taken) == {"matter_id"} and matter.kind in Page(name, "", {}, "").kinds:
            yield name, address_of(name, matter.pk)


def _tells(text: str, facts: list[Fact], language: str) -> bool:
    """Every decision by its title (a follow-up that was put off has its own), and its reason where it has one."""
    kinds = vocabulary().facts
    with translation.override(language):
        words = [str(kinds[fact.kind].title) for fact in facts if fact.kind != EXTENDED]
        words += [str(REASONS[fact.data["reason_code"]]) for fact in facts if "reason_code" in fact.data]
    return all(word in text for word in words)
