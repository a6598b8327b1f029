"""Book and give back rooms; keep the register of rooms."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from youzhang.accounts.models import Centre, User
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import check_may, may
from youzhang.premises import rules
from youzhang.premises.models import Room, RoomBooking, RoomSlot
from youzhang.premises.rules import Span
from youzhang.web.wording import hour, short_moment


@dataclass(frozen=True)
class RoomData:
    """What the register says of a room."""

    name: str
    seats: int
    kind: str
    closed: bool = False


def add_room(centre: Centre, given: RoomData, *, viewer: Viewer) -> Room:
    """Enter a room; names are used once at a centre."""
    check_may(viewer, "premises.rooms", centre.pk)
    _check_name(centre, given.name)
    return Room.objects.create(centre=centre, **asdict(given))


def change_room(room: Room, given: RoomData, *, viewer: Viewer) -> Room:
    """Change a room, or close it for booking."""
    check_may(viewer, "premises.rooms", room.centre_id)
    _check_name(room.centre, given.name, besides=room)
    Room.objects.filter(pk=room.pk).update(**asdict(given))
    room.refresh_from_db()
    return room


@transaction.atomic
def book(
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    matter: Matter | None = None,
    *,
    by: Viewer,
    user: User | None = None,
) -> RoomBooking:
    """Take a room for somebody (`user`, else whoever books); refused with the next free time when it is taken.

    Who may book for what is asked by the caller. The room's row is locked, and the slots are unique besides.
    """
    wanted = Span(starts_at, ends_at)
    rules.check_span(wanted, clock.now())
    locked = Room.objects.select_for_update().get(pk=room.pk)
    if locked.closed:
        raise Refused("rule:room_closed", _("This room is closed for booking."), _("Choose another."), "room")
    _check_free(locked, wanted)
    booking: RoomBooking = RoomBooking.unscoped.create(
        room=locked,
        starts_at=starts_at,
        ends_at=ends_at,
        matter=matter,
        user=user or by.user,
        booked_by=by.user,
    )
    RoomSlot.unscoped.bulk_create([RoomSlot(room=locked, at=at, booking=booking) for at in wanted.slots()])
    return booking


@transaction.atomic
def cancel(booking: RoomBooking) -> RoomBooking:
    """Give a room back; who may do so is asked by the caller."""
    Room.objects.select_for_update().get(pk=booking.room_id)
    standing = RoomBooking.unscoped.filter(pk=booking.pk, cancelled_at=None)
    if not standing.update(cancelled_at=clock.now()):
        raise Stale(
            "rule:booking_gone", _("This booking was cancelled already."), _("Look at the week again.")
        )
    RoomSlot.unscoped.filter(booking=booking).delete()
    booking.refresh_from_db()
    return booking


@transaction.atomic
def rebook(
    old: RoomBooking | None,
    room: Room,
    starts_at: datetime,
    ends_at: datetime,
    matter: Matter | None = None,
    *,
    by: Viewer,
    user: User | None = None,
) -> RoomBooking:
    """Give a room back and take another, or the same at another time: both or neither."""
    wanted = {room.pk} | ({old.room_id} if old else set())
    list(
        Room.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    )  # two that swap rooms wait in turn
    if old and old.cancelled_at is None:
        cancel(old)
    return book(room, starts_at, ends_at, matter, by=by, user=user)


def may_cancel(viewer: Viewer, booking: RoomBooking) -> bool:
    """Whoever has the room or booked it, and those who keep the rooms; what belongs to a matter is cancelled there."""
    centre = booking.room.centre_id
    mine = {booking.user_id, booking.booked_by_id} & viewer.people(centre)
    return booking.matter_id is None and (bool(mine) or may(viewer, "premises.rooms", centre))


def cancel_by_hand(booking: RoomBooking, *, viewer: Viewer) -> RoomBooking:
    """Give a room back from the week's page."""
    check_may_cancel(viewer, booking)
    return cancel(booking)


def check_may_cancel(viewer: Viewer, booking: RoomBooking) -> None:
    """Whoever booked gives back, or whoever keeps the rooms."""
    if not may_cancel(viewer, booking):
        raise Refused(
            "rule:not_yours",
            _("This booking is somebody else's."),
            _("Ask them, or whoever keeps the rooms."),
        )


def _check_free(room: Room, wanted: Span) -> None:
    ahead = wanted.starts_at + timedelta(days=rules.DAYS_AHEAD)
    rows = RoomBooking.unscoped.filter(
        room=room, cancelled_at=None, ends_at__gt=wanted.starts_at, starts_at__lt=ahead
    )
    taken = [Span(*times) for times in rows.order_by("starts_at").values_list("starts_at", "ends_at")]
    if not taken or taken[0].starts_at >= wanted.ends_at:
        return
    why = _("%(room)s is taken from %(from)s to %(until)s.") % {
        "room": room.name, "from": short_moment(taken[0].starts_at), "until": hour(taken[0].ends_at)
    }  # fmt: skip
    free = rules.next_free(taken, wanted)
    way_on = _("Choose another room or another day.")
    if free:
        way_on = _("It is free next from %(from)s to %(until)s.") % {
            "from": short_moment(free.starts_at), "until": hour(free.ends_at)
        }  # fmt: skip
    raise Refused("rule:room_taken", why, way_on, "room")


def _check_name(centre: Centre, name: str, besides: Room | None = None) -> None:
    others = Room.objects.filter(centre=centre, name=name)
    if besides:
        others = others.exclude(pk=besides.pk)
    if others.exists():
        raise Refused("rule:name", _("Another room has this name."), _("Choose another name."), "name")
