"""Who is on duty: put on the roster, repeated, given away, swapped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from tests.builders import a_centre, staff, viewing
from youzhang.accounts.actions import end_roles, give_role
from youzhang.accounts.models import Centre, User
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.staff.actions import (
    NewShift,
    Offer,
    add_shift,
    answer_swap,
    copy_week,
    give_shift,
    offer_shift,
    remove_shift,
    withdraw_swap,
)
from youzhang.staff.models import Shift, Swap
from youzhang.staff.queries import on_duty

DAY = date(2026, 3, 3)  # a Tuesday
MONDAY = date(2026, 3, 2)


def at(hour: int, day: date = DAY) -> datetime:
    return clock.at_hour(day, hour)


@pytest.fixture
def centre(db: None, frozen: datetime) -> Centre:
    return a_centre()


@pytest.fixture
def lead(centre: Centre) -> User:
    return staff(centre, "project_lead")


@pytest.fixture
def su(centre: Centre) -> User:
    return staff(centre, "duty_staff")


@pytest.fixture
def lin(centre: Centre) -> User:
    return staff(centre, "counsellor")


@pytest.fixture
def shift(centre: Centre, lead: User, su: User) -> Shift:
    return add_shift(centre, NewShift(su, at(9), at(17), "desk"), viewer=viewing(lead))[0]


def test_who_is_on_duty_at_a_moment(centre: Centre, lead: User, su: User, lin: User, shift: Shift) -> None:
    add_shift(centre, NewShift(lin, at(12), at(18), "on_call"), viewer=viewing(lead))
    assert on_duty(centre) == []
    assert on_duty(centre, at(9)) == [su]
    assert on_duty(centre, at(12)) == [su, lin]
    assert on_duty(centre, at(12), part="on_call") == [lin]
    assert on_duty(centre, at(17)) == [lin]
    assert on_duty(a_centre(), at(12)) == []


def test_whoever_has_left_since_is_not_on_duty(centre: Centre, su: User, shift: Shift) -> None:
    give_role(su, a_centre(), "duty_staff", starts_on=MONDAY)
    end_roles(su, centre, last_day=MONDAY)
    assert on_duty(centre, at(9)) == []


def test_a_shift_can_be_repeated_for_weeks_over_midnight(centre: Centre, lead: User, su: User) -> None:
    night = NewShift(su, at(22), at(6, DAY + timedelta(days=1)), "on_call", weeks=3)
    assert len(add_shift(centre, night, viewer=viewing(lead))) == 3
    assert on_duty(centre, at(5, date(2026, 3, 18))) == [su]


def test_nobody_is_on_duty_twice_at_once(centre: Centre, lead: User, su: User, shift: Shift) -> None:
    other = a_centre()
    with pytest.raises(Refused) as refused:
        add_shift(centre, NewShift(su, at(16), at(18), "desk", weeks=2), viewer=viewing(lead))
    assert refused.value.rule == "rule:on_duty_twice"
    assert "09:00" in refused.value.why
    assert Shift.unscoped.count() == 1
    with pytest.raises(Refused):
        add_shift(other, NewShift(su, at(16), at(18), "desk"), viewer=viewing(lead))


def test_only_leads_keep_the_roster_and_only_of_those_who_work_here(
    centre: Centre, lead: User, su: User
) -> None:
    given = NewShift(su, at(9), at(17), "desk")
    with pytest.raises(Refused):
        add_shift(centre, given, viewer=viewing(su))
    with pytest.raises(Refused):
        add_shift(centre, replace(given, user=staff(a_centre(), "duty_staff")), viewer=viewing(lead))
    with pytest.raises(Refused):
        add_shift(centre, replace(given, user=staff(centre, "authority")), viewer=viewing(lead))
    end_roles(su, centre, last_day=MONDAY)
    with pytest.raises(Refused):
        add_shift(centre, given, viewer=viewing(lead))
    assert Shift.unscoped.count() == 0


@pytest.mark.parametrize(("starts", "ends"), [(at(9), at(9)), (at(9), at(8)), (at(6, MONDAY), at(9, MONDAY))])
def test_times_that_cannot_be_are_refused(
    centre: Centre, lead: User, su: User, starts: datetime, ends: datetime
) -> None:
    with pytest.raises(Refused):
        add_shift(centre, NewShift(su, starts, ends, "desk"), viewer=viewing(lead))
    assert Shift.unscoped.count() == 0


def test_a_week_is_repeated_and_what_does_not_fit_is_left_out(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    add_shift(centre, NewShift(lin, at(9), at(12), "hotline"), viewer=viewing(lead))
    in_the_way = NewShift(lin, at(11, date(2026, 3, 10)), at(14, date(2026, 3, 10)), "desk")
    add_shift(centre, in_the_way, viewer=viewing(lead))
    assert copy_week(centre, MONDAY, weeks=2, viewer=viewing(lead)) == (3, 1)
    assert copy_week(centre, MONDAY, weeks=2, viewer=viewing(lead)) == (0, 4)
    assert on_duty(centre, at(9, date(2026, 3, 17))) == [su, lin] or on_duty(
        centre, at(9, date(2026, 3, 17))
    ) == [lin, su]
    with pytest.raises(Refused):
        copy_week(centre, MONDAY, weeks=2, viewer=viewing(su))


def test_a_lead_gives_what_is_left_of_a_shift_to_somebody_else(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    with clock.frozen_at(at(13)):
        rest = give_shift(shift, lin, viewer=viewing(lead))
        assert on_duty(centre) == [lin]
    assert (rest.starts_at, rest.ends_at) == (at(13), at(17))
    assert on_duty(centre, at(12)) == [su]
    with clock.frozen_at(at(18)), pytest.raises(Refused):
        give_shift(rest, su, viewer=viewing(lead))


def test_a_shift_ahead_can_be_taken_off_but_not_one_that_has_begun(
    centre: Centre, lead: User, su: User, shift: Shift
) -> None:
    with clock.frozen_at(at(9)), pytest.raises(Refused):
        remove_shift(shift, viewer=viewing(lead))
    with pytest.raises(Refused):
        remove_shift(shift, viewer=viewing(su))
    assert Shift.unscoped.count() == 1
    remove_shift(shift, viewer=viewing(lead))
    assert Shift.unscoped.count() == 0


def test_a_swap_is_asked_and_taken(centre: Centre, su: User, lin: User, shift: Shift) -> None:
    swap = offer_shift(shift, Offer(lin, reason="带孩子看病"), by=viewing(su))
    assert on_duty(centre, at(9)) == [su]
    answer_swap(swap, takes=True, by=viewing(lin))
    assert on_duty(centre, at(9)) == [lin]
    with pytest.raises(Stale):
        withdraw_swap(swap, by=viewing(su))


def test_two_shifts_at_the_same_time_are_exchanged(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    theirs = add_shift(centre, NewShift(lin, at(9), at(17), "hotline"), viewer=viewing(lead))[0]
    swap = offer_shift(shift, Offer(lin, theirs), by=viewing(su))
    answer_swap(swap, takes=True, by=viewing(lin))
    assert on_duty(centre, at(9), part="desk") == [lin]
    assert on_duty(centre, at(9), part="hotline") == [su]


def test_an_exchange_that_puts_somebody_on_duty_twice_changes_nothing(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    wednesday = DAY + timedelta(days=1)
    theirs = add_shift(
        centre, NewShift(lin, at(9, wednesday), at(12, wednesday), "desk"), viewer=viewing(lead)
    )[0]
    swap = offer_shift(shift, Offer(lin, theirs), by=viewing(su))
    add_shift(centre, NewShift(su, at(11, wednesday), at(13, wednesday), "desk"), viewer=viewing(lead))
    with pytest.raises(Refused):
        answer_swap(swap, takes=True, by=viewing(lin))
    assert on_duty(centre, at(9)) == [su]
    assert on_duty(centre, at(9, wednesday)) == [lin]
    assert Swap.unscoped.get().state == "asked"


def test_what_is_offered_to_all_the_first_colleague_takes(
    centre: Centre, su: User, lin: User, shift: Shift
) -> None:
    swap = offer_shift(shift, Offer(), by=viewing(su))
    with pytest.raises(Refused):
        answer_swap(swap, takes=True, by=viewing(su))
    answer_swap(swap, takes=True, by=viewing(lin))
    with pytest.raises(Stale):
        answer_swap(swap, takes=True, by=viewing(lin))
    assert on_duty(centre, at(9)) == [lin]


def test_nobody_says_no_for_all(centre: Centre, su: User, lin: User, shift: Shift) -> None:
    swap = offer_shift(shift, Offer(), by=viewing(su))
    with pytest.raises(Refused):
        answer_swap(swap, takes=False, by=viewing(lin))
    assert Swap.unscoped.get().state == "asked"


def test_what_was_given_away_meanwhile_is_not_given_in_return(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    theirs = add_shift(centre, NewShift(lin, at(18), at(20), "hotline"), viewer=viewing(lead))[0]
    swap = offer_shift(shift, Offer(lin, theirs), by=viewing(su))
    give_shift(theirs, staff(centre, "counsellor"), viewer=viewing(lead))
    with pytest.raises(Stale):
        answer_swap(swap, takes=True, by=viewing(lin))
    assert on_duty(centre, at(9)) == [su]


def test_whoever_was_not_asked_cannot_answer_and_only_the_holder_offers(
    centre: Centre, su: User, lin: User, shift: Shift
) -> None:
    third = staff(centre, "duty_staff")
    with pytest.raises(Refused):
        offer_shift(shift, Offer(lin), by=viewing(third))
    swap = offer_shift(shift, Offer(lin), by=viewing(su))
    with pytest.raises(Refused):
        offer_shift(shift, Offer(third), by=viewing(su))
    with pytest.raises(Refused):
        answer_swap(swap, takes=True, by=viewing(third))
    answer_swap(swap, takes=False, by=viewing(lin))
    assert (Swap.unscoped.get().state, on_duty(centre, at(9))) == ("declined", [su])


@pytest.mark.django_db(transaction=True)
def test_ten_colleagues_take_one_shift_and_one_gets_it(frozen: datetime) -> None:
    centre = a_centre()
    lead, su = staff(centre, "project_lead"), staff(centre, "duty_staff")
    people = [staff(centre, "counsellor") for _n in range(10)]
    shift = add_shift(centre, NewShift(su, at(9), at(17), "desk"), viewer=viewing(lead))[0]
    swap = offer_shift(shift, Offer(), by=viewing(su))

    def take(person: User) -> bool:
        with clock.frozen_at(frozen):
            try:
                answer_swap(swap, takes=True, by=viewing(person))
                return True
            except Stale:
                return False
            finally:
                connection.close()

    with ThreadPoolExecutor(10) as pool:
        got = list(pool.map(take, people))
    assert got.count(True) == 1
    assert on_duty(centre, at(9)) == [people[got.index(True)]]


def test_a_lead_decides_over_an_open_swap(
    centre: Centre, lead: User, su: User, lin: User, shift: Shift
) -> None:
    third = staff(centre, "duty_staff")
    offer_shift(shift, Offer(lin), by=viewing(su))
    give_shift(shift, third, viewer=viewing(lead))
    assert (Swap.unscoped.get().state, on_duty(centre, at(9))) == ("decided", [third])
