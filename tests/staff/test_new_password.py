"""A new password for an account that somebody uses: asked for by one, handed over by another, ended by nobody alone."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff, viewing
from youzhang.accounts.accesses import log_access
from youzhang.accounts.actions import INVITATION_HOURS, end_roles, give_role, token_hash
from youzhang.accounts.models import AccessEntry, Invitation, User
from youzhang.kit import clock
from youzhang.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
OLD, NEW = "a river under nine bridges", "nine bridges over a river"


@pytest.fixture
def world(settings: Any) -> SimpleNamespace:
    """A centre of three and who keeps its system; everybody has a password and an e-mail address."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MAIL_URL = "memorymail://"
    centre = a_centre()
    roles = {"lead": "project_lead", "counsellor": "counsellor", "desk": "duty_staff", "keeper": "sysadmin"}
    people = {name: staff(centre, role, name=name) for name, role in roles.items()}
    for name, person in people.items():
        person.mail = f"{name}@example.org"
        person.set_password(OLD)
        person.save()
    return SimpleNamespace(centre=centre, **people)


def at(user: User) -> Client:
    return signed_in(Client(), user)


def ask(client: Client, about: User, hands_over: User | str) -> Any:
    sent = {"user": str(getattr(hands_over, "pk", hands_over))}
    return client.post(reverse("staff:ask_password", args=[about.pk]), sent)


def hand_over(client: Client, seen_by: str = "known") -> Any:
    return client.post(reverse("staff:door", args=[Invitation.objects.get().pk]), {"seen_by": seen_by})


def token_in(page: str) -> str | None:
    found = re.search(r"/join/([^/]+)/", page)
    return found[1] if found else None


def use(token: str, password: str = NEW) -> Any:
    return Client().post(
        reverse("accounts:invitation", args=[token]), {"password": password, "again": password}
    )


def logged() -> list[tuple[str, User]]:
    return [(entry.act, entry.user) for entry in AccessEntry.objects.select_related("user").order_by("seq")]


def test_one_asks_another_hands_over_and_the_person_comes_in(world: SimpleNamespace) -> None:
    keeper, theirs = at(world.keeper), at(world.counsellor)
    answer = ask(keeper, world.counsellor, world.desk)
    assert answer.status_code == 302
    assert token_in(answer.content.decode() + keeper.get(answer.headers["Location"]).text) is None
    page = hand_over(at(world.desk))
    token = token_in(page.text)
    assert token is not None
    assert page.headers["Cache-Control"].find("no-store") >= 0
    row = Invitation.objects.get()
    assert (row.seen_by, row.handed_over_at) == ("known", clock.now())
    assert use(token).status_code == 302
    assert User.objects.get(pk=world.counsellor.pk).check_password(NEW)
    assert not Invitation.objects.exists()
    assert theirs.get(reverse("accounts:me")).status_code == 302  # what was signed in by the old password
    assert logged() == [
        ("accounts.password_asked", world.keeper),
        ("accounts.password_handed_over", world.desk),
        ("accounts.password_renewed", world.counsellor),
    ]
    assert {entry.about for entry in AccessEntry.objects.all()} == {world.counsellor.pk}


def test_a_link_that_nobody_uses_ends_nothing(world: SimpleNamespace) -> None:
    theirs = at(world.counsellor)
    before = User.objects.get(pk=world.counsellor.pk).password
    ask(at(world.lead), world.counsellor, world.desk)
    token = token_in(hand_over(at(world.desk)).text)
    assert User.objects.get(pk=world.counsellor.pk).password == before
    assert theirs.get(reverse("accounts:me")).status_code == 200
    with clock.frozen_at(clock.now() + timedelta(hours=INVITATION_HOURS)):
        assert use(str(token)).status_code == 410
    assert User.objects.get(pk=world.counsellor.pk).password == before


