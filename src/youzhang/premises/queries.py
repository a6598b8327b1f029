"""Rooms with their weeks, partners with their agreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.models import Matter
from youzhang.ledger.policy import may
from youzhang.premises.models import Agreement, Partner, Room, RoomBooking
from youzhang.premises.rules import EXPIRING, Span, agreement_state
from youzhang.web.weeks import Week

LONGEST_LIST = 200


def books_rooms(viewer: Viewer, centre: Centre) -> bool:
    """Whether the rooms of a centre are the viewer's business."""
    return may(viewer, "premises.book", centre.pk)


def rooms(viewer: Viewer, centre: Centre, *, closed: bool = False) -> list[Room]:
    """The rooms of a centre by name; closed ones only for the register."""
    if not books_rooms(viewer, centre):
        return []
    found = Room.objects.filter(centre=centre, **({} if closed else {"closed": False}))
    return list(found.select_related("centre").order_by("name"))


def room_for(viewer: Viewer, room_id: UUID) -> Room | None:
    """One room, at a centre whose rooms the viewer books."""
    room = Room.objects.select_related("centre").filter(pk=room_id).first()
    return room if room and books_rooms(viewer, room.centre) else None


@dataclass(frozen=True)
class Taken:
    """A room is somebody's; `matter`: what for, where the viewer may see that."""

    booking: RoomBooking
    matter: Matter | None


def bookings_of_week(
    viewer: Viewer, centre: Centre, week: Week, *, room: str = "", person: str = ""
) -> Mapping[date, list[Taken]]:
    """A week of a centre's rooms, of one room, or of one person: when, who; what for only within sight."""
    if not books_rooms(viewer, centre):
        return week.by_day([])
    rows = RoomBooking.unscoped.filter(room__centre=centre, cancelled_at=None)
    rows = rows.filter(starts_at__lt=week.ends_at, ends_at__gt=week.starts_at)
    rows = rows.filter(**{name: key for name, key in (("room", _key(room)), ("user", _key(person))) if key})
    found = list(rows.select_related("room", "user__subject__key").order_by("starts_at", "room__name"))
    seen = _seen(viewer, found)
    by_day = week.by_day(found)
    return {day: [Taken(one, seen.get(one.matter_id)) for one in rows] for day, rows in by_day.items()}


def _seen(viewer: Viewer, found: Sequence[RoomBooking]) -> dict[UUID | None, Matter]:
    ids = {booking.matter_id for booking in found if booking.matter_id}
    return dict(Matter.objects.visible_to(viewer).in_bulk(ids)) if ids else {}


def booking_for(viewer: Viewer, booking_id: UUID) -> RoomBooking | None:
    """One booking at a centre whose rooms the viewer books."""
    rows = RoomBooking.unscoped.select_related("room__centre", "user__subject__key", "booked_by")
    booking: RoomBooking | None = rows.filter(pk=booking_id, cancelled_at=None).first()
    return booking if booking and books_rooms(viewer, booking.room.centre) else None


def free_rooms(centre: Centre, span: Span, least_seats: int = 0) -> list[Room]:
    """The open rooms of a centre that nobody has in a time, the smallest first."""
    taken = RoomBooking.unscoped.filter(
        room__centre=centre, cancelled_at=None, starts_at__lt=span.ends_at, ends_at__gt=span.starts_at
    )
    found = Room.objects.filter(centre=centre, closed=False, seats__gte=least_seats)
    return list(found.exclude(pk__in=taken.values("room")).order_by("seats", "name"))


@dataclass(frozen=True)
class PartnerLine:
    """A partner in the register, with the state of its agreement."""

    partner: Partner

    @property
    def state(self) -> str:
        """`none`, `expired`, `expiring` or `standing`."""
        return agreement_state(self.partner.agreement_until, clock.today())


def partners(
    viewer: Viewer, centre: Centre, *, kind: str = "", state: str = "", closed: bool = False
) -> list[PartnerLine]:
    """The register: agreements that run out first, then by name."""
    rows: QuerySet[Partner] = Partner.objects.visible_to(viewer).filter(centre=centre, closed=closed)
    if kind:
        rows = rows.filter(kind=kind)
    rows = rows.filter(_in_state(state, clock.today())).select_related("matter__key")
    lines = [PartnerLine(partner) for partner in rows.order_by("name")[:LONGEST_LIST]]
    return sorted(lines, key=lambda line: ("expired", "expiring", "standing", "none").index(line.state))


def _in_state(state: str, today: date) -> Q:
    soon = today + EXPIRING
    return {
        "none": Q(agreement_until=None),
        "expired": Q(agreement_until__lt=today),
        "expiring": Q(agreement_until__gte=today, agreement_until__lte=soon),
        "standing": Q(agreement_until__gt=soon),
    }.get(state, Q())


def partner_for(viewer: Viewer, matter_id: UUID) -> Partner | None:
    """One partner, if the viewer may see the register."""
    rows: QuerySet[Partner] = Partner.objects.visible_to(viewer).filter(matter=matter_id)
    return rows.select_related("matter__key", "matter__centre", "centre").first()


def agreements(viewer: Viewer, partner: Partner) -> list[Agreement]:
    """What was signed with a partner, the one that runs longest first."""
    rows: QuerySet[Agreement] = Agreement.objects.visible_to(viewer).filter(partner=partner)
    found = list(rows.select_related("matter__key").order_by("-expires_on", "-signed_on")[:LONGEST_LIST])
    for agreement in found:
        agreement.partner = partner
    return found


def agreement_for(viewer: Viewer, matter_id: UUID, agreement_id: UUID) -> Agreement | None:
    """One agreement with a partner."""
    rows: QuerySet[Agreement] = Agreement.objects.visible_to(viewer).filter(matter=matter_id)
    along = ("matter__key", "partner__matter__key", "partner__centre")
    return rows.select_related(*along).filter(pk=agreement_id).first()


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return UUID(int=0)
