"""Every page as everybody: nobody sees what is not theirs (threat model T2, T3, T4, T5, T7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from zlib import crc32

import pytest
from django.db import connection
from django.test import Client

from tests.builders import signed_in
from tests.privacy.addresses import SHOWING, Page, pages, patterns
from tests.privacy.expected import Sight, sight_of
from tests.privacy.world import World
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.ledger.models import Duty, Matter

pytestmark = pytest.mark.django_db

SPECIAL = (
    "lead", "there_lead", "welfare_lead", "barred", "barred_from_guardian", "suspected_guardian",
    "matter_barred", "granted", "barred_though_granted", "deputy", "deputy_of_both", "moved", "gone", "deactivated",
)  # fmt: skip
EVERYBODY = ("anonymous", *ROLES, *SPECIAL)
# 422: the page says that the role may not do this, or that the state does not allow it; 410: a link that is over.
ANSWERS = {200, 302, 403, 404, 405, 409, 410, 422}
# Open to whoever is not signed in, by declaration of the view; of others' views these.
OPEN = {"public"}
OPEN_PAGES_OF_OTHERS = {
    "account_login", "account_inactive", "account_signup", "account_reset_password_done", "mfa_login_webauthn",
    "account_reset_password_from_key_done", "account_email_verification_sent", "account_reset_password",
    "account_reset_password_from_key", "account_confirm_email",
}  # fmt: skip
# What a visible matter may lack: then its page does not exist either.
MAY_BE_MISSING = {"intake:agreement", "intake:paper", "clients:unlink"} | {
    f"casework:{page}"
    for page in (
        "add",
        "answer_right",
        "comment",
        "comment_interview",
        "comment_plan",
        "comment_leaving",
        "relative_out",
        "referral_act",
        "referral_print",
        "answer_transfer",
        "keep",
        "paper",
        "review",
        "leave_acknowledge",
    )
}
# Whoever sees a file may still be none who rings; a crisis may be about nobody who is known.
MAY_BE_MISSING |= {"clients:numbers", "clients:emergency"}
MAY_BE_MISSING |= {"staff:withdraw", "premises:renew", "premises:end"}
# An entry that waits for somebody, when none does.
MAY_BE_MISSING |= {
    f"crisis:{page}"
    for page in (
        "accept",
        "answer",
        "comment",
        "comment_read",
        "decline",
        "keep",
        "disclosures",
        "lower",
        "move",
        "referral",
        "safety_sheet",
        "second",
        "answer_watch",
    )
} | {"meetings:see_to"}


# Staff who open what is open to everybody, too.
AMONG_STRANGERS = {"project_lead", "duty_staff", "sysadmin"}
# Those whose sight rows decide, each in a way of its own: what a database could answer differently.
BY_ROWS = {"lead", "barred", "barred_though_granted", "matter_barred", "granted", "deputy_of_both"}


class Visitor(Client):
    """Opens pages without keeping what the templates were given: twice as quick."""

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))


def _on_this_database(name: str) -> bool:
    """Every role is tried on SQLite; on PostgreSQL those whose sight more than a role decides: the rest is alike."""
    return connection.vendor == "sqlite" or name in BY_ROWS


@pytest.mark.parametrize("name", filter(_on_this_database, EVERYBODY))
def test_everybody_sees_what_is_theirs_on_every_page_and_nothing_else(
    world: World, name: str, request: pytest.FixtureRequest
) -> None:
    user = world.users.get(name)
    sight, browser = _sights(world)[name], Visitor()
    if user:
        signed_in(browser, user)
    faults: list[str] = []
    long = request.config.getoption("--every-page")
    for page in (one for one in _worth_opening(world, sight) if long or _turn_of(name, one, world)):
        answer = browser.get(page.url)
        faults += [
            f"{page.url} ({page.name}) as {name}: {fault}" for fault in _faults(world, page, sight, answer)
        ]
    assert faults == []


def _worth_opening(world: World, sight: Sight) -> Iterator[Page]:
    """Every page that shows something; of one that is closed to the viewer one address, for the door stands before
    all of them; of one that acts one address for each answer expected, with each word that it takes; what is open to
    strangers as a stranger, and as some of the staff."""
    tried = set()
    for page in pages_of(world):
        if page.opens_for in OPEN and sight.user and not sight.holds(*AMONG_STRANGERS):
            continue
        words = [value for value in page.given.values() if isinstance(value, str)]
        key = (page.name, *words, _seen(page, sight)) if _admits(page, sight) else (page.name,)
        if key not in tried or (_admits(page, sight) and page.name in SHOWING):
            tried.add(key)
            yield page


def _turn_of(name: str, page: Page, world: World) -> bool:
    """What shows a matter is opened by everybody. What acts or lists, by a third of those it admits and of those it
    keeps out, another third from page to page; `youzhang test --long` opens all."""
    if page.name in SHOWING or name == "anonymous":
        return True
    alike = [
        one for one in EVERYBODY if _admits(page, _sights(world)[one]) == _admits(page, _sights(world)[name])
    ]
    return (alike.index(name) + crc32(page.name.encode())) % 3 == 0


def _admits(page: Page, sight: Sight) -> bool:
    if page.opens_for in {"public", "third party"} or page.name in OPEN_PAGES_OF_OTHERS:
        return True
    if page.opens_for in {"staff", "signed in"}:
        return bool(sight.roles) if page.opens_for == "staff" else sight.user is not None
    return sight.holds(*page.opens_for.split(","))


def _faults(world: World, page: Page, sight: Sight, answer: Any) -> list[str]:
    status = answer.status_code
    faults = [] if status in ANSWERS or page.name == "readyz" else [f"answers {status}"]
    if sight.user is None:
        faults += _to_strangers(page, status)
    else:
        faults += _to_staff(page, sight, status)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    shown = world.canaries.in_(f"{body.decode(errors='replace')} {dict(answer.headers)}")
    planted = (world.canaries.planted[token] for token in shown)
    return faults + [f"shows {one.what}" for one in planted if not sight.may_read(one)]


def _to_strangers(page: Page, status: int) -> list[str]:
    if page.opens_for in OPEN or page.name in OPEN_PAGES_OF_OTHERS:
        return []
    return [] if status in {302, 405} else [f"opens to strangers with {status}"]


def _to_staff(page: Page, sight: Sight, status: int) -> list[str]:
    if page.opens_for in {"public", "third party", "signed in"}:
        return []
    if not _admits(page, sight):
        return [] if status == 404 else [f"is closed to these roles, but answers {status}"]
    seen = _seen(page, sight)
    if seen is None:
        return []
    if not seen:
        return [] if status in {404, 405} else [f"is about something not visible, but answers {status}"]
    if page.name in SHOWING and status != 200:
        return [f"shows something visible, but answers {status}"]
    missing = page.name in MAY_BE_MISSING or page.given.get("act") == "no-such-act"
    return [f"is about something visible, but answers {status}"] if status == 404 and not missing else []


def _seen(page: Page, sight: Sight) -> bool | None:
    """Whether what the page is about may be seen; None when it is about nothing in particular."""
    if page.matter:
        kind = kinds().get(page.matter)
        return kind in page.kinds and page.matter in sight.matters
    if duty := page.given.get("duty_id"):
        return duties().get(duty) in sight.matters
    return None


@cache
def kinds() -> dict[Any, str]:
    return dict(Matter.unscoped.values_list("pk", "kind"))


@cache
def duties() -> dict[Any, Any]:
    return dict(Duty.unscoped.values_list("pk", "matter_id"))


_pages: dict[int, list[Page]] = {}
_seen_by: dict[int, dict[str, Sight]] = {}


def _sights(world: World) -> dict[str, Sight]:
    """What each may see; nothing in this module changes it."""
    if id(world) not in _seen_by:
        _seen_by[id(world)] = {name: sight_of(world.users.get(name)) for name in EVERYBODY}
    return _seen_by[id(world)]


def pages_of(world: World) -> list[Page]:
    """Once for the world of this module."""
    return _pages.setdefault(id(world), pages(world))


def test_every_address_is_visited(world: World) -> None:
    visited = {page.name for page in pages_of(world)}
    assert visited == {name for name, _pattern, _taken in patterns()}


def test_the_crawl_would_notice(world: World) -> None:
    """What is planted is really shown to those who may see it: the crawl is not blind."""
    lead, shown = signed_in(Client(), world.users["lead"]), set()
    for page in pages_of(world):
        if page.name in {
            *SHOWING,
            "intake:printed",
            "intake:answer_remark",
            "intake:remind",
            "clients:correct",
        }:
            shown |= world.canaries.in_(lead.get(page.url).content.decode())
    wanted = {
        "wish",
        "name",
        "phone",
        "note",
        "remark",
        "answer",
        "reason",
        "left",
        "school",
        "address",
        "mail",
        "ID",
    }
    assert {world.canaries.planted[token].what.split()[0] for token in shown} >= wanted
    assert sight_of(world.users["lead"]).matters


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_administrators_see_no_matter(world: World, role: str) -> None:
    """So in the crawl no canary is allowed to them but colleagues' names to whoever keeps the list of staff."""
    assert sight_of(world.users[role]).matters == set()


def test_the_suspected_guardian_sees_nothing_of_the_crisis_though_their_role_would(world: World) -> None:
    """psych:4, psych:15.3b"""
    crisis, user = world.crises["child"], world.users["suspected_guardian"]
    assert crisis.matter_id in sight_of(world.users["department_head"]).let_in
    assert crisis.matter_id not in sight_of(user).matters
    browser = signed_in(Client(), user)
    assert browser.get(f"/work/crises/{crisis.matter_id}").status_code == 404
    for page in ("/work/crises", "/work/strips", "/work/"):
        assert crisis.matter.number not in browser.get(page).content.decode()
