"""Sessions, notes, private notes: booked with a room, noted once held, mended for a day (psych:13, welfare:G3b)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.builders import signed_in, viewing
from youzhang.casework.actions import (
    Appointment,
    HandOn,
    Written,
    accept_transfer,
    add_to_note,
    ask_transfer,
    book_session,
    cancel_session,
    change_note,
    keep_process_note,
    miss_session,
    write_note,
)
from youzhang.casework.models import CaseFile, Note, ProcessNote, Session
from youzhang.casework.session_queries import process_note_of
from youzhang.jobs.models import Job
from youzhang.kit import clock
from youzhang.kit.refused import Refused, Stale
from youzhang.ledger.background import refresh_children
from youzhang.ledger.models import Duty, Fact
from youzhang.premises.actions import RoomData, add_room
from youzhang.premises.models import RoomBooking

SAID = Written("soap", {"s": "睡得不好。", "o": "", "a": "", "p": "记睡眠日记。"}, 1, 50)
HOUR = timedelta(hours=1)


@pytest.fixture
def room(world):
    return add_room(world.here, RoomData("一号咨询室", 3, "counselling"), viewer=viewing(world.lead))


def duty(session, name) -> Duty:
    return Duty.unscoped.get(matter=session.matter, name=name, article="psych:13")


def test_a_session_is_booked_with_its_room_and_its_outcome_is_owed(world, case, acting, room):
    starts = clock.now() + 24 * HOUR
    session = book_session(case, Appointment(starts, room=room), **acting)
    assert session.booking.room == room
    owed = duty(session, "outcome")
    assert owed.holders == [str(world.worker.pk)]
    assert owed.shows_at == clock.start_of(clock.day_of(starts))


def test_a_taken_room_is_refused_with_the_next_free_time_and_nothing_stays(case, child_case, acting, room):
    starts = clock.now() + 24 * HOUR
    book_session(case, Appointment(starts, room=room), **acting)
    with pytest.raises(Refused):
        book_session(child_case, Appointment(starts + 2 * HOUR / 4, room=room), **acting)
    assert Session.unscoped.count() == RoomBooking.unscoped.count() == 1


def test_nobody_sits_in_two_sessions_at_once(case, child_case, acting):
    starts = clock.now() + 24 * HOUR
    book_session(case, Appointment(starts), **acting)
    with pytest.raises(Refused) as refused:
        book_session(child_case, Appointment(starts + HOUR / 2), **acting)
    assert refused.value.rule == "rule:double_booking"
    assert Session.unscoped.count() == 1


def test_a_note_says_that_the_session_was_held_and_judges_the_risk(session, case, acting):
    """welfare:G3b"""
    note = write_note(session, SAID, **acting)
    session.refresh_from_db()
    assert (session.state, session.minutes) == ("held", 50)
    assert note.content == {"s": "睡得不好。", "p": "记睡眠日记。"}
    assert CaseFile.unscoped.get(case=case).level == 1
    assert duty(session, "outcome").outcome == duty(session, "note").outcome == "met"


def test_a_session_noted_for_tomorrow_is_refused(case, acting):
    session = book_session(case, Appointment(clock.now() + 24 * HOUR), **acting)
    for act in (lambda: write_note(session, SAID, **acting), lambda: miss_session(session, **acting)):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.rule == "rule:future"
    assert not Note.unscoped.exists()
    assert not Fact.unscoped.filter(matter=session.matter).exclude(kind="casework.session_booked").exists()


def test_two_notes_of_one_session_are_refused(session, acting):
    write_note(session, SAID, **acting)
    with pytest.raises(Stale):
        write_note(session, SAID, **acting)
    assert Note.unscoped.count() == 1


def test_an_author_mends_a_note_for_24_hours_then_only_adds(world, session, acting):
    note = write_note(session, SAID, **acting)
    change_note(note, Written("free", {"free": "改过。"}, 2), **acting)
    with pytest.raises(Refused) as refused:
        change_note(note, SAID, by=viewing(world.backup))
    assert refused.value.rule == "rule:author"
    with clock.frozen_at(clock.now() + 24 * HOUR):
        with pytest.raises(Refused) as refused:
            change_note(note, SAID, **acting)
        assert refused.value.rule == "rule:note_stands"
        add_to_note(note, "次日来电。", **acting)
    note.refresh_from_db()
    assert (note.content, note.level) == ({"free": "改过。"}, 2)


def test_a_late_note_of_an_old_session_asks_why(session, acting):
    with clock.frozen_at(clock.now() + 30 * HOUR):
        with pytest.raises(Refused) as refused:
            write_note(session, SAID, **acting)
        assert refused.value.rule == "rule:late_entry"
        write_note(session, SAID, late_reason="no_network", **acting)
    assert duty(session, "note").late


def test_a_cancelled_session_gives_its_room_back_and_owes_nothing(case, acting, room):
    session = book_session(case, Appointment(clock.now() + 24 * HOUR, room=room), **acting)
    cancel_session(session, "client", **acting)
    assert RoomBooking.unscoped.get().cancelled_at
    assert not Duty.unscoped.filter(matter=session.matter, outcome="open").exists()


def test_a_private_note_opens_for_its_author_alone(world, session, acting):
    keep_process_note(session, "我有些急。", **acting)
    assert process_note_of(viewing(world.worker), session).text == "我有些急。"
    assert process_note_of(viewing(world.backup), session) is None
    browser = signed_in(Client(), world.backup)
    assert (
        "我有些急" not in browser.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    )
    keep_process_note(session, " ", **acting)
    assert not ProcessNote.unscoped.exists()


def test_after_a_hand_over_the_open_sessions_are_the_new_caseworker_s(world, case, acting):
    session = book_session(case, Appointment(clock.now() + 24 * HOUR), **acting)
    transfer = ask_transfer(case, HandOn(world.other, "x"), **acting)
    accept_transfer(transfer, by=viewing(world.other))
    job = Job.objects.get(name="ledger.refresh_children")
    refresh_children(_Progress(), **job.args)
    assert duty(session, "outcome").holders == [str(world.other.pk)]
    assert Session.objects.visible_to(viewing(world.other)).exists()
    assert not Session.objects.visible_to(viewing(world.worker)).exists()


def test_the_week_shows_one_s_own_sessions_and_costs_the_same_for_many(
    world, case, child_case, acting, desk, room
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("casework:week")).status_code == 200
        return len(asked)

    book_session(case, Appointment(clock.now() + 24 * HOUR, room=room), **acting)
    cost()
    few = cost()
    for n in range(2, 5):
        book_session(child_case, Appointment(clock.now() + 24 * HOUR + n * HOUR, 50, "phone"), **acting)
    words = desk.get(reverse("casework:week")).content.decode()
    assert words.count("沈小满") == 3
    assert "沈一禾" in words
    assert cost() <= few
    for other in (world.backup, world.lead, world.stranger):
        assert "沈小满" not in signed_in(Client(), other).get(reverse("casework:week")).content.decode()


class _Progress:
    """A job's progress that nobody watches."""

    def __getattr__(self, _name: str):
        return lambda *args, **options: None


