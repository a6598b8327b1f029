"""Rooms: the week, booking and giving back, the register."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from youzhang.accounts.access import StaffRequest, staff
from youzhang.accounts.actions import colleagues
from youzhang.accounts.centres import current_centre
from youzhang.kit import clock
from youzhang.ledger.policy import check_may, may
from youzhang.premises import actions, forms, pages, queries
from youzhang.premises.models import RoomBooking
from youzhang.web.forms import Form
from youzhang.web.submit import open_form
from youzhang.web.weeks import Week

both = require_http_methods(["GET", "HEAD", "POST"])


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
@both
def book(request: StaffRequest) -> HttpResponse:
    """Take a room for a time."""
    centre = current_centre(request)
    check_may(request.viewer, "premises.book", centre.pk)
    asked = {name: value for name in ("room", "day", "starts", "ends") if (value := request.GET.get(name))}
    form = open_form(
        request,
        forms.BookForm,
        initial={
            "user": str(request.user.pk),
            "day": clock.today(),
            **{name: value for name, value in asked.items() if value},
        },
        rooms=queries.rooms(request.viewer, centre),
        people=colleagues(centre.pk, clock.today()),
    )

    def act(form: forms.BookForm) -> RoomBooking:
        room, span, user = form.chosen()
        return actions.book(room, span.starts_at, span.ends_at, by=request.user, user=user)

    return pages.form_page(request, form, act, _("Book a room"), back=_back(), done=_week_of)


@staff
@both
def cancel(request: StaffRequest, booking_id: UUID) -> HttpResponse:
    """Give a room back."""
    booking = pages.found(queries.booking_for(request.viewer, booking_id))
    actions.check_may_cancel(request.viewer, booking)
    return pages.form_page(
        request,
        open_form(request, Form),
        lambda _form: actions.cancel_by_hand(booking, viewer=request.viewer),
        _("Give the room back"),
        back=_back(),
        done=_week_of,
        booking=booking,
        danger=True,
    )


@staff
@require_safe
def register(request: StaffRequest) -> HttpResponse:
    """The rooms of the centre, closed ones too."""
    centre = current_centre(request)
    check_may(request.viewer, "premises.rooms", centre.pk)
    found = queries.rooms(request.viewer, centre, closed=True)
    return render(request, "premises/register.html", {"rooms": found, "centre": centre})


@staff
@both
def add_room(request: StaffRequest) -> HttpResponse:
    """Enter a room."""
    centre = current_centre(request)
    check_may(request.viewer, "premises.rooms", centre.pk)
    return pages.form_page(
        request,
        open_form(request, forms.RoomForm),
        lambda form: actions.add_room(centre, form.room(), viewer=request.viewer),
        _("Add a room"),
        back=_to_register(),
    )


@staff
@both
def edit_room(request: StaffRequest, room_id: UUID) -> HttpResponse:
    """Change a room, or close it."""
    room = pages.found(queries.room_for(request.viewer, room_id))
    check_may(request.viewer, "premises.rooms", room.centre_id)
    initial = {name: getattr(room, name) for name in ("name", "kind", "seats", "closed")}
    return pages.form_page(
        request,
        open_form(request, forms.RoomChangeForm, initial=initial),
        lambda form: actions.change_room(room, form.room(), viewer=request.viewer),
        _("Change the room"),
        back=_to_register(),
    )


def _back() -> tuple[str, str]:
    return reverse("premises:rooms"), _("Rooms")


def _to_register() -> tuple[str, str]:
    return reverse("premises:register"), _("Register of rooms")


def _week_of(booking: RoomBooking) -> str:
    return f"{reverse('premises:rooms')}?week={clock.day_of(booking.starts_at)}"
