"""What the roster, the files and the hand-over allow. Pure decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from youzhang.accounts.models import User
from youzhang.accounts.roles import ADMINISTRATORS, ROLES
from youzhang.accounts.viewer import Viewer
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may
from youzhang.staff.models import HandOver, Shift, StaffFile, Swap, Training
from youzhang.web.wording import hour, short_moment

LONGEST = timedelta(hours=24)
# Guests and the administrators meet nobody who comes: no file is kept of them, and they stand on no roster.
OUTSIDE = frozenset({"authority", "headquarters", "observer", "expert"}) | ADMINISTRATORS
WITH_A_FILE = frozenset(ROLES) - OUTSIDE


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """A shift has a length of at most a day, and is not over."""
    if not timedelta(0) < ends_at - starts_at <= LONGEST:
        raise Refused("rule:times", _("A shift lasts at most 24 hours."), _("Look at the times."), "ends")
    if ends_at <= now:
        raise Refused("rule:times", _("This time is over."), _("Choose a time ahead."), "day")


def check_no_clash(shifts: Iterable[Shift]) -> None:
    """Nobody is on duty twice at one time. `shifts`: what the same person has in that time."""
    for clash in shifts:
        why = _("This person is on duty from %(from)s to %(until)s already.") % {
            "from": short_moment(clash.starts_at),
            "until": hour(clash.ends_at),
        }
        raise Refused("rule:on_duty_twice", why, _("Choose somebody else, or another time."), "user")


def check_not_begun(shift: Shift, now: datetime) -> None:
    """Who was on duty when stays as it was."""
    if shift.starts_at <= now:
        why = _("This shift has begun.")
        raise Refused("rule:shift_begun", why, _("Give what is left of it to somebody else."))


def check_not_over(shift: Shift, now: datetime) -> None:
    """What was worked stays as it was."""
    if shift.ends_at <= now:
        raise Refused("rule:shift_over", _("This shift is over."), _("Who was on duty stays as it was."))


def check_own(viewer: Viewer, shift: Shift) -> None:
    """Only whoever has a shift gives it away or hands it over."""
    if shift.user_id not in viewer.people(shift.centre_id):
        raise Refused("rule:own_shift", _("This shift is somebody else's."), _("Ask them, or the lead."))


def check_open(swap: Swap) -> None:
    """A swap is answered once."""
    if swap.state != "asked":
        raise Stale("rule:swap_over", _("This was answered already."), _("Look at the roster again."))


def check_answerable(viewer: Viewer, swap: Swap) -> None:
    """A swap that waits is answered by whoever was asked, or taken back by whoever asked."""
    if swap.state != "asked":
        raise Refused("rule:swap_over", _("This was answered already."), _("Look at the roster again."))
    if swap.shift.user_id not in viewer.people(swap.shift.centre_id):
        check_may_take(viewer, swap)


def check_may_take(viewer: Viewer, swap: Swap, *, takes: bool = True) -> None:
    """Whoever was asked takes it or says no; asked of everybody: any colleague but the one who asks takes it."""
    people = viewer.people(swap.shift.centre_id)
    asked = swap.to_id in people if swap.to_id else takes and swap.shift.user_id != viewer.user_id
    if not asked:
        raise Refused("rule:not_asked", _("You were not asked."), _("Choose another shift that is on offer."))


def check_still_theirs(shift: Shift, person: User) -> None:
    """What is given in return is still the taker's to give."""
    if shift.user_id != person.pk:
        why = _("The shift in return is no longer theirs.")
        raise Stale("rule:stale", why, _("Ask again, for another one."))


def check_may_hand_over(viewer: Viewer, shift: Shift, to_id: object, now: datetime) -> None:
    """Whoever is on duty hands over, once the shift has begun, to somebody else (welfare:2.2b)."""
    check_own(viewer, shift)
    check_begun(shift, now)
    if to_id == shift.user_id:
        raise Refused("welfare:2.2b", _("A hand-over goes to somebody else."), _("Choose a colleague."), "to")


def check_begun(shift: Shift, now: datetime) -> None:
    """What has not begun cannot be handed over."""
    if shift.starts_at > now:
        raise Refused("rule:shift_ahead", _("This shift has not begun."), _("Hand over at its end."))


def check_not_handed_over(handover: HandOver | None) -> None:
    """A shift is handed over once."""
    if handover:
        raise Stale("rule:handed_over", _("This shift was handed over already."), _("Look at it again."))


def check_may_accept(viewer: Viewer, handover: HandOver) -> None:
    """Whoever it goes to accepts it, once."""
    if handover.accepted_at:
        raise Stale("rule:accepted", _("This was accepted already."), _("Look at it again."))
    if handover.to_id not in viewer.people(handover.matter.centre_id):
        raise Refused("welfare:2.2b", _("It goes to somebody else."), _("Whoever it goes to accepts it."))


def check_may_pass_on(viewer: Viewer, handover: HandOver) -> None:
    """The receiver says that somebody else takes over, the giver, or a lead."""
    centre = handover.matter.centre_id
    if not {handover.to_id, handover.given_by_id} & viewer.people(centre):
        check_may(viewer, "staff.roster", centre)


def check_waits(handover: HandOver) -> None:
    """What was accepted is with whoever accepted it."""
    if handover.accepted_at:
        raise Refused("rule:accepted", _("This was accepted already."), _("Look at it again."))


def check_training_dates(trained_on: date, valid_until: date, today: date) -> None:
    """A training lies behind, and holds for some time."""
    if trained_on > today:
        raise Refused("rule:future", _("This day has not come yet."), _("Enter it afterwards."), "trained_on")
    if valid_until < max(trained_on, today):
        why = _("This training does not hold any more.")
        raise Refused("rule:dates", why, _("Choose a later day."), "valid_until")


def check_not_left(file: StaffFile) -> None:
    """Nothing is added to the file of somebody who left."""
    _check_runs(file.matter)


def _check_runs(matter: Matter) -> None:
    if matter.closed_at:
        raise Refused("rule:left", _("They work here no more."), _("The file stays as it was."))


def check_counts(training: Training) -> None:
    """A training is struck out once, in the file of somebody who works here."""
    if training.withdrawn_at:
        raise Stale("rule:withdrawn", _("This training is struck out already."), _("Look at the file again."))
    _check_runs(training.matter)


def check_may_check(by_id: object, user_id: object) -> None:
    """Nobody clears themself (psych:53.1)."""
    if by_id == user_id:
        why = _("This is your own background check.")
        raise Refused("psych:53.1", why, _("Ask another lead to enter it."))
