"""What every template gets besides its own context."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from markupsafe import Markup

HIDDEN = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')


def one_token(request: HttpRequest) -> dict[str, Any]:
    """The hidden field against forged forms, masked once a page however many forms it has."""
    token = SimpleLazyObject(lambda: get_token(request))
    return {"csrf_token": token, "csrf_input": SimpleLazyObject(lambda: HIDDEN.format(token))}
