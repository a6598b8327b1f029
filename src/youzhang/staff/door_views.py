"""A new password for a colleague: the page that asks for it, and the page of whoever hands the link over."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from youzhang.accounts import doors
from youzhang.accounts.access import StaffRequest, holds, staff
from youzhang.accounts.centres import current_centre
from youzhang.accounts.queries import STAFF_KEEPERS, member_for
from youzhang.ledger.policy import check_may
from youzhang.staff import actions, forms, pages
from youzhang.web.submit import open_form

both = require_http_methods(["GET", "HEAD", "POST"])


@holds(*sorted(STAFF_KEEPERS))
@both
def ask(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Ask that a colleague hands over a link for a new password."""
    centre = current_centre(request)
    check_may(request.viewer, "accounts.staff", centre.pk)
    user = pages.found(member_for(request.viewer, centre, user_id)).user
    people = doors.may_hand_over(centre, user, request.user)
    return pages.form_page(
        request,
        open_form(request, forms.HandsOverForm, people=people),
        lambda form: actions.ask_for_password(user, centre, hands_over=form.person(), **pages.who(request)),
        _("Ask for a new password"),
        back=(reverse("accounts:member", args=[user_id]), user.name),
        note=pages.TWO_PEOPLE,
        send_words=_("Ask for it"),
        said=_("Asked for. The colleague you named finds it under My account."),
    )


@staff
@both
@never_cache
def door(request: StaffRequest, door_id: int) -> HttpResponse:
    """Hand a link over face to face: it is shown this once."""
    asked = get_object_or_404(doors.to_hand_over(request.user), pk=door_id)
    made: list[str] = []

    def act(form: forms.SeenForm) -> None:
        seen = form.cleaned_data["seen_by"]
        made.append(actions.hand_over_link(asked, seen_by=seen, **pages.who(request)))

    form, context = open_form(request, forms.SeenForm), pages.door_context(asked)
    answer = pages.form_page(request, form, act, _("Hand over a link"), **context)
    if answer.status_code >= 400 or not made:
        return answer
    link = f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=made)}"
    return render(request, "staff/door.html", context | {"link": link, "user": asked.user})
