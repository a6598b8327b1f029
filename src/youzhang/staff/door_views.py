"""A new password for a colleague: the page that asks for it, and the page of whoever hands the link over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from youzhang.accounts import doors
from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre, Invitation, User
from youzhang.accounts.queries import STAFF_KEEPERS, member_for
from youzhang.accounts.viewer import Viewer
from youzhang.pages.acts import On
from youzhang.staff import actions, forms
from youzhang.web.submit import open_form, submit


@dataclass(frozen=True)
class Member:
    """A colleague at the centre that one looks at."""

    user: User
    centre: Centre


def _member(request: StaffRequest, user_id: UUID) -> Member | None:
    """For whoever keeps the list of staff."""
    centre = current_centre(request)
    if not STAFF_KEEPERS & request.viewer.roles.get(centre.pk, frozenset()):
        return None
    found = member_for(request.viewer, centre, user_id)
    return Member(found.user, centre) if found else None


MEMBER: On[Member] = On(
    find=_member,
    page=lambda row: reverse("accounts:member", args=[row.user.pk]),
    called=lambda row: row.user.name,
    centre=lambda row: row.centre.pk,
    ids=lambda row: {"user_id": row.user.pk},
)


@MEMBER.act(
    "staff:ask_password",
    _("Ask for a new password"),
    forms.HandsOverForm,
    may="accounts.staff",
    options=lambda row, request: {"people": doors.may_hand_over(row.centre, row.user, request.user)},
    said=_("Asked for. The colleague you named finds it under My account."),
    sends=_("Ask for it"),
    note=_(
        "A link opens the account to whoever holds it. So a colleague hands it over face to face, and sees it only "
        "then. Nothing ends until it is used. The person and who leads are told, and it is written into the access log."
    ),
)
def ask(row: Member, form: forms.HandsOverForm, by: Viewer) -> Any:
    """Ask that a colleague hands over a link for a new password."""
    return actions.ask_for_password(row.user, row.centre, hands_over=form.person(), by=by)


@staff
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def door(request: StaffRequest, door_id: int) -> HttpResponse:
    """Hand a link over face to face: it is shown this once."""
    asked = get_object_or_404(doors.to_hand_over(request.user), pk=door_id)
    made: list[str] = []

    def act(form: forms.SeenForm) -> None:
        seen = form.cleaned_data["seen_by"]
        made.append(actions.hand_over_link(asked, seen_by=seen, by=request.viewer))

    context: dict[str, Any] = {"back": reverse("accounts:me"), "note": _said(asked), "user": asked.user}
    answer = submit(
        request,
        open_form(request, forms.SeenForm),
        act,
        done=context["back"],
        page=lambda form: render(request, "staff/door.html", context | {"form": form, "link": ""}),
    )
    if answer.status_code >= 400 or not made:
        return answer
    link = f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=made)}"
    return render(request, "staff/door.html", context | {"link": link})


def _said(asked: Invitation) -> str:
    said = gettext(
        "%(by)s asks for a new password for %(name)s (%(username)s). Go on only with the person before you."
    )
    by = asked.asked_by.name if asked.asked_by else ""
    return said % {"by": by, "name": asked.user.name, "username": asked.user.username}
