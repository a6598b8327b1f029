"""The staff list of a centre, the invitation, one's own account."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from youzhang.accounts import actions, doors, queries
from youzhang.accounts.access import StaffRequest, holds, public, signed_in, staff
from youzhang.accounts.accesses import log_access
from youzhang.accounts.centres import choose_centre, current_centre
from youzhang.accounts.forms import (
    DelegationForm,
    LastDayForm,
    MemberForm,
    PasswordForm,
    RoleForm,
    from_today,
)
from youzhang.accounts.models import Centre, Delegation, RoleHolding, User
from youzhang.accounts.pages import answer
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.kit import clock

KEEPERS = tuple(sorted(queries.STAFF_KEEPERS))


@public
@never_cache
def invitation(request: StaffRequest, token: str) -> HttpResponse:
    """Set the first password by a link that works once."""
    user = actions.invited(token)
    if user is None:
        return render(request, "accounts/invitation_over.html", status=410)

    def act(sent: PasswordForm) -> None:
        actions.accept_invitation(token, sent.cleaned_data["password"])

    form = PasswordForm(request.POST or None)
    context = {"username": user.username, "name": user.name}
    done = reverse("account_login")
    return answer(request, form, act, done=done, template="accounts/invitation.html", context=context)


@holds(*KEEPERS)
@require_safe
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody at the centre, with their roles."""
    centre, former = _kept(request), request.GET.get("show") == "former"
    found = queries.members(request.viewer, centre, clock.today(), former=former)
    context = {
        "members": found,
        "former": former,
        "centre": centre,
        "titles": ROLES,
        "day_now": clock.today(),
    }
    return render(request, "accounts/staff.html", context)


@holds(*KEEPERS)
def add_member(request: StaffRequest) -> HttpResponse:
    """A new account with its first role."""
    centre = _kept(request)
    form = MemberForm(request.POST or None, initial=from_today(clock.today()))
    made: list[User] = []

    def act(sent: MemberForm) -> None:
        given = sent.cleaned_data
        new = actions.NewMember(given["username"], given["name"], given["phone"], given["mail"])
        made.append(actions.create_user(new))
        actions.give_role(
            made[0], centre, given["role"], starts_on=given["starts_on"], ends_on=given["ends_on"]
        )

    done = reverse("accounts:staff")
    response = answer(request, form, act, done=done, template="accounts/add.html", context={"centre": centre})
    return redirect("accounts:member", made[0].pk) if response.status_code == 302 else response


