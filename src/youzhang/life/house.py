"""The house itself: rooms, partners, staff files from the first day; a roster and bookings for the last weeks."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from itertools import product
from random import Random

from youzhang.accounts.models import User
from youzhang.kit import clock
from youzhang.kit.refused import Refused
from youzhang.ledger.calendars import calendar
from youzhang.ledger.models import Duty
from youzhang.life.cast import cast
from youzhang.life.founding import Place, viewing
from youzhang.premises import actions as premises
from youzhang.premises.models import Room
from youzhang.staff import actions as staff
from youzhang.staff.models import HandOver, Shift, StaffFile

DAYS_PLANNED = 9  # before the last day the roster is made, for three weeks
WEEKS = 3
TRAINED_FOR = timedelta(days=730)
LONG_AGO = timedelta(days=200)
AN_HOUR = timedelta(hours=1)


def furnish(places: list[Place], last_day: date) -> None:
    """Rooms and partners; everybody's background was checked before they began."""
    for place in places:
        lead = place.one("project_lead", "director")
        for room in cast()["room"]:
            given = premises.RoomData(room["name"], room["seats"], room["kind"])
            premises.add_room(place.centre, given, viewer=viewing(lead))
        for partner in cast()["partner"]:
            _sign_with(place, lead, partner, last_day)
    staff.keep_files()
    for place in places:
        _enter_papers(place, last_day)


def _sign_with(place: Place, lead: User, idea: dict[str, str], last_day: date) -> None:
    given = premises.PartnerData(idea["name"], idea["kind"], idea["address"], idea["contact"], idea["phone"])
    partner = premises.add_partner(place.centre, given, by=viewing(lead))
    if "days" in idea:
        until = last_day + timedelta(days=int(idea["days"]))
        agreed = premises.AgreementData(clock.today() - LONG_AGO, until, idea["about"])
        premises.sign_agreement(partner, agreed, by=viewing(lead))


def _enter_papers(place: Place, last_day: date) -> None:
    lead = place.one("project_lead", "director")
    second = place.one("department_head", "director", "counsellor")
    for file in StaffFile.unscoped.filter(centre=place.centre).select_related("matter", "user", "centre"):
        by = second if file.user == lead else lead
        checked = staff.CheckDone(
            clock.today() - timedelta(days=5), "clear", "派出所无违法犯罪记录证明，存人事柜"
        )
        with suppress(Refused):  # in a small house nobody else may check the lead
            staff.enter_check(file, checked, by=viewing(by))
        if file.user in {*place.by_role.get("counsellor", ()), *place.by_role.get("support_worker", ())}:
            _train(place, file, lead, last_day)


def _train(place: Place, file: StaffFile, lead: User, last_day: date) -> None:
    """The second counsellor's training runs out soon."""
    counsellors = place.by_role["counsellor"]
    until = last_day + (timedelta(days=20) if file.user == counsellors[-1] else TRAINED_FOR)
    done = staff.TrainingDone("crisis", clock.today() - LONG_AGO, until, "省心理学会危机干预培训证书")
    staff.enter_training(file, done, by=viewing(lead))
    staff.set_areas(file, ["family", "growth"], viewer=viewing(lead))


def keep_house_today(place: Place, last_day: date) -> None:
    """The roster and the rooms are planned once, near the end; in the evening the desk is handed over."""
    today = clock.today()
    if today == last_day - timedelta(days=DAYS_PLANNED):
        _plan_roster(place)
        _book_rooms(place, Random(place.centre.code))
    elif today > last_day - timedelta(days=DAYS_PLANNED) and calendar().is_working(today):
        _hand_over(place, stays=today >= last_day - timedelta(days=1))
    if today == last_day - timedelta(days=2):
        _ask_for_swaps(place)


def _plan_roster(place: Place) -> None:
    """The desk by day on weekdays, somebody on call every night and at the weekend; the same in each of the weeks."""
    lead, day = place.one("group_leader", "project_lead", "director"), clock.today()
    desk = place.one("duty_staff")
    night = place.by_role.get("counsellor") or [place.one("carer", "duty_staff")]
    for ahead in range(1, 8):
        on = day + timedelta(days=ahead)
        by_day = clock.at_hour(on, 9), clock.at_hour(on, 17)
        if on.weekday() < 5:
            _on_duty(place, lead, staff.NewShift(desk, *by_day, "desk", "前台", WEEKS))
        else:
            _on_duty(
                place, lead, staff.NewShift(night[(ahead + 1) % len(night)], *by_day, "on_call", "", WEEKS)
            )
        by_night = clock.at_hour(on, 17), clock.at_hour(on + timedelta(days=1), 9)
        _on_duty(place, lead, staff.NewShift(night[ahead % len(night)], *by_night, "on_call", "", WEEKS))


def _on_duty(place: Place, lead: User, shift: staff.NewShift) -> None:
    with suppress(Refused):
        staff.add_shift(place.centre, shift, viewer=viewing(lead))


def _book_rooms(place: Place, chance: Random) -> None:
    users = place.by_role.get("counsellor") or [place.one("carer", "duty_staff")]
    days = (clock.today() + timedelta(days=ahead) for ahead in range(1, 15))
    weekdays = [day for day in days if day.weekday() < 5]
    for room, day in product(Room.objects.filter(centre=place.centre).order_by("name"), weekdays):
        at = clock.at_hour(day, chance.choice((9, 10, 14, 15, 16)))
        with suppress(Refused):  # a session has the room
            premises.book(room, at, at + AN_HOUR, by=viewing(chance.choice(users)))


def _ask_for_swaps(place: Place) -> None:
    """One shift is offered to a colleague, another to all."""
    colleagues = place.by_role.get("counsellor", [])[1:]
    for user, to, reason in (
        *((place.one("counsellor"), colleague, "家里老人复诊") for colleague in colleagues[:1]),
        (place.one("duty_staff"), None, ""),
    ):
        ahead = clock.now() + timedelta(days=4)
        shifts = Shift.unscoped.filter(centre=place.centre, user=user, starts_at__gt=ahead)
        shift = shifts.select_related("user", "centre", "matter__key").order_by("starts_at").first()
        if shift:
            staff.offer_shift(shift, staff.Offer(to, reason=reason), by=viewing(user))


def _hand_over(place: Place, *, stays: bool) -> None:
    now = clock.now()
    shifts = Shift.unscoped.filter(centre=place.centre, part="desk", starts_at__lte=now, handover=None)
    shift = shifts.filter(starts_at__gte=now - 12 * AN_HOUR).select_related("user", "centre").first()
    night = Shift.unscoped.filter(centre=place.centre, part="on_call", starts_at__lte=now, ends_at__gt=now)
    following = night.exclude(user=shift.user).select_related("user").first() if shift else None
    if shift and following:
        note = Random(f"{place.centre.code}{now}").choice(cast()["names"]["handovers"])
        given = staff.hand_over(shift, to=following.user, note=note, by=viewing(shift.user))
        if not stays:
            staff.accept(given, by=viewing(following.user))


def take_over(duty: Duty, by: User, chance: Random, place: Place) -> None:
    """Read a hand-over and accept it."""
    handover = HandOver.unscoped.select_related("matter__centre").get(matter=duty.matter_id)
    staff.accept(handover, by=viewing(by))