def test_leads_see_no_session_of_anybody(world, session):
    browser = signed_in(Client(), world.lead)
    for name in ("session", "note", "add", "process", "cancel", "missed"):
        address = reverse(f"casework:{name}", args=[session.matter_id])
        assert browser.get(address).status_code == 404
        assert browser.post(address, {}).status_code in {404, 405}
    session.refresh_from_db()
    assert session.state == "booked"


def test_the_note_is_written_on_its_page_and_kept_as_a_draft_meanwhile(session, desk):
    address = reverse("casework:note", args=[session.matter_id])
    page = desk.get(address).content.decode()
    assert "data-draft=" in page
    assert session.case.person.name in page  # one sees whose session it is
    sent = {"minutes": "50", "style": "soap", "s": "睡得不好。", "level": "2"}
    assert desk.post(address, {k: v for k, v in sent.items() if k != "level"}).status_code == 422
    assert not Note.unscoped.exists()
    assert desk.post(address, sent).status_code == 302
    words = desk.get(reverse("casework:session", args=[session.matter_id])).content.decode()
    assert "睡得不好" in words


def test_the_case_page_with_200_sessions_costs_at_most_15_queries(world, case, desk, acting):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(reverse("casework:case", args=[case.matter_id])).status_code == 200
        return len(asked)

    def one(n: int) -> None:
        session = book_session(case, Appointment(clock.now() - (n + 1) * HOUR / 60, 10), **acting)
        write_note(session, SAID, **acting)

    one(0)
    cost()
    few = cost()
    for n in range(1, 20):
        one(n)
    session = Session.unscoped.select_related("matter").first()
    Session.unscoped.bulk_create(_copies(session, 180))
    assert Session.unscoped.count() == 200
    assert cost() <= few + 1
    assert cost() <= 15


def _copies(session: Session, number: int) -> list[Session]:
    """More sessions, as rows only."""
    from youzhang.ledger.matters import let_in, open_matter

    rows = []
    for n in range(number):
        matter = open_matter(
            "session", centre=session.matter.centre, at=session.starts_at, parent=session.case.matter
        )
        let_in(matter, session.case.caseworker_id, "caseworker")
        starts = session.starts_at - (n + 2) * 24 * HOUR
        rows.append(
            Session(matter=matter, case=session.case, starts_at=starts, ends_at=starts + HOUR, way="face")
        )
    return rows


def test_why_it_is_entered_late_is_asked_beforehand_and_only_after_24_hours(case, session, desk, acting):
    today = desk.get(reverse("casework:note", args=[session.matter_id])).content.decode()
    assert 'name="late_reason"' not in today
    case.opened_at -= 48 * HOUR
    old = book_session(case, Appointment(clock.now() - 25 * HOUR), **acting)
    address = reverse("casework:note", args=[old.matter_id])
    sent = {"minutes": "50", "style": "soap", "s": "睡得不好。", "level": "0"}
    assert 'name="late_reason"' in desk.get(address).content.decode()
    assert desk.post(address, sent).status_code == 422
    assert not Note.unscoped.exists()
    assert desk.post(address, sent | {"late_reason": "paper_first"}).status_code == 302
    assert Note.unscoped.get().session == old


def test_a_note_of_an_earlier_session_hides_no_later_level(case, acting):
    """welfare:G3b: whether it is written afterwards or mended."""
    first, between, last = (
        book_session(case, Appointment(clock.now() - hours * HOUR), **acting) for hours in (9, 6, 3)
    )
    early = write_note(first, SAID, **acting)
    write_note(last, Written("free", {"free": "情绪低落。"}, 2), **acting)
    write_note(between, SAID, **acting)
    change_note(early, Written("free", {"free": "改了一个字。"}, 0), **acting)
    assert CaseFile.unscoped.get(case=case).level == 2


def test_a_session_lies_not_before_the_day_the_case_was_opened(case, desk):
    """A slip of the pen would be owed at once, and weeks late."""
    sent = {"day": "2026-02-22", "starts": "09:00", "minutes": "50", "way": "face"}
    answer = desk.post(reverse("casework:book", args=[case.matter_id]), sent)
    assert answer.status_code == 422
    assert "The case was opened only on Mon 2 March." in answer.content.decode()
    assert not Session.unscoped.exists()
