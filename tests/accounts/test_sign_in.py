"""Signing in: slowed by mistakes, never locked; by name in any case; a second factor that no thief of the rows has."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, signed_in, staff
from youzhang.accounts import throttle
from youzhang.accounts.models import User
from youzhang.kit import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
PASSWORD = "a river under nine bridges"


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


@pytest.fixture
def user() -> User:
    made = staff(a_centre(), "counsellor")
    made.set_password(PASSWORD)
    made.save()
    return made


def attempt(
    client: Client, user: User, password: str = PASSWORD, address: str = "10.0.0.1", name: str = ""
) -> bool:
    """Whether a try at the sign-in page lets one in."""
    sent = {"login": name or user.username, "password": password}
    response = client.post(reverse("account_login"), sent, REMOTE_ADDR=address)
    assert response.status_code in {200, 302}
    return "_auth_user_id" in client.session


def fail(user: User, times: int, address: str = "10.0.0.1") -> None:
    for _ in range(times):
        assert not attempt(Client(), user, "wrong", address)


def test_the_right_password_opens(client: Client, user: User) -> None:
    assert attempt(client, user)


def test_the_name_may_be_typed_in_any_case(client: Client, user: User) -> None:
    assert attempt(client, user, name=user.username.upper())


def test_three_mistakes_are_free_and_then_the_wait_grows(user: User) -> None:
    at = throttle.Door(user.username, "10.0.0.1", known=False)
    waits = []
    for _ in range(10):
        throttle.failed(at)
        waits.append(throttle.seconds_to_wait(at))
    assert waits[:3] == [0, 0, 0]
    assert waits[3:] == sorted(waits[3:])
    assert max(waits) <= throttle.LONGEST_WAIT + 1


def test_while_waiting_even_the_right_password_waits_and_says_how_long(client: Client, user: User) -> None:
    fail(user, 4)
    response = client.post(
        reverse("account_login"), {"login": user.username, "password": PASSWORD}, REMOTE_ADDR="10.0.0.1"
    )
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    with clock.frozen_at(clock.now() + timedelta(seconds=throttle.LONGEST_WAIT + 1)):
        assert attempt(client, user)


def test_the_right_password_from_another_address_works_at_once(client: Client, user: User) -> None:
    fail(user, 8)
    assert attempt(client, user, address="10.9.9.9")


def test_a_device_that_has_signed_in_is_not_slowed_by_a_hundred_others(user: User) -> None:
    known = Client()
    assert attempt(known, user, address="10.1.1.1")
    known.post(reverse("account_logout"))
    for n in range(100):
        attempt(Client(), user, "wrong", f"10.2.{n}.1")
    assert attempt(known, user, address="10.3.3.3")


def test_a_hundred_addresses_together_get_few_guesses(user: User) -> None:
    doors = [throttle.Door(user.username, f"10.2.{n}.1", known=False) for n in range(100)]
    tried = 0
    for at in doors:
        if not throttle.seconds_to_wait(at):
            throttle.failed(at)
            tried += 1
    assert tried <= throttle.FREE_TRIES_OF_ALL + 1


def test_tries_at_a_door_that_is_shut_do_not_count_against_the_person(user: User) -> None:
    """Sent all at once, so that each was let in before the first was counted."""
    at = throttle.Door(user.username, "10.0.0.1", known=False)
    for _ in range(60):
        throttle.failed(at)
    elsewhere = throttle.Door(user.username, "10.9.9.9", known=False)
    assert throttle.seconds_to_wait(at) > 0
    assert throttle.seconds_to_wait(elsewhere) == 0


def test_nobody_is_locked_out_for_longer_than_the_longest_wait(client: Client, user: User) -> None:
    for n in range(100):
        throttle.failed(throttle.Door(user.username, f"10.2.{n}.1", known=False))
    with clock.frozen_at(clock.now() + timedelta(seconds=throttle.LONGEST_WAIT + 1)):
        assert attempt(client, user, address="10.9.9.9")


def test_a_closed_account_does_not_open(client: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not attempt(client, user)
    assert client.get(reverse("accounts:me")).status_code == 302


def test_there_is_no_sign_up(client: Client) -> None:
    address = reverse("account_signup")
    assert "<input" not in client.get(address).content.decode().split("<main")[1]
    client.post(address, {"username": "intruder", "password1": PASSWORD})
    assert not User.objects.exists()


def test_the_second_factor_s_secret_is_sealed_and_asked_for(client: Client, user: User) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    assert secret not in str(Authenticator.objects.get(user=user).data)
    response = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:me")).status_code == 302
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get(reverse("accounts:me")).status_code == 200


def pages_for(kind: str) -> list[str]:
    open_ = ["account_login", "account_signup", "account_reset_password", "account_inactive"]
    own = [
        "account_logout", "account_change_password", "account_reauthenticate", "account_email", "mfa_index",
        "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "accounts:me",
    ]  # fmt: skip
    return open_ if kind == "open" else own


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", pages_for("open"))
def test_pages_before_sign_in_are_ours(client: Client, name: str, language: str) -> None:
    ours(client.get(reverse(name), headers={"accept-language": language}), language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", pages_for("own"))
def test_pages_of_one_s_own_account_are_ours(client: Client, user: User, name: str, language: str) -> None:
    really_signed_in(client, user)
    ours(client.get(reverse(name), headers={"accept-language": language}), language)


def test_the_remaining_pages_of_the_second_factor_are_ours(client: Client, user: User) -> None:
    really_signed_in(client, user)
    client.post(reverse("mfa_generate_recovery_codes"))
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "钥匙", "credential": {}})
    TOTP.activate(user, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client.post(reverse("mfa_generate_recovery_codes"))
    for name, args in [
        ("mfa_index", []),
        ("mfa_deactivate_totp", []),
        ("mfa_view_recovery_codes", []),
        ("mfa_reauthenticate", []),
        ("mfa_edit_webauthn", [key.pk]),
        ("mfa_remove_webauthn", [key.pk]),
        ("mfa_list_webauthn", []),
    ]:
        ours(client.get(reverse(name, args=args)), "zh-hans")


def really_signed_in(client: Client, user: User) -> None:
    """With the password, so that allauth knows how; and just now, whatever the frozen clock says."""
    assert attempt(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def ours(response: Any, language: str) -> None:
    html = response.content.decode()
    assert response.status_code == 200
    assert "web/youzhang.css" in html
    assert f'lang="{"zh-Hans" if language == "zh-hans" else "en"}"' in html
    main = html.split("<main")[1]
    assert "placeholder" not in main
    for field in main.split("<input ")[1:]:
        shown = 'type="hidden"' not in field.split(">")[0]
        assert not shown or "id=" in field.split(">")[0]


def test_signed_out_is_signed_out(client: Client, user: User) -> None:
    signed_in(client, user)
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:me")).status_code == 302
