"""Who a browser is: a member of staff by account, anybody else by a random token in a signed cookie."""

from __future__ import annotations

import hashlib
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "visitor"
SALT = "youzhang.web.visitor"
VISITOR = "visitor:"
DAYS_30 = 30 * 24 * 3600


def account_of(request: HttpRequest) -> str:
    """`user:…` for somebody signed in, else empty."""
    user = getattr(request, "user", None)
    return f"user:{user.pk}" if user is not None and user.is_authenticated else ""


def owner_of(request: HttpRequest) -> str:
    """`user:…` or `visitor:…`; empty for a visitor who has kept nothing yet. The token itself is not stored."""
    if account := account_of(request):
        return account
    token = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=DAYS_30)
    return _owner(token) if token else ""


def remember(request: HttpRequest, response: HttpResponseBase) -> str:
    """The owner, who from now on can be recognised for thirty days."""
    owner = owner_of(request)
    if owner:
        return owner
    token = secrets.token_urlsafe(24)
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=SALT,
        max_age=DAYS_30,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return _owner(token)


def _owner(token: str) -> str:
    return f"{VISITOR}{hashlib.sha256(token.encode()).hexdigest()[:48]}"
