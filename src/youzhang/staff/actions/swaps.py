"""Swaps: a shift is offered to one colleague or to all, perhaps against one of theirs; taken, declined, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.staff import rules
from youzhang.staff.actions.messages import tell_answered, tell_asked
from youzhang.staff.actions.shifts import check_works_here, hand_to, locked, standing_shift
from youzhang.staff.models import Shift, Swap


@dataclass(frozen=True)
class Offer:
    """To whom a shift is offered (nobody in particular: to all), against which of theirs, and why."""

    to: User | None = None
    in_return: Shift | None = None
    reason: str = ""


def offer_shift(shift: Shift, given: Offer, *, by: Viewer) -> Swap:
    """Ask a colleague, or all of them, to take a shift of one's own."""
    rules.check_own(by, shift)
    with locked(shift.centre, shift.user):
        row = standing_shift(shift)
        rules.check_not_begun(row, clock.now())
        _check_offer(row, given)
        swap: Swap = Swap.unscoped.create(
            matter_id=row.matter_id, shift=row, asked_by=by.user, asked_at=clock.now(), to=given.to,
            in_return=given.in_return, reason=given.reason or None,
        )  # fmt: skip
        tell_asked(swap)
    return swap


def answer_swap(swap: Swap, *, takes: bool, by: Viewer) -> Swap:
    """Take the shift, or say no; from then on the roster shows who is on duty."""
    with locked(swap.shift.centre, swap.shift.user, swap.to or by.user):
        row = _standing(swap)
        rules.check_may_take(by, row, takes=takes)
        if takes:
            _exchange(row, row.to or by.user)
        _answered(row, "taken" if takes else "declined", by.user)
    return row


def withdraw_swap(swap: Swap, *, by: Viewer) -> Swap:
    """Keep the shift after all."""
    with locked(swap.shift.centre, swap.shift.user):
        row = _standing(swap)
        rules.check_own(by, row.shift)
        _answered(row, "withdrawn", by.user)
    return row


def _check_offer(shift: Shift, given: Offer) -> None:
    if given.to:
        check_works_here(given.to, shift.centre, clock.day_of(shift.starts_at))
    if given.to == shift.user:
        raise Refused("rule:own_shift", _("This is the same person."), _("Choose a colleague."), "to")
    if given.in_return and given.in_return.user_id != (given.to and given.to.pk):
        why = _("The shift in return belongs to somebody else.")
        raise Refused("rule:own_shift", why, _("Choose one of their shifts."), "in_return")
    _check_not_on_offer(shift)


def check_may_offer(shift: Shift, now: datetime) -> None:
    """A shift is offered before it begins, once at a time."""
    rules.check_not_begun(shift, now)
    _check_not_on_offer(shift)


def _check_not_on_offer(shift: Shift) -> None:
    if Swap.unscoped.filter(shift=shift, state="asked").exists():
        why = _("This shift is on offer already.")
        raise Refused("rule:swap_open", why, _("Withdraw that first."))


def _exchange(swap: Swap, to: User) -> None:
    rules.check_not_begun(swap.shift, clock.now())
    giver, back = swap.shift.user, swap.in_return
    if back:
        rules.check_still_theirs(back, to)
        rules.check_not_begun(back, clock.now())
    hand_to(swap.shift, to, besides=back)
    if back:
        hand_to(back, giver)


def _standing(swap: Swap) -> Swap:
    rows = Swap.unscoped.select_related(
        "shift__user", "shift__centre", "shift__matter__key", "in_return__centre", "to", "asked_by"
    )
    row: Swap = rows.get(pk=swap.pk)
    rules.check_open(row)
    return row


def _answered(swap: Swap, state: str, by: User) -> None:
    swap.state, swap.answered_by, swap.answered_at = state, by, clock.now()
    swap.save(update_fields=["state", "answered_by", "answered_at"])
    tell_answered(swap)
