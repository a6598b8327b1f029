"""Who is on duty: put on the roster, repeated, given to somebody else, taken off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, RoleHolding, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.matters import open_matter
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may
from youzhang.staff import rules
from youzhang.staff.actions.messages import tell_given, tell_removed
from youzhang.staff.models import Shift, Swap

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class NewShift:
    """Who is on duty, from when until when, as what and where; `weeks`: repeated this many weeks in all."""

    user: User
    starts_at: datetime
    ends_at: datetime
    part: str
    room: str = ""
    weeks: int = 1


@transaction.atomic
def roster_of(centre: Centre) -> Matter:
    """The one roster of a centre."""
    found: Matter | None = Matter.unscoped.filter(centre=centre, kind="roster").first()
    if found is None:
        Centre.objects.select_for_update().get(pk=centre.pk)
        found = Matter.unscoped.filter(centre=centre, kind="roster").first()
    return found or open_matter("roster", centre=centre, at=clock.now())


def add_shift(centre: Centre, given: NewShift, *, viewer: Viewer) -> list[Shift]:
    """Put somebody on the roster, for one week or for several; all of it or nothing."""
    check_may(viewer, "staff.roster", centre.pk)
    rules.check_times(given.starts_at, given.ends_at, clock.now())
    with locked(centre, given.user) as roster:
        return [
            _put(roster, replace(given, starts_at=given.starts_at + week, ends_at=given.ends_at + week))
            for week in (WEEK * n for n in range(given.weeks))
        ]


def copy_week(centre: Centre, monday: date, *, weeks: int, viewer: Viewer) -> tuple[int, int]:
    """Repeat a week's shifts in the weeks after it: how many were put, how many did not fit and were left out."""
    check_may(viewer, "staff.roster", centre.pk)
    start = clock.start_of(monday)
    rows = Shift.unscoped.filter(centre=centre, starts_at__gte=start, starts_at__lt=start + WEEK)
    shifts = list(rows.select_related("user").order_by("starts_at"))
    put = left_out = 0
    with locked(centre, *(shift.user for shift in shifts)) as roster:
        for shift in shifts:
            for n in range(1, weeks + 1):
                fits = _repeat(roster, shift, WEEK * n)
                put, left_out = put + fits, left_out + (not fits)
    return put, left_out


def give_shift(shift: Shift, to: User, *, viewer: Viewer) -> Shift:
    """A lead gives a shift to somebody else; of one that has begun, what is left of it."""
    check_may(viewer, "staff.roster", shift.centre_id)
    with locked(shift.centre, shift.user, to):
        row = standing_shift(shift)
        rules.check_not_over(row, clock.now())
        former = row.user
        given = hand_to(row, to)
        tell_given(given, former, to, viewer.user_id)
    return given


def remove_shift(shift: Shift, *, viewer: Viewer) -> None:
    """Take a shift that has not begun off the roster."""
    check_may(viewer, "staff.roster", shift.centre_id)
    with locked(shift.centre, shift.user):
        row = standing_shift(shift)
        rules.check_not_begun(row, clock.now())
        tell_removed(row, viewer.user_id)
        row.delete()


@contextmanager
def locked(centre: Centre, *people: User) -> Iterator[Matter]:
    """The roster, and the people whose shifts change: they may be on duty at another centre too."""
    with transaction.atomic():
        roster = Matter.unscoped.select_for_update().get(pk=roster_of(centre).pk)
        list(User.objects.select_for_update().filter(pk__in={one.pk for one in people}).order_by("pk"))
        yield roster


def standing_shift(shift: Shift) -> Shift:
    """The row as it stands under the lock."""
    row: Shift | None = (
        Shift.unscoped.select_related("user", "centre", "matter__key").filter(pk=shift.pk).first()
    )
    if row is None or row.user_id != shift.user_id:
        why = _("This shift was changed meanwhile.")
        raise Stale("rule:stale", why, _("Look at the roster again."))
    return row


def hand_to(shift: Shift, to: User, besides: Shift | None = None) -> Shift:
    """Under the lock: from now on (or from its beginning) the shift is somebody else's.

    `besides`: a shift of theirs that they give away in return.
    """
    check_works_here(to, shift.centre, clock.day_of(shift.starts_at))
    now = clock.now()
    begun = shift.starts_at < now
    rules.check_no_clash(_in_the_way(to, max(now, shift.starts_at), shift.ends_at, besides))
    Swap.unscoped.filter(shift=shift, state="asked").update(state="decided", answered_at=now)
    if begun:
        Shift.unscoped.filter(pk=shift.pk).update(ends_at=now)
        rest = {"starts_at": now, "ends_at": shift.ends_at, "part": shift.part, "room": shift.room}
        made: Shift = Shift.unscoped.create(matter_id=shift.matter_id, centre=shift.centre, user=to, **rest)
        return made
    shift.user = to
    shift.save(update_fields=["user"])
    return shift


def check_works_here(person: User, centre: Centre, day: date) -> None:
    """On duty is whoever works at the centre that day."""
    held = RoleHolding.objects.filter(RoleHolding.on(day), user=person, centre=centre)
    if not person.is_active or not held.filter(role__in=rules.WITH_A_FILE).exists():
        why = _("This person does not work at the centre that day.")
        raise Refused("rule:colleague", why, _("Choose a colleague."), "user")


def _put(roster: Matter, given: NewShift) -> Shift:
    check_works_here(given.user, roster.centre, clock.day_of(given.starts_at))
    rules.check_no_clash(_in_the_way(given.user, given.starts_at, given.ends_at))
    shift: Shift = Shift.unscoped.create(
        matter=roster, centre_id=roster.centre_id, user=given.user, starts_at=given.starts_at,
        ends_at=given.ends_at, part=given.part, room=given.room,
    )  # fmt: skip
    return shift


def _repeat(roster: Matter, shift: Shift, later: timedelta) -> bool:
    given = NewShift(shift.user, shift.starts_at + later, shift.ends_at + later, shift.part, shift.room)
    if given.ends_at <= clock.now():
        return False
    try:
        _put(roster, given)
    except Refused:
        return False
    return True


def _in_the_way(
    person: User, starts_at: datetime, ends_at: datetime, besides: Shift | None = None
) -> list[Shift]:
    overlapping = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    rows = Shift.unscoped.filter(overlapping, user=person).exclude(pk=besides.pk if besides else None)
    return list(rows.order_by("starts_at")[:1])
