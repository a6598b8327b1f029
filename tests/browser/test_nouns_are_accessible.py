"""The pages of the roster, the files, the rooms and the partners: axe finds nothing, nothing sticks out sideways."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from tests.browser.moves import every_page_can_be_read, sign_in
from tests.builders import a_centre, staff, viewing
from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.premises import actions as premises
from youzhang.staff import actions
from youzhang.staff.models import StaffFile

A_YEAR = timedelta(days=365)


@pytest.fixture
def lead(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setenv("YOUZHANG_CLOCK", "2026-03-02T09:00+08:00")
    cache.clear()
    return staff(a_centre(), "project_lead", "duty_staff", name="罗予安")


@pytest.fixture
def addresses(lead: User) -> list[str]:
    """One of everything."""
    centre, today = lead.holdings.all()[0].centre, clock.today()
    other = staff(centre, "counsellor", name="林晚")
    acting: Any = {"by": viewing(lead)}
    hours = (clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=3))
    shift = actions.add_shift(centre, actions.NewShift(lead, *hours, "desk"), viewer=acting["by"])[0]
    later = (clock.at_hour(today + timedelta(days=1), 22), clock.at_hour(today + timedelta(days=2), 6))
    night = actions.add_shift(centre, actions.NewShift(lead, *later, "on_call"), viewer=acting["by"])[0]
    hence = (clock.at_hour(today + timedelta(days=4), 9), clock.at_hour(today + timedelta(days=4), 12))
    free = actions.add_shift(centre, actions.NewShift(lead, *hence, "desk"), viewer=acting["by"])[0]
    swap = actions.offer_shift(night, actions.Offer(other, reason="x"), **acting)
    handover = actions.hand_over(shift, to=other, note="钥匙在抽屉", **acting)
    actions.keep_files()
    file = StaffFile.unscoped.select_related("matter", "user").get(user=other)
    actions.enter_training(file, actions.TrainingDone("crisis", today, today + A_YEAR, "x"), **acting)
    actions.enter_check(file, actions.CheckDone(today, "clear", "x"), **acting)
    room = premises.add_room(centre, premises.RoomData("101", 3, "group"), viewer=acting["by"])
    booking = premises.book(
        room, *(clock.at_hour(today + timedelta(days=1), hour) for hour in (10, 11)), by=viewing(lead)
    )
    partner = premises.add_partner(
        centre, premises.PartnerData("市第三医院", "hospital", phone_24h="120"), **acting
    )
    premises.sign_agreement(partner, premises.AgreementData(today, today + A_YEAR), **acting)
    roster, files, hand_overs = "/work/roster/", "/work/staff-files/", "/work/hand-overs/"
    return [
        roster, f"{roster}new", f"{roster}repeat", f"{roster}print", f"{roster}shifts/{shift.pk}/",
        f"{roster}shifts/{free.pk}/offer", f"{roster}shifts/{night.pk}/remove", f"{roster}swaps/{swap.pk}/",
        hand_overs, f"{hand_overs}{handover.matter_id}/", f"{hand_overs}{handover.matter_id}/pass-on",
        files, f"{files}{file.matter_id}/", f"{files}{file.matter_id}/train", f"{files}{file.matter_id}/check",
        f"{files}{file.matter_id}/areas", "/work/rooms/", "/work/rooms/book", "/work/rooms/register",
        f"/work/rooms/bookings/{booking.pk}/cancel", "/work/partners/", "/work/partners/new",
        f"/work/partners/{partner.matter_id}/", f"/work/partners/{partner.matter_id}/sign",
    ]  # fmt: skip


def test_every_page_can_be_read_by_everybody(
    browse: Callable[..., Page], lead: User, addresses: list[str], live_server: object
) -> None:
    pages = [sign_in(page, lead, str(live_server)) for page in (browse(), browse(language="en"))]
    every_page_can_be_read(*pages, addresses)
