"""What allauth asks us: no sign-up, a growing wait instead of a lock, second-factor secrets sealed."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from youzhang.accounts import doors, queries, throttle
from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.kit.lines import line_of
from youzhang.vault.fields import open_bytes, seal_bytes
from youzhang.vault.keys import purpose_key

_PLACE = b"accounts.second_factor"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff accounts are made by the centre; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Tries are counted by line, not by address."""
        return line_of(super().get_client_ip(request))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        wait = throttle.seconds_to_wait(throttle.door(request, credentials.get("username", "")))
        if wait:
            raise ValidationError(
                _("Several wrong passwords in a row. Try again in %(n)s seconds.") % {"n": wait}
            )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.failed(throttle.door(request, credentials.get("username", "")))

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        throttle.succeeded(throttle.door(request, user.username))
        throttle.remember(response, user.username)
        if doors.door_of(user):
            why = _(
                "A new password is asked for your account. If you do not wish it, stop it under My account."
            )
            messages.warning(request, why)
        if queries.named_by_others(user, clock.today()):
            why = _(
                "A colleague has named who stands in for you. If you are not away, end it under My account."
            )
            messages.warning(request, why)
        return response

    def set_password(self, user: User, password: str) -> None:
        """Whoever has changed it themself needs no link any more."""
        super().set_password(user, password)
        doors.end(user)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second-factor secrets are sealed under a key outside the database."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal_bytes(purpose_key("mfa"), text.encode(), _PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_bytes(purpose_key("mfa"), base64.b64decode(encrypted_text), _PLACE).decode()

    def _get_user_identifier(self, user: User) -> str:
        return user.username
