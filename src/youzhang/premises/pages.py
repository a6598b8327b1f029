"""What the pages of this room share: who acts, what is found, the one form page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.access import StaffRequest
from youzhang.premises.models import Partner
from youzhang.web.submit import submit

T = TypeVar("T")


def found(row: T | None) -> T:
    """The row, or no such page."""
    if row is None:
        raise Http404
    return row


def form_page(
    request: StaffRequest,
    form: Any,
    act: Callable[[Any], Any],
    title: str,
    *,
    back: tuple[str, Any],
    done: Callable[[Any], str] | str = "",
    **words: Any,
) -> HttpResponse:
    """The one form page; `back`: where it came from, with its title."""
    context = {"title": title, "back": back} | words
    return submit(
        request,
        form,
        act,
        done=done or back[0],
        page=lambda form: render(request, "premises/form.html", context | {"form": form}),
        said=_("Done."),
    )


def partner_page(partner: Partner) -> str:
    """The page of a partner."""
    return reverse("premises:partner", args=[partner.matter_id])
