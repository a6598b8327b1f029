"""A room is never two people's at once; a refusal says when it is free."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.premises import rules
from youzhang.premises.actions import RoomData, add_room, book, cancel, cancel_by_hand, change_room
from youzhang.premises.models import Room, RoomBooking, RoomSlot
from youzhang.premises.rules import Span, next_free

DAY = date(2026, 3, 3)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return clock.at_hour(day, hour, minute)


@pytest.fixture
def centre(db: None, frozen: datetime) -> Centre:
    return a_centre()


@pytest.fixture
def lead(centre: Centre) -> User:
    return staff(centre, "project_lead")


@pytest.fixture
def room(centre: Centre, lead: User) -> Room:
    return add_room(centre, RoomData("个案室 1", 3, "counselling"), viewer=viewing(lead))


def standing(room: Room) -> list[tuple[datetime, datetime]]:
    rows = RoomBooking.unscoped.filter(room=room, cancelled_at=None).order_by("starts_at")
    return list(rows.values_list("starts_at", "ends_at"))


def test_a_free_room_is_booked(room: Room, lead: User) -> None:
    booking = book(room, at(14), at(14, 50), by=viewing(lead))
    assert (booking.user, booking.booked_by, booking.matter) == (lead, lead, None)
    assert standing(room) == [(at(14), at(14, 50))]


def test_a_taken_room_is_refused_and_the_next_free_time_said(room: Room, lead: User) -> None:
    book(room, at(14), at(15), by=viewing(lead))
    book(room, at(15, 30), at(16), by=viewing(lead))
    with pytest.raises(Refused) as refused:
        book(room, at(14, 30), at(15, 30), by=viewing(lead))
    assert refused.value.rule == "rule:room_taken"
    assert "14:00" in refused.value.why
    assert "15:00" in refused.value.why
    assert "16:00" in refused.value.way_on
    assert "17:00" in refused.value.way_on
    assert len(standing(room)) == 2


def test_one_begins_when_the_other_ends(room: Room, lead: User) -> None:
    book(room, at(14), at(15), by=viewing(lead))
    book(room, at(15), at(16), by=viewing(lead))
    book(room, at(13), at(14), by=viewing(lead))
    assert len(standing(room)) == 3


def test_a_cancelled_time_can_be_had_again(room: Room, lead: User) -> None:
    booking = book(room, at(14), at(15), by=viewing(lead))
    cancel(booking)
    book(room, at(14), at(15), by=viewing(lead))
    with pytest.raises(Stale):
        cancel(booking)
    assert len(standing(room)) == 1


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (at(15), at(14)),
        (at(14), at(14)),
        (at(14, 3), at(15)),
        (at(20), at(1, 0, date(2026, 3, 4))),
        (at(8, 0, date(2026, 3, 1)), at(9, 0, date(2026, 3, 1))),
    ],
)
def test_times_that_cannot_be_are_refused(room: Room, lead: User, starts: datetime, ends: datetime) -> None:
    with pytest.raises(Refused):
        book(room, starts, ends, by=viewing(lead))
    assert standing(room) == []


def test_a_closed_room_is_not_booked(room: Room, lead: User) -> None:
    change_room(room, RoomData(room.name, 3, "counselling", closed=True), viewer=viewing(lead))
    with pytest.raises(Refused):
        book(room, at(14), at(15), by=viewing(lead))
    assert standing(room) == []


def test_the_database_itself_keeps_two_bookings_apart(room: Room, lead: User) -> None:
    booking = book(room, at(14), at(15), by=viewing(lead))
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomSlot.unscoped.create(room=room, at=at(14, 55), booking=booking)


def test_only_whoever_has_it_or_keeps_the_rooms_gives_it_back(room: Room, lead: User, centre: Centre) -> None:
    booker, other = staff(centre, "counsellor"), staff(centre, "counsellor")
    booking = book(room, at(14), at(15), by=viewing(booker))
    with pytest.raises(Refused):
        cancel_by_hand(booking, viewer=viewing(other))
    assert len(standing(room)) == 1
    cancel_by_hand(booking, viewer=viewing(booker))
    assert standing(room) == []


def test_names_are_used_once_and_only_leads_keep_the_register(room: Room, lead: User, centre: Centre) -> None:
    again = RoomData(room.name, 5, "group")
    with pytest.raises(Refused):
        add_room(centre, again, viewer=viewing(lead))
    with pytest.raises(Refused):
        add_room(centre, replace(again, name="团体室"), viewer=viewing(staff(centre, "counsellor")))
    assert Room.objects.filter(centre=centre).count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_want_the_last_room_and_one_gets_it(frozen: datetime) -> None:
    centre = a_centre()
    lead = staff(centre, "project_lead")
    room = add_room(centre, RoomData("个案室 1", 3, "counselling"), viewer=viewing(lead))

    def want(n: int) -> str:
        with clock.frozen_at(frozen):
            try:
                book(room, at(14, 5 * (n % 3)), at(15, 5 * (n % 4)), by=viewing(lead))
                return "got"
            except Refused as refused:
                return refused.rule
            finally:
                connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(want, range(50)))
    assert answers.count("got") == 1
    assert answers.count("rule:room_taken") == 49
    assert len(standing(room)) == 1
    only = RoomBooking.unscoped.get()
    assert RoomSlot.unscoped.filter(booking=only).count() == (only.ends_at - only.starts_at) / rules.STEP


MINUTES = st.integers(0, 24 * 12).map(lambda n: 5 * n)


@st.composite
def spans(draw: Any) -> Span:
    start, length = draw(MINUTES), draw(st.integers(1, 36))
    begins = clock.start_of(DAY) + start * rules.STEP / 5
    return Span(begins, begins + length * rules.STEP)


@given(st.lists(spans(), max_size=12), spans())
def test_the_time_offered_is_free_long_enough_and_within_opening_hours(
    taken: list[Span], wanted: Span
) -> None:
    offer = next_free(taken, wanted)
    assert offer is not None
    assert offer.length == wanted.length
    assert offer.starts_at >= wanted.starts_at
    assert all(span.ends_at <= offer.starts_at or offer.ends_at <= span.starts_at for span in taken)
    opens, closes = at(8, 0, clock.day_of(offer.starts_at)), at(22, 0, clock.day_of(offer.starts_at))
    assert opens <= offer.starts_at
    assert offer.ends_at <= closes
