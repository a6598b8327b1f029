"""A new password for a colleague's account: asked for and handed over, and told to the person and to who leads."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts import doors
from youzhang.accounts.models import Centre, Invitation, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import check_may
from youzhang.notices.colleagues import link, tell_colleague

LEADS = ("project_lead", "director")


@transaction.atomic
def ask_for_password(user: User, centre: Centre, *, hands_over: User, by: Viewer) -> None:
    """Name who hands a link over; that it was asked for is told at once."""
    check_may(by, "accounts.staff", centre.pk)
    asked = doors.ask_for_password(user, centre, hands_over=hands_over, by=by)
    mine, page = link(reverse("accounts:me")), link(reverse("staff:door", args=[asked.pk]))
    said = _(
        "Until a link is used, your password stays as it is. If you did not wish it, stop it here: %(page)s"
    )
    _tell(asked, user, "asked", _("A new password was asked for your account"), said % {"page": mine})
    _tell(
        asked,
        hands_over,
        "hands_over",
        _("You are asked to hand over a link"),
        _("Give it to your colleague face to face: %(page)s") % {"page": page},
    )
    _tell_leads(asked, {user, by.user, hands_over}, _("A new password was asked for a colleague's account"))


@transaction.atomic
def hand_over_link(asked: Invitation, *, seen_by: str, by: Viewer) -> str:
    """The token, for the one page that shows it; that it was handed over is told."""
    token = doors.hand_over_link(asked, seen_by=seen_by, by=by)
    said = _("If you did not get it yourself, stop it here: %(page)s") % {
        "page": link(reverse("accounts:me"))
    }
    _tell(asked, asked.user, "handed_over", _("A link to your account was handed over"), said)
    _tell_leads(asked, {asked.user, by.user}, _("A link to a colleague's account was handed over"))
    return token


def _tell_leads(asked: Invitation, besides: set[User], subject: str) -> None:
    held = RoleHolding.objects.filter(RoleHolding.on(clock.today()), centre=asked.centre, role__in=LEADS)
    leads = User.objects.filter(is_active=True, pk__in=held.values("user")).select_related("subject__key")
    said = _("Who and when: %(page)s") % {"page": link(reverse("accounts:member", args=[asked.user_id]))}
    for lead in leads:
        if lead not in besides:
            _tell(asked, lead, "lead", subject, said)


def _tell(asked: Invitation, person: User, what: str, subject: str, body: str) -> None:
    assert asked.centre is not None
    now = clock.now()
    tell_colleague(
        person, about=asked.user_id, key=person.subject.key, centre=asked.centre, kind="staff.door",
        subject=subject, body=body, due_at=now, dedupe=f"staff.door:{asked.pk}:{what}:{now:%Y%m%d%H%M%S%f}",
    )  # fmt: skip
