"""A new password for an account that somebody signs in with: asked for by one, handed over face to face by another.

Neither whoever asked nor whoever hands over opens a colleague's account alone, and nothing ends until the link is used.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from youzhang.accounts.accesses import log_access
from youzhang.accounts.actions import INVITATION_HOURS, check_not_self, colleagues, token_hash
from youzhang.accounts.models import AccessEntry, Centre, Invitation, RoleHolding, User
from youzhang.accounts.roles import OUTSIDE
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused

NEW_FOR = timedelta(days=30)


def may_hand_over(centre: Centre, user: User, by: User) -> list[User]:
    """Who may hand somebody's link over when `by` asks: whoever works at the centre, a third person."""
    today = clock.today()
    inside = RoleHolding.objects.filter(RoleHolding.on(today), centre=centre).exclude(role__in=OUTSIDE)
    here = set(inside.values_list("user", flat=True))
    others = [one for one in colleagues(centre.pk, today) if one.pk in here - {user.pk, by.pk}]
    # One person may have two accounts: an administrator's is one of its own.
    others = [one for one in others if one.name not in (by.name, user.name)]
    mine = _let_in_lately(by)
    return [one for one in others if one.pk not in mine] or others


def _let_in_lately(by: User) -> set[UUID]:
    """The accounts whose first link somebody made not long ago: who knows whether they are somebody else. In a new
    centre one person lets all others in; there it does not count."""
    made = AccessEntry.objects.filter(user=by, act="accounts.invited", at__gte=clock.now() - NEW_FOR)
    return set(made.values_list("about", flat=True))


@transaction.atomic
def ask_for_password(user: User, centre: Centre, *, hands_over: User, by: Viewer) -> Invitation:
    """Ask that a colleague hands over a link for a new password. An earlier link stops working; the password, the
    second factor and what is signed in stay."""
    check_not_self(user, by.user)
    _check_standing(user, centre)
    if hands_over not in may_hand_over(centre, user, by.user):
        why = _("A link for a new password is handed over by somebody else than who asks and who gets it.")
        raise Refused("rule:two_people", why, _("Choose a colleague who works here."), "hands_over")
    log_access(by, "accounts.password_asked", user.pk, centre.pk)
    return _renewed(
        user,
        secrets.token_urlsafe(32),
        asked_by=by.user,
        centre=centre,
        hands_over=hands_over,
        handed_over_at=None,
        seen_by="",
    )


def _check_standing(user: User, centre: Centre) -> None:
    if not (user.is_active and user.has_usable_password()):
        why = _("Nobody signs in with this account yet, or any more.")
        raise Refused("rule:standing_account", why, _("Make a link, or give a role first."))
    ahead = Q(ends_on=None) | Q(ends_on__gte=clock.today())
    elsewhere = user.holdings.filter(ahead).exclude(centre=centre)
    if elsewhere.exists():
        raise Refused(
            "rule:other_centre",
            _("This person works at another centre too."),
            _("They change their password themselves, on the page My account."),
        )


@transaction.atomic
def hand_over_link(asked: Invitation, *, seen_by: str, by: Viewer) -> str:
    """The one-time token, to whoever has the person before them and says how they know that it is they."""
    held = Invitation.objects.select_for_update().filter(pk=asked.pk, asked_by__isnull=False).first()
    if held is None or held.expires_at <= clock.now() or held.handed_over_at:
        why = _("This link was handed over or withdrawn, or its time is over.")
        raise Refused("rule:handed_over", why, _("Whoever keeps the staff list asks anew."))
    if by.user != held.hands_over or by.user in (held.asked_by, held.user):
        why = _("A link for a new password is handed over by somebody else than who asks and who gets it.")
        raise Refused("rule:two_people", why, _("Whoever was named hands it over."))
    assert held.centre is not None
    log_access(by, "accounts.password_handed_over", held.user_id, held.centre.pk)
    token = secrets.token_urlsafe(32)
    _renewed(held.user, token, handed_over_at=clock.now(), seen_by=seen_by)
    return token


def _renewed(user: User, token: str, **values: Any) -> Invitation:
    expires_at = clock.now() + timedelta(hours=INVITATION_HOURS)
    given = {"token_hash": token_hash(token), "expires_at": expires_at} | values
    return Invitation.objects.update_or_create(user=user, defaults=given)[0]


@transaction.atomic
def stop(user: User, *, viewer: Viewer) -> None:
    """Withdraw what was asked for: the link works no more, or is never made."""
    asked = open_doors().select_for_update(of=("self",)).filter(user=user).first()
    if asked is None:
        raise Refused("rule:handed_over", _("Nothing is asked for any more."), _("Load the page again."))
    assert asked.centre_id is not None
    log_access(viewer, "accounts.password_stopped", user.pk, asked.centre_id)
    asked.delete()


def end(user: User) -> None:
    """Nothing is asked for any more, and a link that was made opens nothing."""
    Invitation.objects.filter(user=user).delete()


def open_doors() -> QuerySet[Invitation]:
    """What was asked for and is still good."""
    found = Invitation.objects.filter(asked_by__isnull=False, expires_at__gt=clock.now())
    return found.select_related(
        "user__subject__key", "asked_by__subject__key", "hands_over__subject__key", "centre"
    )


def door_of(user: User) -> Invitation | None:
    """The new password that is asked for somebody's account now."""
    return open_doors().filter(user=user).first()


def to_hand_over(by: User) -> QuerySet[Invitation]:
    """The links that somebody is to hand over."""
    return open_doors().filter(hands_over=by, handed_over_at=None)
