"""The pages of rooms and partners."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.builders import a_centre, a_service, signed_in, staff, viewing
from youzhang.kit import clock
from youzhang.ledger.models import MatterBar
from youzhang.premises.actions import (
    AgreementData,
    PartnerData,
    RoomData,
    add_partner,
    add_room,
    book,
    sign_agreement,
)
from youzhang.premises.models import Agreement, Partner, Room, RoomBooking

TUESDAY = date(2026, 3, 3)


@pytest.fixture
def world(frozen: datetime, db: None) -> SimpleNamespace:
    here, there = a_centre(), a_centre(organisation="Other Body")
    people = {
        "lead": staff(here, "project_lead", name="罗予安"),
        "lin": staff(here, "counsellor", name="林晚"),
        "su": staff(here, "duty_staff", name="苏禾"),
        "volunteer": staff(here, "hotline_volunteer", name="何雅"),
        "stranger": staff(there, "project_lead", name="外人"),
    }
    view = viewing(people["lead"])
    room = add_room(here, RoomData("个案室 1", 3, "counselling"), viewer=view)
    partner = add_partner(here, PartnerData("市第三医院", "hospital", phone_24h="05718880001"), by=view)
    return SimpleNamespace(here=here, there=there, **people, view=view, room=room, partner=partner)


def browser(user: Any) -> Client:
    return signed_in(Client(headers={"accept-language": "en"}), user)


def page(user: Any, name: str, /, *args: object, **query: Any) -> tuple[int, str]:
    response = browser(user).get(reverse(f"premises:{name}", args=args), query)
    return response.status_code, response.content.decode().partition("<main")[2]


def send(user: Any, name: str, /, *args: object, status: int = 302, **typed: Any) -> HttpResponse:
    response = browser(user).post(reverse(f"premises:{name}", args=args), typed)
    assert response.status_code == status, response.content.decode()[-2000:]
    return response


def booked(world: SimpleNamespace, user: Any, hour: int = 14, **more: Any) -> RoomBooking:
    return book(
        world.room, clock.at_hour(TUESDAY, hour), clock.at_hour(TUESDAY, hour + 1), by=viewing(user), **more
    )


def test_the_week_shows_who_has_which_room_when(world: SimpleNamespace) -> None:
    booked(world, world.lin)
    status, shown = page(world.su, "rooms")
    assert status == 200
    assert "14:00–15:00" in shown
    assert "give back" not in shown
    assert "give back" in page(world.lin, "rooms")[1]
    assert "14:00" not in page(world.su, "rooms", week="2026-03-09")[1]


def test_the_week_of_a_person_and_of_a_room(world: SimpleNamespace) -> None:
    other = add_room(world.here, RoomData("团体室", 12, "group"), viewer=world.view)
    booked(world, world.lin)
    book(other, clock.at_hour(TUESDAY, 9), clock.at_hour(TUESDAY, 10), by=viewing(world.su))
    assert "09:00–10:00" not in page(world.lead, "rooms", person=world.lin.pk)[1]
    assert "14:00–15:00" in page(world.lead, "rooms", person=world.lin.pk)[1]
    assert "14:00–15:00" not in page(world.lead, "rooms", room=other.pk)[1]
    assert page(world.lead, "rooms", room="nonsense", person=uuid4(), week="x")[0] == 200


def test_what_a_room_is_booked_for_shows_only_to_those_who_may_see_it(world: SimpleNamespace) -> None:
    service = a_service(staff(world.here, "specialist"), world.here, logo=None, published=False)
    booked(world, world.lin, matter=service.matter)
    assert service.matter.number in page(world.su, "rooms")[1]
    supervisor = staff(world.here, "supervisor")
    MatterBar.objects.create(matter=service.matter, user=supervisor)
    shown = page(supervisor, "rooms")[1]
    assert "14:00–15:00" in shown
    assert service.matter.number not in shown


def test_a_room_is_booked_and_a_taken_one_refused_with_the_next_free_time(world: SimpleNamespace) -> None:
    assert page(world.su, "book", room=world.room.pk, day="2026-03-03")[0] == 200
    typed = {"room": world.room.pk, "day": "20260303", "starts": "14:00", "ends": "15:00"}
    send(world.su, "book", **typed, user=world.lin.pk)
    only = RoomBooking.unscoped.get()
    assert (only.user, only.booked_by) == (world.lin, world.su)
    shown = send(world.lin, "book", **typed, user=world.lin.pk, status=422).content.decode()
    assert "It is free next from Tue 3 March, 15:00 to 16:00." in shown
    assert RoomBooking.unscoped.count() == 1


def test_a_room_is_given_back(world: SimpleNamespace) -> None:
    booking = booked(world, world.lin)
    send(world.su, "cancel", booking.pk, status=422)
    assert page(world.lin, "cancel", booking.pk)[0] == 200
    send(world.lin, "cancel", booking.pk)
    assert RoomBooking.unscoped.get().cancelled_at
    assert page(world.lin, "cancel", booking.pk)[0] == 404


def test_rooms_are_not_the_business_of_volunteers_or_other_centres(world: SimpleNamespace) -> None:
    booking = booked(world, world.lin)
    assert {page(world.volunteer, name)[0] for name in ("rooms", "book", "register", "add_room")} == {422}
    assert page(world.volunteer, "cancel", booking.pk)[0] == 404
    assert page(world.stranger, "cancel", booking.pk)[0] == 404
    assert page(world.stranger, "edit_room", world.room.pk)[0] == 404
    assert "14:00" not in page(world.stranger, "rooms", room=world.room.pk)[1]
    send(world.stranger, "book", room=world.room.pk, day="20260304", starts="09:00", ends="10:00",
         user=world.stranger.pk, status=422)  # fmt: skip
    assert RoomBooking.unscoped.filter(cancelled_at=None).count() == 1


def test_leads_keep_the_register_of_rooms(world: SimpleNamespace) -> None:
    assert page(world.lin, "register")[0] == 422
    send(world.lin, "add_room", name="x", kind="hall", seats=9, status=422)
    assert 'name="closed"' not in page(world.lead, "add_room")[1]  # a new room is there to be booked
    assert 'name="closed"' in page(world.lead, "edit_room", world.room.pk)[1]
    send(world.lead, "add_room", name="大厅", kind="hall", seats=80)
    assert "大厅" in page(world.lead, "register")[1]
    send(world.lead, "edit_room", world.room.pk, name="个案室 1", kind="counselling", seats=3, closed="on")
    send(world.lead, "add_room", name="大厅", kind="hall", seats=9, status=422)
    assert Room.objects.get(pk=world.room.pk).closed
    assert Room.objects.filter(centre=world.here).count() == 2


def test_a_partner_from_entering_to_renewing(world: SimpleNamespace) -> None:
    sent = send(world.lead, "add_partner", name="春晓中学", kind="school", phone_24h="13900001111",
                contact="德育处周老师")  # fmt: skip
    partner = Partner.unscoped.get(name="春晓中学")
    assert sent["Location"].endswith(f"/{partner.matter_id}/")
    send(world.lead, "sign", partner.matter_id, signed_on="20260301", expires_on="20260320", about="共建协议")
    shown = page(world.su, "partner", partner.matter_id)[1]
    assert "13900001111" in shown
    assert "runs out" in shown
    assert "Renew" not in shown
    old = Agreement.unscoped.get()
    typed = {"signed_on": "20260302", "expires_on": "20270320", "about": "续签"}
    send(world.lead, "renew", partner.matter_id, old.pk, **typed)
    send(world.lead, "renew", partner.matter_id, old.pk, **typed, status=409)
    new = Agreement.unscoped.get(ended_at=None)
    send(world.lead, "end", partner.matter_id, new.pk)
    assert Agreement.unscoped.filter(ended_at=None).count() == 0
    assert "no agreement" in page(world.su, "partners", kind="school")[1]


def test_a_partner_changed_meanwhile_is_not_overwritten(world: SimpleNamespace) -> None:
    typed = {"name": "市第三医院", "kind": "hospital", "version": 1}
    send(world.lead, "edit_partner", world.partner.matter_id, **typed, phone_24h="120", status=422)
    send(world.lead, "edit_partner", world.partner.matter_id, **typed, phone_24h="05718880002")
    send(world.lead, "edit_partner", world.partner.matter_id, **typed, phone_24h="05718880003", status=409)
    assert Partner.unscoped.select_related("matter__key").get().phone_24h == "05718880002"


def test_partners_do_not_exist_for_volunteers_and_other_centres(world: SimpleNamespace) -> None:
    given = AgreementData(date(2026, 3, 1), date(2027, 3, 1))
    agreement = sign_agreement(world.partner, given, by=world.view)
    here = world.partner.matter_id
    for user in (world.volunteer, world.stranger):
        assert "市第三医院" not in page(user, "partners")[1]
        assert {page(user, name, here)[0] for name in ("partner", "edit_partner", "sign")} == {404}
        assert {page(user, name, here, agreement.pk)[0] for name in ("renew", "end")} == {404}
    assert {page(world.su, name, here)[0] for name in ("edit_partner", "sign")} == {422}


def fill(world: SimpleNamespace) -> None:
    for n in range(12):
        booked(world, world.su if n % 2 else staff(world.here, "counsellor"), hour=8 + n)
        partner = add_partner(world.here, PartnerData(f"学校 {n}", "school"), by=world.view)
        given = AgreementData(date(2026, 3, 1), date(2027, 3, 1) + timedelta(days=n))
        sign_agreement(partner, given, by=world.view)
        add_room(world.here, RoomData(f"室 {n}", 3, "counselling"), viewer=world.view)


def test_a_partner_asks_as_much_with_many_agreements_as_with_one(
    world: SimpleNamespace, django_assert_max_num_queries: Any
) -> None:
    lead, address = browser(world.lead), reverse("premises:partner", args=[world.partner.matter_id])
    given = AgreementData(date(2026, 3, 1), date(2027, 3, 1))
    sign_agreement(world.partner, given, by=world.view)
    lead.get(address)
    with django_assert_max_num_queries(19) as few:  # seven of them write down that it was opened
        lead.get(address)
    for _n in range(8):
        sign_agreement(world.partner, given, by=world.view)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert lead.get(address).status_code == 200


@pytest.mark.parametrize(("name", "most"), [("rooms", 11), ("register", 9), ("partners", 9)])
def test_a_page_asks_as_much_for_many_as_for_one(
    world: SimpleNamespace, django_assert_max_num_queries: Any, name: str, most: int
) -> None:
    lead, address = browser(world.lead), reverse(f"premises:{name}")
    book(world.room, clock.at_hour(TUESDAY, 7), clock.at_hour(TUESDAY, 8), by=viewing(world.lin))
    lead.get(address)
    with django_assert_max_num_queries(most) as few:
        lead.get(address)
    fill(world)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert lead.get(address).status_code == 200
