"""Every act of the policy table, tried by every role that the table does not name: refused, and nothing changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in
from tests.privacy.expected import TABLE
from tests.privacy.world import World
from youzhang.accounts.roles import ROLES
from youzhang.intake.actions.template import ITEMS
from youzhang.ledger.models import Duty, Matter
from youzhang.notices.models import Notice
from youzhang.policy.actions import open_library
from youzhang.premises.models import Partner, Room
from youzhang.staff.models import StaffFile

pytestmark = pytest.mark.django_db

# What opening a page may write: that it was opened, that an article said no.
MAY_GROW = {"accounts.AccessEntry", "ledger.Refusal", "vault.ChainHead"}
Try = tuple[str, Any, dict[str, Any]]


def application(name: str, page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (f"intake:{page}", world.applications[name].matter_id, sent)


def person(name: str, page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (f"clients:{page}", world.people[name].matter_id, sent)


def service(name: str, page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (f"services:{page}", world.services[name].matter_id, sent)


def library(page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (f"policy:{page}", open_library(world.here, by=None).pk, sent)


def duty(act: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: ("workbench:decide", (a_duty(world).pk, act), sent)


def a_duty(world: World) -> Duty:
    """An open duty of the library: a lead holds it, everybody sees it."""
    found = Duty.unscoped.filter(centre=world.here, matter__kind="policy", outcome="open").order_by(
        "article", "name"
    )
    return found[0]


def crisis(page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (f"crisis:{page}", world.crises["child"].matter_id, sent)


def case(page: str, **sent: Any) -> Callable[[World], Try]:
    """A case that none of the tried people carries."""
    return lambda world: (f"casework:{page}", world.cases["waiting"].matter_id, sent)


def carriers(world: World) -> dict[str, Any]:
    return {
        "caseworker": world.users["counsellor"].pk,
        "backup": world.users["case_worker"].pk,
        "source": "self",
    }


def plain(page: str, **sent: Any) -> Callable[[World], Try]:
    return lambda world: (page, None, sent)


CENTRE = {"name": "新名", "unit_name": "新名", "address": "青澜路 8 号", "phone": "0571-1"}
TEXT = dict.fromkeys(("title", *ITEMS, "further"), "一段话")
MEMBER = {"name": "新人", "username": "newcomer", "role": "observer", "starts_on": "2026-03-02"}
THING = {"description": "伞", "kept_where": "A1", "found_on": "2026-03-02"}
ASSESSED = {"method": "phone", "urgency": "routine", "result": "passed"}
EXPLAINED = dict.fromkeys(("rights", "duties", "risks", "safeguards"), "on")

SHIFT = {"part": "desk", "day": "20260305", "starts": "09:00", "ends": "17:00", "weeks": 1}
TRAINED = {"subject": "crisis", "trained_on": "20260102", "valid_until": "20270101", "proof": "x"}
PARTNER = {"name": "市第三医院", "kind": "hospital", "version": 1}


def file_of(world: World, name: str) -> Any:
    """The matter of a staff file."""
    return StaffFile.unscoped.get(user=world.users[name], centre=world.here).matter_id


def a_notice(world: World) -> Any:
    """One that was given up."""
    return Notice.objects.get(dedupe="privacy").pk, "again"


def a_partner(world: World) -> Partner:
    row: Partner = Partner.unscoped.get(centre=world.here)
    return row


def booked(world: World) -> dict[str, Any]:
    """A room for a time, for somebody."""
    times = {"day": "20260305", "starts": "09:00", "ends": "10:00"}
    return times | {"room": Room.objects.get(centre=world.here).pk, "user": world.users["counsellor"].pk}


TRIES: dict[str, Callable[[World], Try]] = {
    "ledger.take_any": duty("take"),
    "ledger.decide": duty("waive", reason_code="duplicate"),
    "accounts.staff": plain("accounts:add", **MEMBER),
    "accounts.centres": lambda world: ("workbench:change_centre", world.here.pk, CENTRE),
    "ledger.rules": lambda world: (
        "workbench:change_setting",
        ("psych", "45.respond.due"),
        {"value": 1, "unit": "working day", "holds_from": "20260401", "reason": "x", "sure": "on"},
    ),
    "accounts.bar": lambda world: person("adult", "bars", user=world.users["expert"].pk, reason="other")(world),
    "clients.register": plain("clients:register", name="新来", channel="call", sex="x", is_new="on"),
    "clients.correct": person("adult", "capacity", capacity="limited"),
    "clients.link": lambda world: person("withdrawn", "link", other=world.people["refused"].matter_id)(world),
    "services.plan": lambda world: service("here planned", "in_charge", in_charge=world.users["specialist"].pk)(world),
    "services.publish": service("here planned", "publish"),
    "services.reschedule": service("narrow", "close_early"),
    "services.property": service("here", "property", **THING),
    "policy.publish": library("withdraw_about"),
    "policy.publicise": library("publicise", title="新文", body="一段话"),
    "notices.send_again": lambda world: ("workbench:settle_notice", a_notice(world), {}),
    "intake.receive": application("adult", "receipt", paper="yes"),
    "intake.assess": lambda world: application(
        "waiting", "assess", version=fresh(world.applications["waiting"]).version, **ASSESSED
    )(world),
    "intake.sign": application("child", "sign", **EXPLAINED),
    "intake.template": plain("intake:template", after_edition=1, **TEXT),
    "intake.reissue_code": application("adult", "reissue_code", identity_checked="on"),
    "intake.withdraw": application("adult", "note_withdrawal", way="oral"),
    "casework.open": lambda world: ("casework:open", world.people["refused"].matter_id, carriers(world)),
    "casework.assign": lambda world: case("backup", backup=world.users["support_worker"].pk)(world),
    "casework.approve": lambda world: (
        "casework:access", Matter.unscoped.get(kind="file-access").pk, {"answer": "no"}
    ),
    "casework.acknowledge": case("leave_acknowledge", text=""),
    "staff.roster": lambda world: ("staff:add", None, SHIFT | {"user": world.users["duty_staff"].pk}),
    "staff.files": lambda world: ("staff:train", file_of(world, "carer"), TRAINED),
    "premises.rooms": plain("premises:add_room", name="102", kind="group", seats=12),
    "premises.book": lambda world: ("premises:book", None, booked(world)),
    "premises.partners": lambda world: ("premises:edit_partner", a_partner(world).matter_id, PARTNER),
    "meetings.call_crisis": plain(
        "meetings:call", kind="crisis_meeting", starts_at="2026-03-03 10:00", topic="议题"
    ),
    "meetings.call": plain("meetings:call", kind="work_meeting", starts_at="2026-03-03 10:00", topic="议题"),
    "crisis.review": lambda world: (
        "crisis:override", world.crises["untrained"].matter_id, {"yes": "yes"}
    ),
    "crisis.experts": plain("crisis:experts", name="专家", field="clinical"),
    "crisis.concern": lambda world: (
        "crisis:concern", world.crises["concern lead"].matter_id, {"step": "reported", "words": "已报警"}
    ),
    "crisis.close": crisis("close", outcome="died", words="医院通知"),
    "crisis.break_glass": lambda world: plain(
        "crisis:read_now", number=str(world.crises["conference lead"].matter_id), reason="life", words="要紧"
    )(world),
}  # fmt: skip
# Acts that only read: what the page must not say to others, and what it says to those who may.
READ = {
    "ledger.board": lambda world: reverse("workbench:board"),
    "clients.call": lambda world: reverse(
        "clients:emergency", args=[world.applications["withdrawn"].matter_id]
    ),
    "clients.who_looked": lambda world: reverse("clients:person", args=[world.people["adult"].matter_id]),
}
SAID = {"ledger.board": "<h1", "clients.call": "emergency", "clients.who_looked": "Who looked"}


def test_every_act_of_the_table_is_tried() -> None:
    assert TRIES.keys() | READ.keys() == TABLE["do"].keys()
    assert not TRIES.keys() & READ.keys()


def fresh(row: Any) -> Any:
    return type(row).unscoped.get(pk=row.pk)


def browser(world: World, name: str) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), world.users[name])


def sent(world: World, act: str, name: str) -> Any:
    page, about, form = TRIES[act](world)
    args = about if isinstance(about, tuple) else [about] if about else []
    return browser(world, name).post(reverse(page, args=args), form)


@pytest.mark.parametrize("act", TRIES)
def test_nobody_does_what_the_table_does_not_give_them(world: World, act: str) -> None:
    before = undisturbed(world)
    holders = set(a_duty(world).holders) if act == "ledger.take_any" else set()
    others = [role for role in ROLES if role not in {*TABLE["do"][act], *holders}]
    besides = [name for name in ("there_lead", "barred", "moved") if meets(world, act, name)]
    answers = {name: sent(world, act, name).status_code for name in [*others, *besides]}
    wrong = {name: status for name, status in answers.items() if status not in {403, 404, 422}}
    assert wrong == {}
    assert differing(before, state()) == set()


def meets(world: World, act: str, name: str) -> bool:
    """`there_lead` leads another centre and sets the rules of that; `barred` may not know the child; `moved` has a
    role elsewhere only."""
    about = TRIES[act](world)[1]
    return {
        "there_lead": about is not None and act != "ledger.rules",
        "barred": act == "intake.sign",
        "moved": True,
    }[name]


@pytest.mark.parametrize("act", TRIES)
def test_the_same_form_works_for_who_may(world: World, act: str) -> None:
    """So what stopped the others was their role."""
    before = undisturbed(world)
    name = "sysadmin" if act == "accounts.centres" else "project_lead"
    assert sent(world, act, name).status_code == 302
    assert differing(before, state()) - {"web.FormToken"}


@pytest.mark.parametrize("act", READ)
def test_what_only_some_may_read_is_not_shown_to_the_others(world: World, act: str) -> None:
    shown = {role: browser(world, role).get(READ[act](world)) for role in ROLES}
    reads = {
        role
        for role, answer in shown.items()
        if answer.status_code == 200 and SAID[act] in answer.content.decode()
    }
    assert reads == set(TABLE["do"][act])


_undisturbed: dict[int, dict[str, str]] = {}


def undisturbed(world: World) -> dict[str, str]:
    """The tables as each test of this module finds them: what the one before it did was rolled back."""
    if id(world) not in _undisturbed:
        _undisturbed[id(world)] = state()
    return _undisturbed[id(world)]


def state() -> dict[str, str]:
    """Every table of ours, as it stands."""
    tables = [
        m for m in apps.get_models() if m.__module__.startswith("youzhang.") and m._meta.label not in MAY_GROW
    ]
    return {model._meta.label: _digest(model) for model in tables}


def _digest(model: Any) -> str:
    columns = [field.attname for field in model._meta.concrete_fields if field.attname != "last_login"]
    found = hashlib.sha256()
    for row in model._base_manager.order_by("pk").values_list(*columns):
        found.update(repr([bytes(v) if isinstance(v, memoryview) else v for v in row]).encode())
    return found.hexdigest()


def differing(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {label for label, digest in after.items() if before[label] != digest}
