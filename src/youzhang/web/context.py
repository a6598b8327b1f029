"""What every template gets besides its own context."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject


def one_token(request: HttpRequest) -> dict[str, Any]:
    """The hidden field against forged forms, masked once a page however many forms it has."""
    return {"csrf_input": SimpleLazyObject(lambda: csrf_input(request))}
