"""Rooms: the week, booking and giving back, the register."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.accounts.models import Centre
from youzhang.accounts.viewer import Viewer
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.pages.acts import On, at_centre
from youzhang.premises import actions, forms, queries
from youzhang.premises.models import Room, RoomBooking
from youzhang.web.weeks import Week
from youzhang.web.wording import hour, short_moment


@staff
@require_safe
def rooms(request: StaffRequest) -> HttpResponse:
    """A week of all rooms, of one, or of one person."""
    centre, week = current_centre(request), Week.read(request.GET.get("week", ""))
    check_may(request.viewer, "premises.book", centre.pk)
    wanted = {name: request.GET.get(name, "") for name in ("room", "person")}
    context = {
        "week": week,
        "days": queries.bookings_of_week(request.viewer, centre, week, **wanted),
        "rooms": queries.rooms(request.viewer, centre),
        "people": colleagues(centre.pk, clock.today()),
        "leads": may(request.viewer, "premises.rooms", centre.pk),
        "may_cancel": lambda booking: actions.may_cancel(request.viewer, booking),
    }
    return render(request, "premises/rooms.html", context | wanted)


@staff
@require_safe
def register(request: StaffRequest) -> HttpResponse:
    """The rooms of the centre, closed ones too."""
    centre = current_centre(request)
    check_may(request.viewer, "premises.rooms", centre.pk)
    found = queries.rooms(request.viewer, centre, closed=True)
    return render(request, "premises/register.html", {"rooms": found, "centre": centre})


def _week_of(booking: RoomBooking) -> str:
    return f"{reverse('premises:rooms')}?week={clock.day_of(booking.starts_at)}"


def _asked(centre: Centre, request: StaffRequest) -> dict[str, Any]:
    """The form as the week's page fills it in."""
    asked = {name: value for name in ("room", "day", "starts", "ends") if (value := request.GET.get(name))}
    return {
        "initial": {"user": str(request.user.pk), "day": clock.today(), **asked},
        "rooms": queries.rooms(request.viewer, centre),
        "people": colleagues(centre.pk, clock.today()),
    }


WEEK = at_centre("premises:rooms", _("Rooms"))
REGISTER = at_centre("premises:register", _("Register of rooms"))
ROOM: On[Room] = On(
    find=lambda request, room_id: queries.room_for(request.viewer, room_id),
    page=lambda room: reverse("premises:register"),
    called=lambda room: _("Register of rooms"),
    centre=lambda room: room.centre_id,
    ids=lambda room: {"room_id": room.pk},
)
BOOKING: On[RoomBooking] = On(
    find=lambda request, booking_id: queries.booking_for(request.viewer, booking_id),
    page=_week_of,
    called=lambda booking: _("Rooms"),
    centre=lambda booking: booking.room.centre_id,
    ids=lambda booking: {"booking_id": booking.pk},
)


def _in_words(booking: RoomBooking) -> list[tuple[Any, Any]]:
    when = gettext("%(from)s to %(until)s") % {
        "from": short_moment(booking.starts_at), "until": hour(booking.ends_at)
    }  # fmt: skip
    return [(_("Room"), booking.room.name), (_("When"), when), (_("For whom"), booking.user.name)]


@WEEK.act(
    "premises:book", _("Book a room"), forms.BookForm, may="premises.book", options=_asked, done=_week_of
)
def book(centre: Centre, form: forms.BookForm, by: Viewer) -> RoomBooking:
    """Take a room for a time."""
    room, span, user = form.chosen()
    return actions.book(room, span.starts_at, span.ends_at, by=by, user=user)


@BOOKING.act(
    "premises:cancel",
    _("Give the room back"),
    ready=lambda booking, viewer: actions.check_may_cancel(viewer, booking),
    details=_in_words,
    danger=True,
)
def cancel(booking: RoomBooking, form: Any, by: Viewer) -> RoomBooking:
    """Give a room back."""
    return actions.cancel_by_hand(booking, viewer=by)


@REGISTER.act("premises:add_room", _("Add a room"), forms.RoomForm, may="premises.rooms")
def add_room(centre: Centre, form: forms.RoomForm, by: Viewer) -> Room:
    """Enter a room."""
    return actions.add_room(centre, form.room(), viewer=by)


@ROOM.act(
    "premises:edit_room",
    _("Change the room"),
    forms.RoomChangeForm,
    may="premises.rooms",
    options=lambda room, request: {
        "initial": {name: getattr(room, name) for name in ("name", "kind", "seats", "closed")}
    },
)
def edit_room(room: Room, form: forms.RoomChangeForm, by: Viewer) -> Room:
    """Change a room, or close it."""
    return actions.change_room(room, form.room(), viewer=by)