@holds(*KEEPERS)
@require_safe
def member_page(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """One member of staff: roles, standing in, link, leaving."""
    return render(request, "accounts/member.html", _member_context(request, user_id))


@holds(*KEEPERS)
def give_role(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Give a role from a day on."""
    context = _member_context(request, user_id)
    member, centre = context["member"], context["centre"]

    def act(sent: RoleForm) -> None:
        given = sent.cleaned_data
        actions.check_not_self(member.user, request.user)
        actions.give_role(
            member.user, centre, given["role"], starts_on=given["starts_on"], ends_on=given["ends_on"]
        )

    form = RoleForm(request.POST or None, initial=from_today(clock.today()))
    return _on_member(request, form, act, context, _("Give a role"))


@holds(*KEEPERS)
def end_role(request: StaffRequest, user_id: UUID, holding_id: int) -> HttpResponse:
    """End one role on a day."""
    context = _member_context(request, user_id)
    holding = get_object_or_404(RoleHolding, pk=holding_id, user=user_id, centre=context["centre"])

    def act(sent: LastDayForm) -> None:
        actions.end_role(holding, last_day=sent.cleaned_data["last_day"], by=request.user)

    form = LastDayForm(request.POST or None, initial=from_today(clock.today()))
    return _on_member(
        request, form, act, context, _("End the role: %(role)s") % {"role": ROLES[holding.role]}
    )


@holds(*KEEPERS)
def leave(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """The last day of somebody at this centre: all roles end."""
    context = _member_context(request, user_id)
    member, centre = context["member"], context["centre"]

    def act(sent: LastDayForm) -> None:
        actions.check_not_self(member.user, request.user)
        actions.end_roles(member.user, centre, last_day=sent.cleaned_data["last_day"])

    form = LastDayForm(request.POST or None, initial=from_today(clock.today()))
    note = _(
        "Every role at this centre ends with that day, one that would begin later is dropped, and with the last role "
        "the sign-in ends. What they hold by name is handed over under My duties."
    )
    return _on_member(request, form, act, context, _("Leaves the centre"), danger=True, note=note)


@holds(*KEEPERS)
@require_POST
@never_cache
def invite(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Make a first link and show it this once; that it was made is written down."""
    context = _member_context(request, user_id)
    user, centre = context["member"].user, context["centre"]
    actions.check_not_self(user, request.user)
    token = actions.invite(user)
    log_access(request.viewer, "accounts.invited", user.pk, centre.pk)
    link = f"{settings.PUBLIC_URL}{reverse('accounts:invitation', args=[token])}"
    return render(request, "accounts/member.html", context | {"link": link})


@signed_in
def delegate(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Who stands in while somebody is away: entered by themself or by whoever keeps the list."""
    own = user_id == request.user.pk
    centre = current_centre(request) if own and request.viewer.roles else _kept(request)
    absent = request.user if own else _member(request, centre, user_id).user
    here = queries.deputies(centre, absent, request.user, clock.today())
    form = DelegationForm(request.POST or None, colleagues=here, initial=from_today(clock.today()))

    def act(sent: DelegationForm) -> None:
        actions.delegate(absent, centre=centre, by=request.user, **sent.cleaned_data)

    done = reverse("accounts:me") if own else reverse("accounts:member", args=[user_id])
    context = {"title": _("Away from the centre"), "name": absent.name, "back": done, "danger": False}
    return answer(request, form, act, done=done, template="accounts/act.html", context=context)


@signed_in
@require_POST
def end_delegation(request: StaffRequest, delegation_id: int) -> HttpResponse:
    """Back already: nobody stands in any more from tomorrow."""
    found = get_object_or_404(Delegation.objects.select_related("centre"), pk=delegation_id)
    own = found.absent_id == request.user.pk
    if not own and not queries.keeps_staff(request.viewer, found.centre):
        raise Http404
    actions.end_delegation(found, last_day=clock.today())
    return redirect("accounts:me") if own else redirect("accounts:member", found.absent_id)


@signed_in
@require_POST
def stop_door(request: StaffRequest, user_id: UUID) -> HttpResponse:
    """Withdraw a new password that was asked for: one's own, or as keeper of the list."""
    own = user_id == request.user.pk
    doors.stop(request.user if own else _member(request, _kept(request), user_id).user, viewer=request.viewer)
    return redirect("accounts:me") if own else redirect("accounts:member", user_id)


@staff
@require_POST
def switch_centre(request: StaffRequest) -> HttpResponse:
    """Look at another of one's centres from now on."""
    try:
        wanted = UUID(request.POST.get("centre", ""))
    except ValueError:
        raise Http404 from None
    if not choose_centre(request, wanted):
        raise Http404
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return redirect(target if safe else "/work/")


@signed_in
@require_safe
def me(request: StaffRequest) -> HttpResponse:
    """One's own account: roles, password, second factor, standing in, language, light or dark."""
    user, today = request.user, clock.today()
    held = (
        user.holdings.filter(RoleHolding.on(today)).select_related("centre").order_by("centre__code", "role")
    )
    centre = current_centre(request) if request.viewer.roles else None
    context = {
        "held": held,
        "titles": ROLES,
        "away": queries.delegations(centre, user, today) if centre else [],
        "stands_in": queries.stands_in_for(user, today),
        "door": doors.door_of(user),
        "to_hand_over": doors.to_hand_over(user),
        "may_delegate": centre is not None and not ADMINISTRATORS & {one.role for one in held},
    }
    return render(request, "accounts/me.html", context)


def _kept(request: StaffRequest) -> Centre:
    """The centre looked at, if the viewer keeps its staff list; else the page does not exist."""
    if not request.viewer.roles:
        raise Http404
    centre = current_centre(request)
    if not queries.keeps_staff(request.viewer, centre):
        raise Http404
    return centre


def _member(request: StaffRequest, centre: Centre, user_id: UUID) -> queries.Member:
    member = queries.member_for(request.viewer, centre, user_id)
    if member is None:
        raise Http404
    return member


def _member_context(request: StaffRequest, user_id: UUID) -> dict[str, Any]:
    centre, today = _kept(request), clock.today()
    member = _member(request, centre, user_id)
    away = queries.delegations(centre, member.user, today)
    found = {"member": member, "centre": centre, "titles": ROLES, "away": away, "link": "", "day_now": today}
    return found | {"door": doors.door_of(member.user)}


def _on_member(
    request: StaffRequest,
    form: Any,
    act: Any,
    context: dict[str, Any],
    title: str,
    *,
    danger: bool = False,
    note: str = "",
) -> HttpResponse:
    user = context["member"].user
    done = reverse("accounts:member", args=[user.pk])
    shown = {"title": title, "name": user.name, "back": done, "danger": danger, "note": note}
    return answer(request, form, act, done=done, template="accounts/act.html", context=shown)
