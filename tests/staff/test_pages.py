"""The pages of the roster, the hand-overs and the files."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.builders import staff, viewing
from youzhang.accounts.actions import delegate
from youzhang.accounts.models import AccessEntry
from youzhang.kit import clock
from youzhang.staff.actions import (
    CheckDone,
    Offer,
    TrainingDone,
    add_shift,
    enter_check,
    enter_training,
    hand_over,
    keep_files,
    offer_shift,
)
from youzhang.staff.actions.shifts import NewShift
from youzhang.staff.models import BackgroundCheck, HandOver, Shift, StaffFile, Swap, Training
from youzhang.staff.queries import on_duty

MONDAY = date(2026, 3, 2)


def who(user):
    return {"by": viewing(user)}


def page(client, name, *args, **query):
    response = client.get(reverse(f"staff:{name}", args=args), query)
    return response.status_code, response.content.decode().partition("<main")[2]


def send(client, name, *args, status=302, **typed):
    response = client.post(reverse(f"staff:{name}", args=args), typed)
    assert response.status_code == status, response.content.decode()[-3000:]
    return response


@pytest.fixture
def files(world):
    keep_files()
    return {file.user_id: file for file in StaffFile.unscoped.filter(centre=world.here)}


def test_the_roster_shows_the_week_and_who_is_on_duty_now(world, browser):
    status, shown = page(browser(world.lin), "roster")
    assert status == 200
    now, week = shown.split("The week")
    assert "苏禾" in now
    assert "林晚" not in now
    assert "12:00–18:00" in week
    assert "Nobody" in week
    assert "Add a shift" not in shown
    assert "苏禾" not in page(browser(world.lin), "roster", week="2026-03-09")[1].split("The week")[1]
    assert page(browser(world.lin), "roster", week="nonsense")[0] == 200


def test_another_centre_sees_nothing_of_it(world, browser, files):
    stranger = browser(world.stranger)
    assert "苏禾" not in page(stranger, "roster")[1]
    given = hand_over(world.early, to=world.lin, note="x", **who(world.su))
    swap = offer_shift(world.late, Offer(), **who(world.lin))
    gone = [("shift", world.early.pk), ("give", world.early.pk), ("remove", world.early.pk)]
    gone += [("offer", world.early.pk), ("hand_over", world.early.pk), ("swap", swap.pk)]
    gone += [(name, given.matter_id) for name in ("handover", "accept", "pass_on")]
    mine = files[world.lin.pk].matter_id
    gone += [(name, mine) for name in ("file", "train", "check", "areas", "leave")]
    assert {name: page(stranger, name, pk)[0] for name, pk in gone} == dict.fromkeys(dict(gone), 404)


def test_guests_of_the_centre_see_no_roster(world, browser):
    observer = browser(staff(world.here, "observer"))
    assert page(observer, "roster")[0] == page(observer, "printed")[0] == 404
    assert page(observer, "shift", world.early.pk)[0] == 404


def test_the_week_is_printed(world, browser):
    status, shown = page(browser(world.lin), "printed", week="2026-03-02")
    assert status == 200
    assert world.here.unit_name in shown
    assert "08:00–12:00" in shown


def test_a_lead_adds_a_shift_over_midnight_for_two_weeks(world, browser):
    lead = browser(world.lead)
    assert page(lead, "add")[0] == 200
    typed = {"user": world.su.pk, "part": "on_call", "day": "20260303", "starts": "22:00", "ends": "06:00"}
    sent = send(lead, "add", **typed, weeks=2)
    assert sent["Location"].endswith("?week=2026-03-03")
    assert on_duty(world.here, clock.at_hour(date(2026, 3, 11), 5)) == [world.su]
    refused = send(lead, "add", **typed, weeks=1, status=422).content.decode()
    assert "on duty" in refused
    assert Shift.unscoped.filter(part="on_call").count() == 2


def test_others_do_not_keep_the_roster(world, browser):
    su = browser(world.su)
    assert page(su, "add")[0] == 422
    send(su, "repeat", weeks=1, status=422)
    send(su, "give", world.late.pk, user=world.su.pk, status=422)
    send(su, "remove", world.late.pk, status=422)
    assert Shift.unscoped.count() == 2


def test_a_lead_repeats_the_week_gives_and_removes(world, browser):
    lead = browser(world.lead)
    lead.post(reverse("staff:repeat") + "?week=2026-03-02", {"weeks": 2})
    assert Shift.unscoped.count() == 6
    send(lead, "give", world.late.pk, user=world.lead.pk)
    assert on_duty(world.here, clock.at_hour(MONDAY, 13)) == [world.lead]
    world.late.refresh_from_db()
    send(lead, "remove", world.late.pk)
    assert on_duty(world.here, clock.at_hour(MONDAY, 13)) == []


def test_a_swap_from_asking_to_answering(world, browser):
    su, lin = browser(world.su), browser(world.lin)
    assert page(lin, "offer", world.late.pk)[0] == 200
    send(lin, "offer", world.late.pk, user=world.su.pk, reason="牙疼")
    swap = Swap.unscoped.get()
    assert "Answer" in page(su, "roster")[1]
    assert "牙疼" in page(su, "swap", swap.pk)[1]
    assert "牙疼" not in page(browser(world.lead), "shift", world.late.pk)[1]
    assert page(browser(staff(world.here, "duty_staff")), "swap", swap.pk)[0] == 404
    send(su, "swap", swap.pk, answer="take")
    assert on_duty(world.here, clock.at_hour(MONDAY, 13)) == [world.su]
    send(lin, "swap", swap.pk, answer="withdraw", status=422)
    send(su, "swap", swap.pk, answer="withdraw", status=409)


def test_a_swap_put_to_me_waits_on_my_duties_until_i_answer(world, browser):
    su, others = browser(world.su), [browser(world.lead), browser(staff(world.here, "duty_staff"))]
    send(browser(world.lin), "offer", world.late.pk, user=world.su.pk, reason="牙疼")
    address = reverse("staff:swap", args=[Swap.unscoped.get().pk])
    mine = su.get("/work/").content.decode()
    assert address in mine
    assert "林晚" in mine
    assert "牙疼" not in mine
    assert address not in su.get("/work/", {"scope": "team"}).content.decode()
    for other in others:
        assert address not in other.get("/work/").content.decode()
    send(su, "swap", Swap.unscoped.get().pk, answer="decline")
    assert address not in su.get("/work/").content.decode()


def test_a_swap_put_to_whom_i_stand_in_for_waits_with_me(world, browser):
    deputy, today = staff(world.here, "duty_staff", name="代班"), clock.today()
    delegate(world.su, deputy, world.here, starts_on=today, ends_on=today, by=world.su)
    send(browser(world.lin), "offer", world.late.pk, user=world.su.pk)
    assert (
        reverse("staff:swap", args=[Swap.unscoped.get().pk]) in browser(deputy).get("/work/").content.decode()
    )


def test_a_shift_in_return_says_who_is_asked(world, browser):
    theirs = world.on(world.su, 9, 12, day=MONDAY + timedelta(days=2))
    send(browser(world.lin), "offer", world.late.pk, in_return=theirs.pk)
    swap = Swap.unscoped.get()
    assert (swap.to, swap.in_return) == (world.su, theirs)
    send(browser(world.su), "swap", swap.pk, answer="decline")
    assert Swap.unscoped.get().state == "declined"


def test_a_shift_is_handed_over_read_and_accepted(world, browser):
    su, lin = browser(world.su), browser(world.lin)
    shown = page(su, "hand_over", world.early.pk)[1]
    assert f'value="{world.lin.pk}" selected' in shown
    send(su, "hand_over", world.early.pk, user=world.lin.pk, note="钥匙在抽屉\n<b>二楼</b>灯坏")
    given = HandOver.unscoped.get()
    opened = page(lin, "handover", given.matter_id)[1]
    assert "&lt;b&gt;二楼" in opened
    assert AccessEntry.objects.filter(act="staff.handover", about=given.matter_id, user=world.lin).exists()
    assert "钥匙" in page(lin, "accept", given.matter_id)[1]
    send(lin, "accept", given.matter_id)
    send(lin, "accept", given.matter_id, status=409)
    assert HandOver.unscoped.get().accepted_by == world.lin
    assert given.matter.number in page(lin, "handovers")[1]
    assert "No hand-over yet" in page(browser(staff(world.here, "duty_staff")), "handovers")[1]


def test_a_lead_keeps_the_files(world, browser, files):
    lead, file = browser(world.lead), files[world.lin.pk]
    assert "never" in page(lead, "files")[1]
    send(lead, "train", file.matter_id, subject="crisis", trained_on="20260101", valid_until="20260310",
         proof="省学会 17 号")  # fmt: skip
    send(lead, "check", file.matter_id, checked_on="20260301", result="clear", proof="派出所 88 号")
    shown = page(lead, "file", file.matter_id)[1]
    assert "省学会 17 号" in shown
    assert "派出所 88 号" in shown
    training = Training.unscoped.get()
    send(lead, "withdraw", file.matter_id, training.pk)
    training.refresh_from_db()
    assert training.withdrawn_at
    send(lead, "leave", file.matter_id, left_on="20260302", status=422)
    assert StaffFile.unscoped.get(pk=file.pk).left_on is None


def test_one_s_own_file_can_be_read_and_its_areas_said(world, browser, files):
    lin, file = browser(world.lin), files[world.lin.pk]
    assert page(lin, "file", file.matter_id)[0] == 200
    send(lin, "areas", file.matter_id, areas=["family", "growth"])
    with clock.frozen_at(clock.at_hour(MONDAY, 13)):
        assert "Parent and child, Personal growth" in page(browser(world.su), "roster")[1]
    assert StaffFile.unscoped.get(pk=file.pk).areas == ["family", "growth"]
    send(lin, "check", file.matter_id, checked_on="20260301", result="clear", proof="x", status=422)
    send(lin, "train", file.matter_id, subject="crisis", trained_on="20260101", valid_until="20270101",
         proof="x", status=422)  # fmt: skip
    assert page(browser(world.su), "file", file.matter_id)[0] == 404
    assert BackgroundCheck.unscoped.count() + Training.unscoped.count() == 0


def test_my_duties_names_the_person_whose_check_is_owed(world, browser, files):
    shown = browser(world.lead).get(reverse("workbench:duties")).content.decode().partition("<main")[2]
    assert f"Staff file {files[world.lin.pk].matter.number}　林晚" in shown
    assert "林晚" not in browser(world.su).get(reverse("workbench:duties")).content.decode()


def many(world):
    """Twelve more people with shifts, files, trainings and checks."""
    for _n in range(12):
        person = staff(world.here, "duty_staff")
        times = (clock.at_hour(MONDAY, 8), clock.at_hour(MONDAY, 18))
        shift = add_shift(world.here, NewShift(person, *times, "hotline"), viewer=world.view)[0]
        hand_over(shift, to=world.lin, note="x", **who(person))
        ahead = world.on(person, 8, 12, day=MONDAY + timedelta(days=1))
        offer_shift(ahead, Offer(), **who(person))
    keep_files()
    for file in (
        StaffFile.unscoped.filter(centre=world.here).exclude(user=world.lead).select_related("matter", "user")
    ):
        enter_training(file, TrainingDone("crisis", MONDAY, date(2027, 1, 1), "x"), **who(world.lead))
        enter_check(file, CheckDone(MONDAY, "clear", "x"), **who(world.lead))


def test_a_file_asks_as_much_with_many_papers_as_with_one(
    world, browser, files, django_assert_max_num_queries
):
    lead, file = browser(world.lead), files[world.lin.pk]
    given = TrainingDone("crisis", MONDAY, date(2027, 1, 1), "x")
    enter_training(file, given, **who(world.lead))
    enter_check(file, CheckDone(MONDAY, "clear", "x"), **who(world.lead))
    page(lead, "file", file.matter_id)
    with django_assert_max_num_queries(14) as few:
        page(lead, "file", file.matter_id)
    for _n in range(8):
        enter_training(file, given, **who(world.lead))
        enter_check(file, CheckDone(MONDAY, "clear", "x"), **who(world.lead))
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert page(lead, "file", file.matter_id)[0] == 200


@pytest.mark.parametrize(
    ("name", "most"), [("roster", 14), ("printed", 14), ("handovers", 10), ("files", 12)]
)
def test_a_page_asks_as_much_for_many_as_for_one(
    world, browser, files, django_assert_max_num_queries, name, most
):
    lead = browser(world.lead)
    hand_over(world.early, to=world.lead, note="x", **who(world.su))
    offer_shift(world.late, Offer(), **who(world.lin))
    page(lead, name)
    with django_assert_max_num_queries(most) as few:
        page(lead, name)
    many(world)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert page(lead, name)[0] == 200
