"""Who is signed in: read on every page, so by statements that are kept. Django's own sessions and allauth's sign-in."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from youzhang.accounts.models import User
from youzhang.accounts.viewer import signed_in_user
from youzhang.kit import clock
from youzhang.kit.kept import Given, kept


class SessionStore(db.SessionStore):
    """Sessions in the database."""

    def _get_session_from_db(self) -> Session | None:
        alive = kept(
            "accounts.session",
            lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Now()),
        )
        found: Session | None = next(iter(alive.ask(key=self.session_key)), None)
        if found is None:
            self._session_key = None
        return found


class SignIn(AuthenticationBackend):  # type: ignore[misc]
    """A user read together with the key of their name and the roles of the day."""

    def get_user(self, user_id: Any) -> User | None:
        return signed_in_user(User._meta.pk.to_python(user_id), clock.today())
