"""A session is moved in one step: time, room, and whoever is told (psych:13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.casework.actions import (
    Appointment,
    Protection,
    Written,
    book_session,
    cancel_session,
    move_session,
    protect,
    write_note,
)
from youzhang.casework.models import Session
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.models import Duty, Fact
from youzhang.notices.models import Notice
from youzhang.premises.actions import RoomData, add_room, book
from youzhang.premises.models import RoomBooking

HOUR = timedelta(hours=1)
DAY = 24 * HOUR


@pytest.fixture
def rooms(world):
    names = ("一号咨询室", "二号咨询室")
    return [
        add_room(world.here, RoomData(name, 3, "counselling"), viewer=viewing(world.lead)) for name in names
    ]


@pytest.fixture
def session(case, acting, rooms) -> Session:
    """A session of tomorrow at nine, in the first room."""
    return book_session(case, Appointment(clock.now() + DAY, room=rooms[0]), **acting)


@pytest.fixture
def gateway(settings):
    settings.NOTIFY_URLS = {"sms": "json://localhost/{address}"}


def test_time_and_room_move_in_one_step_and_the_old_room_is_free(session, acting, rooms, world):
    """psych:13"""
    later = clock.now() + 3 * DAY
    move_session(session, Appointment(later, 50, "face", rooms[1]), "client", **acting)
    session.refresh_from_db()
    assert (session.starts_at, session.booking.room, session.state) == (later, rooms[1], "booked")
    assert RoomBooking.unscoped.filter(cancelled_at=None).count() == 1
    book(rooms[0], clock.now() + DAY, clock.now() + DAY + HOUR, by=viewing(world.other))
    owed = Duty.unscoped.get(matter=session.matter, name="outcome")
    assert owed.shows_at == clock.start_of(clock.day_of(later))
    assert clock.day_of(owed.due - clock.INSTANT) == clock.day_of(later)
    assert not owed.slipped
    assert Fact.unscoped.get(kind="casework.session_moved").data["told"] == "client"


def test_half_an_hour_later_in_the_same_room_is_no_clash_with_itself(session, acting, rooms):
    later = session.starts_at + HOUR / 2
    move_session(session, Appointment(later, 50, "face", rooms[0]), "client", **acting)
    session.refresh_from_db()
    assert session.booking.starts_at == later


def test_by_telephone_instead_the_room_is_given_back(session, acting):
    move_session(session, Appointment(session.starts_at, 50, "phone"), "client", **acting)
    session.refresh_from_db()
    assert (session.booking, session.way) == (None, "phone")
    assert not RoomBooking.unscoped.filter(cancelled_at=None).exists()


def test_where_the_new_room_is_taken_nothing_moves(session, acting, rooms, world):
    starts = clock.now() + 2 * DAY
    book(rooms[1], starts, starts + HOUR, by=viewing(world.other))
    with pytest.raises(Refused) as refused:
        move_session(session, Appointment(starts, 50, "face", rooms[1]), "client", **acting)
    assert refused.value.rule == "rule:room_taken"
    before = session.starts_at
    session.refresh_from_db()
    assert (session.starts_at, session.booking.room, session.booking.cancelled_at) == (before, rooms[0], None)
    assert not Fact.unscoped.filter(kind="casework.session_moved").exists()


def test_it_is_not_moved_onto_another_session_of_the_caseworker(session, child_case, acting):
    other = book_session(child_case, Appointment(clock.now() + 2 * DAY), **acting)
    with pytest.raises(Refused) as refused:
        move_session(session, Appointment(other.starts_at + HOUR / 2), "client", **acting)
    assert refused.value.rule == "rule:double_booking"


def test_a_session_that_has_begun_or_has_its_outcome_is_not_moved(session, acting):
    with clock.frozen_at(session.starts_at + HOUR):
        for to in (clock.now() + DAY, clock.now() - HOUR):
            with pytest.raises(Refused) as refused:
                move_session(session, Appointment(to), "client", **acting)
            assert refused.value.rule == "rule:begun"
        write_note(session, Written("free", {"free": "来了。"}, 0, 50), **acting)
        with pytest.raises(Stale):
            move_session(session, Appointment(clock.now() + DAY), "client", **acting)


def test_it_is_not_moved_into_the_past(session, acting):
    with pytest.raises(Refused) as refused:
        move_session(session, Appointment(clock.now() - DAY), "client", **acting)
    assert refused.value.rule == "rule:past"


def test_a_cancelled_session_is_not_moved(session, acting):
    cancel_session(session, "client", **acting)
    with pytest.raises(Stale):
        move_session(session, Appointment(clock.now() + 2 * DAY), "client", **acting)


def test_a_message_reaches_the_client_and_names_neither_service_nor_person(session, acting, world, gateway):
    world.grown.channel = "sms"
    world.grown.save()
    move_session(session, Appointment(clock.now() + 2 * DAY), "message", **acting)
    notice = Notice.objects.get(kind="casework.session_moved")
    assert (notice.channel, notice.address) == ("sms", world.grown.phone)
    for word in (world.grown.name, "咨询", "个案", "心理"):
        assert word not in notice.body + notice.subject


def test_without_a_channel_of_their_own_no_message_is_promised(session, acting):
    with pytest.raises(Refused) as refused:
        move_session(session, Appointment(clock.now() + 2 * DAY), "message", **acting)
    assert refused.value.rule == "rule:unreachable"
    assert not Notice.objects.exists()


def test_a_guardian_who_is_kept_out_is_not_told(child_case, acting, world, gateway):
    """psych:4"""
    world.mother.channel = "sms"
    world.mother.save()
    session = book_session(child_case, Appointment(clock.now() + DAY), **acting)
    protect(child_case, Protection(True, "孩子说怕她。"), **acting)
    for told in ("guardian", "message"):
        with pytest.raises(Refused):
            move_session(session, Appointment(clock.now() + 2 * DAY), told, **acting)
    assert not Notice.objects.exists()


def test_the_caseworker_is_told_when_the_backup_moves_it(session, world, settings):
    settings.MAIL_URL = "smtp://localhost"
    world.worker.mail = "worker@example.org"
    world.worker.save()
    acting = {"by": viewing(world.backup)}
    move_session(session, Appointment(clock.now() + 2 * DAY), "client", **acting)
    notice = Notice.objects.get()
    assert notice.address == "worker@example.org"
    assert world.grown.name not in notice.body


def test_it_is_moved_on_its_page(session, desk, rooms):
    address = reverse("casework:move", args=[session.matter_id])
    assert "一号咨询室" in desk.get(address).content.decode()
    sent = {"day": "2026-03-05", "starts": "14:00", "minutes": "50", "way": "face", "room": str(rooms[1].pk)}
    assert desk.post(address, sent).status_code == 422
    assert desk.post(address, sent | {"told": "client"}).status_code == 302
    session.refresh_from_db()
    assert session.booking.room == rooms[1]


@pytest.mark.parametrize("name", ["other", "lead", "volunteer", "stranger"])
def test_nobody_else_moves_it(session, world, name):
    browser = signed_in(Client(), getattr(world, name))
    address = reverse("casework:move", args=[session.matter_id])
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"told": "client"}).status_code == 404
    assert not Fact.unscoped.filter(kind="casework.session_moved").exists()
