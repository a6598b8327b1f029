"""Answering a form of this room: the act, or the page again with what was typed and why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from youzhang.accounts.forms import Form
from youzhang.kit.refused import Refused

F = TypeVar("F", bound=Form)


def answer(
    request: HttpRequest,
    form: F,
    act: Callable[[F], Any],
    *,
    done: str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the page (GET), or run `act` and go to `done`; 422 when the form or a rule says no."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and _done(form, act):
            return redirect(done)
    return render(request, template, {"form": form, **context}, status=status)


def _done(form: F, act: Callable[[F], Any]) -> bool:
    try:
        with transaction.atomic():
            act(form)
    except Refused as refused:
        form.refuse(refused)
        return False
    return True
