"""What the pages of this room share: who acts, what is found, the one form page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from youzhang.accounts.access import StaffRequest
from youzhang.accounts.actions import workers
from youzhang.accounts.models import Centre, Invitation, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import may
from youzhang.staff import queries
from youzhang.staff.models import Shift, StaffFile
from youzhang.web.submit import submit

T = TypeVar("T")

TWO_PEOPLE = gettext_lazy(
    "A link opens the account to whoever holds it. So a colleague hands it over face to face, and sees it only then. "
    "Nothing ends until it is used. The person and who leads are told, and it is written into the access log."
)


class Who(TypedDict):
    """Who acts, as actions take it."""

    by: User
    viewer: Viewer


def who(request: StaffRequest) -> Who:
    """Whoever is signed in."""
    return {"by": request.user, "viewer": request.viewer}


def found(row: T | None) -> T:
    """The row, or no such page."""
    if row is None:
        raise Http404
    return row


def people_at(centre: Centre, besides: UUID | None = None) -> list[User]:
    """Colleagues to choose from."""
    return [person for person in workers(centre.pk, clock.today()) if person.pk != besides]


def form_page(
    request: StaffRequest,
    form: Any,
    act: Callable[[Any], Any],
    title: str,
    *,
    back: tuple[str, Any],
    done: Callable[[Any], str] | str = "",
    said: str = "",
    **words: Any,
) -> HttpResponse:
    """The one form page; `back`: where it came from, with its title."""
    context = {"title": title, "back": back} | words
    return submit(
        request,
        form,
        act,
        done=done or back[0],
        page=lambda form: render(request, "staff/form.html", context | {"form": form}),
        said=said or _("Done."),
    )


def roster_page(day: date | None = None) -> str:
    """The roster in the week of a day."""
    address = reverse("staff:roster")
    return f"{address}?week={day}" if day else address


def shift_page(shift: Shift) -> str:
    """The page of a shift."""
    return reverse("staff:shift", args=[shift.pk])


def file_page(file: StaffFile) -> str:
    """The page of a staff file."""
    return reverse("staff:file", args=[file.matter_id])


def door_context(asked: Invitation) -> dict[str, Any]:
    """What stands on the page of a link that is handed over."""
    said = _(
        "%(by)s asks for a new password for %(name)s (%(username)s). Go on only with the person before you."
    )
    names = {
        "by": asked.asked_by and asked.asked_by.name,
        "name": asked.user.name,
        "username": asked.user.username,
    }
    back = (reverse("accounts:me"), _("My account"))
    return {"back": back, "note": said % names, "send_words": _("Show the link")}


def shift_context(viewer: Viewer, shift: Shift) -> dict[str, Any]:
    """Everything on the page of a shift."""
    now, swaps = clock.now(), queries.swaps_of(viewer, shift)
    return {
        "shift": shift,
        "own": shift.user_id in viewer.people(shift.centre_id),
        "leads": may(viewer, "staff.roster", shift.centre_id),
        "begun": shift.starts_at <= now,
        "over": shift.ends_at <= now,
        "swaps": swaps,
        "on_offer": any(swap.state == "asked" for swap in swaps),
        "handover": queries.handover_of(viewer, shift),
    }
