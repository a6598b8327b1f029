"""What colleagues are told when a shift of theirs is asked for, taken, given or handed over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.notices.colleagues import link, tell_colleague
from youzhang.staff.models import HandOver, Shift, Swap
from youzhang.web.wording import hour, short_moment

ON_THE_ROSTER = timedelta(days=28)


def tell_asked(swap: Swap) -> None:
    """Whoever is asked to take a shift; when all are, those who are on the roster these weeks."""
    ask = _("Can you take this shift? %(when)s: %(page)s")
    for person in [swap.to] if swap.to else _on_the_roster(swap.shift):
        _tell(
            person,
            swap.shift,
            "asked",
            _("A shift is offered to you"),
            ask,
            reverse("staff:swap", args=[swap.pk]),
        )


def tell_answered(swap: Swap) -> None:
    """Whoever asked learns the answer; whoever was asked, that it is not needed any more."""
    page = reverse("staff:shift", args=[swap.shift_id])
    if swap.state == "withdrawn":
        said = _("The shift of %(when)s stays with its holder: %(page)s")
        for person in [swap.to] if swap.to else []:
            _tell(person, swap.shift, swap.state, _("A shift is no longer offered to you"), said, page)
        return
    taken = swap.state == "taken"
    said = (
        _("Your shift of %(when)s was taken over: %(page)s")
        if taken
        else _("Your shift of %(when)s was not taken, it stays yours: %(page)s")
    )
    _tell(swap.asked_by, swap.shift, swap.state, _("Your question about a shift was answered"), said, page)


def tell_given(shift: Shift, former: User, to: User, by: UUID) -> None:
    """A lead gave a shift to somebody else: both learn it."""
    page = reverse("staff:shift", args=[shift.pk])
    for person, said in (
        (former, _("The shift of %(when)s is no longer yours: %(page)s")),
        (to, _("The shift of %(when)s is yours now: %(page)s")),
    ):
        if person.pk != by:
            _tell(person, shift, "given", _("The roster was changed"), said, page)


def tell_removed(shift: Shift, by: UUID) -> None:
    """A shift was taken off the roster."""
    if shift.user_id != by:
        said = _("The shift of %(when)s was taken off the roster: %(page)s")
        _tell(shift.user, shift, "removed", _("The roster was changed"), said, reverse("staff:roster"))


def tell_handed_over(handover: HandOver) -> None:
    """Whoever takes over learns that something is to be read."""
    page = link(reverse("staff:handover", args=[handover.matter_id]))
    tell_colleague(
        handover.to, about=handover.matter_id, key=handover.matter.key, centre=handover.matter.centre,
        kind="staff.handed_over", subject=_("A shift is handed over to you"),
        body=_("Please read it and accept: %(page)s") % {"page": page}, due_at=clock.now(),
        dedupe=f"staff.handed_over:{handover.pk}",
    )  # fmt: skip


def _on_the_roster(shift: Shift) -> Iterable[User]:
    now = clock.now()
    ahead = Shift.unscoped.filter(centre=shift.centre_id, ends_at__gt=now, starts_at__lt=now + ON_THE_ROSTER)
    people = User.objects.filter(is_active=True, pk__in=ahead.values("user")).exclude(pk=shift.user_id)
    return people.select_related("subject__key")


def _tell(person: User, shift: Shift, what: str, subject: str, said: str, page: str) -> None:
    when = f"{short_moment(shift.starts_at)}–{hour(shift.ends_at)}"
    now = clock.now()
    tell_colleague(
        person, about=shift.matter_id, key=shift.matter.key, centre=shift.centre, kind="staff.shift",
        subject=subject, body=said % {"when": when, "page": link(page)}, due_at=now,
        dedupe=f"staff.shift:{shift.pk}:{what}:{now:%Y%m%d%H%M%S%f}",
    )  # fmt: skip