def test_the_person_and_the_lead_are_told(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    assert {row.address for row in Notice.objects.all()} == {
        "counsellor@example.org", "desk@example.org", "lead@example.org"
    }  # fmt: skip
    Notice.objects.all().delete()
    hand_over(at(world.desk))
    assert {row.address for row in Notice.objects.all()} == {"counsellor@example.org", "lead@example.org"}
    assert not any("/join/" in row.body for row in Notice.objects.all())


def test_who_signs_in_meanwhile_is_told_and_stops_it(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    token = token_in(hand_over(at(world.desk)).text)
    theirs = Client()
    sent = {"login": world.counsellor.username, "password": OLD}
    assert "申请了新密码" in theirs.post(reverse("account_login"), sent, follow=True).text
    assert "keeper" in theirs.get(reverse("accounts:me")).text
    assert theirs.post(reverse("accounts:stop_door", args=[world.counsellor.pk])).status_code == 302
    assert use(str(token)).status_code == 410
    assert User.objects.get(pk=world.counsellor.pk).check_password(OLD)
    assert logged()[-1] == ("accounts.password_stopped", world.counsellor)


def test_who_keeps_the_list_makes_no_link_to_an_account_in_use(world: SimpleNamespace) -> None:
    keeper = at(world.keeper)
    page = keeper.get(reverse("accounts:member", args=[world.counsellor.pk])).text
    assert reverse("accounts:invite", args=[world.counsellor.pk]) not in page
    answer = keeper.post(reverse("accounts:invite", args=[world.counsellor.pk]))
    assert answer.status_code == 422
    assert token_in(answer.text) is None
    assert not Invitation.objects.exists()
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("second", ["keeper", "counsellor", "stranger", "expert"])
def test_who_hands_over_is_a_third_person_of_the_house(world: SimpleNamespace, second: str) -> None:
    others = {"stranger": staff(a_centre(), "duty_staff"), "expert": staff(world.centre, "expert")}
    assert (
        ask(at(world.keeper), world.counsellor, others.get(second) or getattr(world, second)).status_code
        == 422
    )
    assert not Invitation.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize("name", ["keeper", "lead", "counsellor"])
def test_only_who_was_named_hands_over(world: SimpleNamespace, name: str) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    before = Invitation.objects.get()
    answer = hand_over(at(getattr(world, name)))
    assert answer.status_code == 404
    after = Invitation.objects.get()
    assert (after.token_hash, after.handed_over_at) == (before.token_hash, None)


def test_a_link_is_shown_once(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    desk = at(world.desk)
    first = token_in(hand_over(desk).text)
    held = bytes(Invitation.objects.get().token_hash)
    assert held == token_hash(str(first))
    assert hand_over(desk).status_code == 404
    assert bytes(Invitation.objects.get().token_hash) == held


def test_without_saying_how_the_person_is_known_no_link_is_made(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    answer = hand_over(at(world.desk), "")
    assert answer.status_code == 422
    assert token_in(answer.text) is None
    assert Invitation.objects.get().handed_over_at is None


@pytest.mark.parametrize(("by", "about"), [("keeper", "lead"), ("lead", "keeper")])
def test_in_a_centre_of_three_there_is_always_a_second(world: SimpleNamespace, by: str, about: str) -> None:
    assert ask(at(getattr(world, by)), getattr(world, about), world.counsellor).status_code == 302
    token = token_in(hand_over(at(world.counsellor), "id_card").text)
    assert use(str(token)).status_code == 302
    assert User.objects.get(pk=getattr(world, about).pk).check_password(NEW)


@pytest.mark.parametrize("name", ["counsellor", "desk"])
def test_nobody_else_asks(world: SimpleNamespace, name: str) -> None:
    assert ask(at(getattr(world, name)), world.lead, world.keeper).status_code == 404
    assert not Invitation.objects.exists()


def test_nobody_asks_for_themself_nor_where_another_centre_has_a_say(world: SimpleNamespace) -> None:
    assert ask(at(world.lead), world.lead, world.desk).status_code == 422
    give_role(world.counsellor, a_centre(), "counsellor", starts_on=date(2026, 1, 1))
    assert ask(at(world.lead), world.counsellor, world.desk).status_code == 422
    assert not Invitation.objects.exists()


def test_a_link_from_before_the_account_was_used_opens_it_no_more(world: SimpleNamespace) -> None:
    expires = clock.now() + timedelta(hours=1)
    Invitation.objects.create(user=world.counsellor, token_hash=token_hash("old"), expires_at=expires)
    assert use("old").status_code == 410
    assert User.objects.get(pk=world.counsellor.pk).check_password(OLD)


@pytest.mark.parametrize("how", ["the same name", "let in by who asks"])
def test_who_asks_does_not_hand_over_by_a_second_account(world: SimpleNamespace, how: str) -> None:
    if how == "the same name":
        second = staff(world.centre, "duty_staff", name=world.keeper.name)
    else:
        second = staff(world.centre, "duty_staff", name="nobody else knows them")
        second.set_unusable_password()
        second.save()
        keeper = at(world.keeper)
        assert keeper.post(reverse("accounts:invite", args=[second.pk])).status_code == 200
    assert ask(at(world.keeper), world.counsellor, second).status_code == 422
    assert not Invitation.objects.exclude(user=second).exists()
    assert ask(at(world.keeper), world.counsellor, world.desk).status_code == 302


def test_in_a_new_centre_where_one_let_in_all_others_they_hand_over(world: SimpleNamespace) -> None:
    for user in (world.lead, world.counsellor, world.desk):
        log_access(viewing(world.keeper), "accounts.invited", user.pk, world.centre.pk)
    assert ask(at(world.keeper), world.counsellor, world.desk).status_code == 302


def test_who_changes_their_password_themself_needs_the_link_no_more(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    token = token_in(hand_over(at(world.desk)).text)
    theirs = at(world.counsellor)
    sent = {"oldpassword": OLD, "password1": NEW, "password2": NEW}
    assert theirs.post(reverse("account_change_password"), sent).status_code == 302
    assert User.objects.get(pk=world.counsellor.pk).check_password(NEW)
    assert use(str(token), "somebody else's idea of one").status_code == 410
    assert User.objects.get(pk=world.counsellor.pk).check_password(NEW)


def test_nobody_sets_a_password_who_works_here_no_more_or_soon_elsewhere(world: SimpleNamespace) -> None:
    ask(at(world.keeper), world.counsellor, world.desk)
    token = token_in(hand_over(at(world.desk)).text)
    end_roles(world.counsellor, world.centre, last_day=clock.today() - timedelta(days=1))
    assert use(str(token)).status_code == 410
    assert User.objects.get(pk=world.counsellor.pk).check_password(OLD)
    give_role(world.desk, a_centre(), "duty_staff", starts_on=clock.today() + timedelta(days=9))
    assert ask(at(world.keeper), world.desk, world.lead).status_code == 422
