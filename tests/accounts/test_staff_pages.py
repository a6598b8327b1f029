"""The staff list, invitations, roles, leaving, standing in: over HTTP."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts.actions import INVITATION_HOURS, NewMember, create_user, give_role, invite
from youzhang.accounts.models import AccessEntry, Delegation, Invitation, RoleHolding, User
from youzhang.accounts.queries import STAFF_KEEPERS
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.kit import clock
from youzhang.ledger.policy import roles_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PASSWORD = "a river under nine bridges"
TODAY = date(2026, 3, 2)
NEW = {"name": "何雅琴", "username": "Yaqin", "role": "counsellor", "starts_on": "2026-03-02"}


@pytest.fixture
def world(client: Client) -> Any:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    return centre, lead, signed_in(client, lead)


def go(client: Client, name: str, /, *args: object) -> Any:
    return client.get(reverse(f"accounts:{name}", args=args))


def send(client: Client, name: str, /, *args: object, **data: str) -> Any:
    return client.post(reverse(f"accounts:{name}", args=args), data)


def test_the_list_s_keepers_are_those_of_the_policy_table() -> None:
    assert roles_for("accounts.staff") == STAFF_KEEPERS


@pytest.mark.parametrize("role", sorted(ROLES.keys() - STAFF_KEEPERS))
def test_nobody_else_finds_the_staff_pages(client: Client, role: str) -> None:
    centre = a_centre()
    other = signed_in(client, staff(centre, role))
    user = staff(centre, "counsellor")
    assert {go(other, name).status_code for name in ("staff", "add")} == {404}
    assert send(other, "add", **NEW).status_code == 404
    assert send(other, "invite", user.pk).status_code == 404
    assert not User.objects.filter(username="yaqin").exists()
    assert not Invitation.objects.exists()


def test_a_member_is_added_with_a_role_and_comes_in_by_the_link(world: Any) -> None:
    centre, lead, client = world
    added = send(client, "add", **NEW)
    user = User.objects.get(username="yaqin")
    assert added.headers["Location"] == reverse("accounts:member", args=[user.pk])
    shown = send(client, "invite", user.pk).content.decode()
    token = re.search(r"/join/([^/]+)/", shown)[1]
    assert token not in go(client, "member", user.pk).content.decode()
    assert AccessEntry.objects.filter(act="accounts.invited", about=user.pk, user=lead).exists()
    theirs = Client()
    assert "何雅琴" in go(theirs, "invitation", token).content.decode()
    short = send(theirs, "invitation", token, password="short one", again="short one")
    assert short.status_code == 422
    assert "密码太短：至少 12 个字符。" in short.content.decode()
    assert "您填的内容都已留着" not in short.content.decode()  # no browser keeps a password
    assert send(theirs, "invitation", token, password=PASSWORD, again=PASSWORD).status_code == 302
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert RoleHolding.objects.get(user=user).centre == centre


def test_a_link_works_once(world: Any) -> None:
    user = create_user(NewMember("yaqin", "何雅琴"))
    token, client = invite(user), Client()
    send(client, "invitation", token, password=PASSWORD, again=PASSWORD)
    assert go(client, "invitation", token).status_code == 410
    assert (
        send(
            client, "invitation", token, password="another long sentence", again="another long sentence"
        ).status_code
        == 410
    )
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_link_ends_after_three_days_and_when_a_newer_one_is_made(world: Any) -> None:
    user = create_user(NewMember("yaqin", "何雅琴"))
    first, second = invite(user), invite(user)
    assert go(Client(), "invitation", first).status_code == 410
    with clock.frozen_at(clock.now() + timedelta(hours=INVITATION_HOURS)):
        assert go(Client(), "invitation", second).status_code == 410
        assert send(Client(), "invitation", second, password=PASSWORD, again=PASSWORD).status_code == 410
    assert not User.objects.get(pk=user.pk).has_usable_password()


@pytest.mark.parametrize(
    ("password", "again"), [("short", "short"), (PASSWORD, "other"), ("123456789012", "123456789012")]
)
def test_a_weak_or_mistyped_password_is_refused_and_the_link_still_works(password: str, again: str) -> None:
    user = create_user(NewMember("yaqin", "何雅琴"))
    token = invite(user)
    assert send(Client(), "invitation", token, password=password, again=again).status_code == 422
    assert go(Client(), "invitation", token).status_code == 200
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_taken_sign_in_name_is_refused_and_nothing_is_lost(world: Any) -> None:
    _centre, _lead, client = world
    create_user(NewMember("yaqin", "何雅琴"))
    response = send(client, "add", **NEW)
    assert response.status_code == 422
    assert 'value="Yaqin"' in response.content.decode()
    assert User.objects.filter(username__iexact="yaqin").count() == 1


def test_a_role_is_given_and_ended(world: Any) -> None:
    centre, _lead, client = world
    user = staff(centre, "counsellor")
    assert send(client, "role", user.pk, role="supervisor", starts_on="2026-03-02").status_code == 302
    holding = RoleHolding.objects.get(user=user, role="supervisor")
    assert send(client, "end_role", user.pk, holding.pk, last_day="2026-03-05").status_code == 302
    holding.refresh_from_db()
    assert holding.ends_on == date(2026, 3, 5)


@pytest.mark.parametrize("page", ["add", "role"])
def test_no_role_is_chosen_beforehand_and_none_chosen_says_so(world: Any, page: str) -> None:
    centre, _lead, client = world
    about = [] if page == "add" else [staff(centre, "counsellor").pk]
    form = go(client, page, *about).text
    assert '<option value="" selected>请选择角色</option>' in form
    held = RoleHolding.objects.count()
    answer = send(client, page, *about, **NEW | {"role": ""})
    assert answer.status_code == 422
    assert "请选择一个角色。" in answer.text
    assert RoleHolding.objects.count() == held
    assert not User.objects.filter(username__iexact=NEW["username"]).exists()


def test_leaving_ends_also_what_would_begin_later(world: Any) -> None:
    centre, _lead, client = world
    user = staff(centre, "counsellor")
    give_role(user, centre, "supervisor", starts_on=date(2026, 4, 1))
    elsewhere = a_centre()
    give_role(user, elsewhere, "counsellor", starts_on=date(2026, 4, 1))
    assert "之后才开始的一并取消" in go(client, "leave", user.pk).text
    assert send(client, "leave", user.pk, last_day="2026-03-05").status_code == 302
    left = RoleHolding.objects.filter(user=user).values_list("centre", "role", "ends_on")
    assert set(left) == {(centre.pk, "counsellor", date(2026, 3, 5)), (elsewhere.pk, "counsellor", None)}
    assert User.objects.get(pk=user.pk).is_active


def test_dates_out_of_order_are_refused(world: Any) -> None:
    centre, _lead, client = world
    user = staff(centre, "counsellor")
    response = send(client, "role", user.pk, role="supervisor", starts_on="2026-03-02", ends_on="2026-03-01")
    assert response.status_code == 422
    assert not RoleHolding.objects.filter(user=user, role="supervisor").exists()


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_an_administrator_holds_no_other_role(world: Any, role: str) -> None:
    centre, _lead, client = world
    for first, second in ((role, "counsellor"), ("counsellor", role), (role, min(ADMINISTRATORS - {role}))):
        user = staff(centre, first)
        assert send(client, "role", user.pk, role=second, starts_on="2026-03-02").status_code == 422
        assert list(user.holdings.values_list("role", flat=True)) == [first]


def test_nobody_changes_their_own_roles(world: Any) -> None:
    _centre, lead, client = world
    holding = lead.holdings.get()
    assert send(client, "role", lead.pk, role="director", starts_on="2026-03-02").status_code == 422
    assert send(client, "end_role", lead.pk, holding.pk, last_day="2026-03-02").status_code == 422
    assert send(client, "leave", lead.pk, last_day="2026-03-02").status_code == 422
    assert send(client, "invite", lead.pk).status_code == 422
    assert [(h.role, h.ends_on) for h in lead.holdings.all()] == [("project_lead", None)]
    assert not Invitation.objects.exists()


def test_a_leaver_signs_in_no_more_and_stands_among_the_former(world: Any) -> None:
    centre, _lead, client = world
    user = staff(centre, "counsellor", name="何雅琴")
    theirs = signed_in(Client(), user)
    assert go(theirs, "me").status_code == 200
    assert "与最后一个角色一起停止登录" in go(client, "leave", user.pk).content.decode()
    send(client, "leave", user.pk, last_day="2026-03-01")
    assert go(theirs, "me").status_code == 302
    assert "何雅琴" not in go(client, "staff").content.decode()
    assert "何雅琴" in client.get(reverse("accounts:staff"), {"show": "former"}).content.decode()
    give_role(User.objects.get(pk=user.pk), centre, "counsellor", starts_on=TODAY)
    assert User.objects.get(pk=user.pk).is_active


def test_the_other_centre_s_staff_does_not_exist_here(world: Any) -> None:
    _centre, _lead, client = world
    far = staff(a_centre(), "counsellor", name="周远方")
    holding = far.holdings.get()
    assert "周远方" not in go(client, "staff").content.decode()
    assert go(client, "member", far.pk).status_code == 404
    for name, args in [
        ("role", [far.pk]),
        ("leave", [far.pk]),
        ("invite", [far.pk]),
        ("end_role", [far.pk, holding.pk]),
        ("delegate", [far.pk]),
    ]:
        assert send(client, name, *args).status_code == 404
    assert not Invitation.objects.exists()


def test_no_link_opens_the_account_of_somebody_who_works_elsewhere_too(world: Any) -> None:
    centre, _lead, client = world
    user = staff(centre, "counsellor")
    give_role(user, a_centre(), "counsellor", starts_on=TODAY)
    user.set_password(PASSWORD)
    user.save()
    assert send(client, "invite", user.pk).status_code == 422
    assert not Invitation.objects.exists()


def test_somebody_stands_in_and_comes_back(world: Any) -> None:
    centre, lead, client = world
    deputy = staff(centre, "specialist", name="何雅琴")
    sent = {"deputy": str(deputy.pk), "starts_on": "2026-03-02", "ends_on": "2026-03-10"}
    assert go(client, "delegate", lead.pk).status_code == 200
    assert send(client, "delegate", lead.pk, **sent).headers["Location"] == reverse("accounts:me")
    assert "何雅琴" in go(client, "me").content.decode()
    found = Delegation.objects.get()
    assert (
        send(signed_in(Client(), staff(a_centre(), "director")), "end_delegation", found.pk).status_code
        == 404
    )
    assert send(client, "end_delegation", found.pk).status_code == 302
    found.refresh_from_db()
    assert found.ends_on == TODAY


def test_nobody_stands_in_for_an_administrator_nor_does_one_stand_in(world: Any) -> None:
    centre, _lead, client = world
    admin, other = staff(centre, "sysadmin"), staff(centre, "counsellor")
    for absent, deputy in ((admin, other), (other, admin)):
        sent = {"deputy": str(deputy.pk), "starts_on": "2026-03-02", "ends_on": "2026-03-10"}
        assert send(client, "delegate", absent.pk, **sent).status_code == 422
    assert not Delegation.objects.exists()


def test_one_looks_at_another_of_one_s_centres_and_at_no_other(world: Any) -> None:
    _centre, lead, client = world
    second, third = a_centre(), a_centre()
    give_role(lead, second, "director", starts_on=TODAY)
    assert (
        send(client, "centre", centre=str(second.pk), next="/work/staff").headers["Location"] == "/work/staff"
    )
    assert second.name in go(client, "staff").content.decode()
    assert send(client, "centre", centre=str(third.pk)).status_code == 404
    assert send(client, "centre", centre="x").status_code == 404
    assert (
        send(client, "centre", centre=str(second.pk), next="https://elsewhere.example/").headers["Location"]
        == "/work/"
    )


def test_whoever_holds_no_role_still_has_an_account_page(client: Client) -> None:
    signed_in(client, create_user(NewMember("admin", "管理员")))
    assert go(client, "me").status_code == 200
    assert go(client, "staff").status_code == 404


def test_the_list_costs_as_many_queries_with_many_people(world: Any) -> None:
    centre, _lead, client = world
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            go(client, "staff")
        counts.append(len(asked))
        for _n in range(5):
            staff(centre, "counsellor", "supervisor")
    assert counts[0] == counts[1] <= 12


def test_the_menu_leads_to_one_s_account_and_keepers_to_the_list(world: Any) -> None:
    centre, _lead, client = world
    other = signed_in(Client(), staff(centre, "counsellor"))
    menus = [go(one, "me").content.decode() for one in (client, other)]
    assert all(f'href="{reverse("accounts:me")}"' in html for html in menus)
    assert [f'href="{reverse("accounts:staff")}"' in html for html in menus] == [True, False]
